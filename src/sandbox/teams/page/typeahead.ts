import type { SearchAnswer } from '../client.ts';
import { type Choice, choicesFor } from '../typeahead.ts';
import { button, element } from './element.ts';
import { icon } from './icons.ts';
import { TypeaheadList } from './typeaheadList.ts';

export interface TypeaheadOptions {
  /** The choices that the card has. */
  readonly own: readonly Choice[];
  /** What is chosen at first: values, those of several with commas between. */
  readonly value: string;
  readonly isMultiSelect: boolean;
  readonly placeholder: string;
  /** Asks for more choices; left out where there are none but the card's own. */
  readonly search?: ((text: string) => Promise<SearchAnswer>) | undefined;
  readonly onChange: () => void;
}

/** Milliseconds without typing until the choices are asked for: adaptivecards 3.0.6, host-config.js, `debounceTimeInMilliSeconds`. */
const debounceMs = 250;

/**
 * A field that one types into to choose from a list: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/. What is chosen are
 * choices, never the text itself; a text that chose nothing gives way to what was chosen before, of which Microsoft says nothing.
 */
export class Typeahead {
  readonly field: HTMLInputElement;
  readonly #options: TypeaheadOptions;
  readonly #chips = element('ul', { class: 'chips' });
  readonly #clear: HTMLButtonElement;
  readonly #list: TypeaheadList;
  #chosen: readonly Choice[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: TypeaheadOptions) {
    this.#options = options;
    const values = options.isMultiSelect ? options.value.split(',') : [options.value];
    // A value that the card names no choice for stands there as it is: adaptivecards 3.0.6, `ChoiceSetInput.internalRender`.
    this.#chosen = values
      .filter((value) => value !== '')
      .map((value) => options.own.find((choice) => choice.value === value) ?? { title: value, value });
    this.field = element('input', {
      type: 'text',
      class: 'ac-input typeahead',
      role: 'combobox',
      autocomplete: 'off',
      spellcheck: 'false',
      placeholder: options.placeholder,
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
    });
    this.#list = new TypeaheadList(this.field, options.isMultiSelect, (choice) => this.#choose(choice));
    this.#clear = button(icon('close'), () => this.#change([]), { class: 'clear', 'aria-label': 'Clear' });
    this.field.addEventListener('focus', () => this.field.select());
    this.field.addEventListener('click', () => this.#open());
    this.field.addEventListener('input', () => this.#typed());
    this.field.addEventListener('blur', () => this.#leave());
    this.field.addEventListener('keydown', (event) => this.#key(event));
    this.#show();
  }

  /** Puts all that belongs to the field around it. */
  mount(container: HTMLElement): void {
    container.classList.add('typeahead-container');
    container.prepend(this.#chips);
    container.append(this.#clear, this.#list.popup, this.#list.status);
  }

  /** The values chosen, with commas between. */
  get value(): string {
    return this.#chosen.map(({ value }) => value).join(',');
  }

  #choose(choice: Choice): void {
    const others = this.#chosen.filter(({ value }) => value !== choice.value);
    if (!this.#options.isMultiSelect) this.#change([choice]);
    else this.#change(others.length < this.#chosen.length ? others : [...others, choice]);
    if (this.#options.isMultiSelect) this.#open();
    else this.#list.close();
  }

  #change(chosen: readonly Choice[]): void {
    clearTimeout(this.#timer);
    this.#chosen = chosen;
    this.#show();
    this.field.focus();
    this.#options.onChange();
  }

  /** Shows what is chosen: the one in the field, several as chips that can be taken away. */
  #show(): void {
    const { isMultiSelect } = this.#options;
    this.#showText();
    this.#clear.hidden = this.#chosen.length === 0;
    this.#chips.hidden = !isMultiSelect || this.#chosen.length === 0;
    if (!isMultiSelect) return;
    const chipOf = (choice: Choice) =>
      button(element('span', {}, choice.title), () => this.#choose(choice), {
        class: 'chip',
        'aria-label': `Remove ${choice.title}`,
      });
    const chips = this.#chosen.map((choice) => {
      const chip = chipOf(choice);
      chip.append(icon('close'));
      return element('li', {}, chip);
    });
    this.#chips.replaceChildren(...chips);
  }

  #showText(): void {
    this.field.value = this.#options.isMultiSelect ? '' : (this.#chosen[0]?.title ?? '');
  }

  /** All of the card's own choices, whatever is chosen. */
  #open(): void {
    this.#list.show({ choices: choicesFor('', this.#options.own), chosen: this.value.split(','), text: '' });
  }

  #typed(): void {
    clearTimeout(this.#timer);
    const text = this.field.value.trim();
    const { search, own, isMultiSelect, onChange } = this.#options;
    const chosen = this.value.split(',');
    // An empty text asks nobody (adaptivecards 3.0.6, adaptive-applet.js), and of one choice it leaves none.
    if (text === '') {
      if (!isMultiSelect && this.#chosen.length > 0) {
        this.#chosen = [];
        this.#clear.hidden = true;
        onChange();
      }
      this.#open();
      return;
    }
    const choices = choicesFor(text, own);
    this.#list.show({ choices, chosen, text, note: search ? 'Searching…' : noteFor(choices) });
    if (!search) return;
    this.#timer = setTimeout(async () => {
      const answer = await search(text);
      // An answer to what was typed before is of no use any more.
      if (this.field.value.trim() !== text || document.activeElement !== this.field) return;
      const shown = answer.kind === 'results' ? answer.results : choices;
      const note = answer.kind === 'error' ? answer.text : noteFor(shown);
      this.#list.show({ choices: shown, chosen, text, note });
    }, debounceMs);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    this.#list.close();
    // The chips stay the same, since one of them may be just what is clicked.
    this.#showText();
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      if (this.#list.isOpen) this.#list.move(key === 'ArrowDown' ? 1 : -1);
      else this.#open();
    } else if (key === 'Enter' && this.#list.isOpen) {
      event.preventDefault();
      this.#list.chooseActive();
    } else if (key === 'Escape' && this.#list.isOpen) {
      event.stopPropagation();
      this.#list.close();
    } else if (key === 'Backspace' && this.field.value === '' && this.#options.isMultiSelect)
      this.#change(this.#chosen.slice(0, -1));
  }
}

/** The renderer's words: adaptivecards 3.0.6, `FilteredChoiceSet.processResponse`. */
function noteFor(choices: readonly Choice[]): string | undefined {
  return choices.length === 0 ? 'No results found' : undefined;
}
