import type { Choice } from '../typeahead.ts';
import { element } from './element.ts';

export interface ListContent {
  readonly choices: readonly Choice[];
  /** Values that are chosen. */
  readonly chosen: readonly string[];
  /** What was typed: it stands out in the choices. */
  readonly text: string;
  /** A line below the choices. */
  readonly note?: string | undefined;
}

/** Pixels: the most the list is high, the least it is wide, and how far it stays from the field and from the window's edge. */
const size = { mostHeight: 320, leastWidth: 240, gap: 4, edge: 8 };
let lists = 0;

/**
 * The list below a field, on top of the page so that no card cuts it off. The focus stays in the field:
 * https://www.w3.org/WAI/ARIA/apg/practices/keyboard-interface/#kbd_focus_activedescendant.
 */
export class TypeaheadList {
  readonly popup = element('div', { class: 'typeahead-popup', popover: 'manual' });
  /** Says what is in the list to those who don't see it. */
  readonly status = element('span', { class: 'heard', role: 'status' });
  readonly #field: HTMLElement;
  readonly #onChoose: (choice: Choice) => void;
  readonly #id: string;
  readonly #box: HTMLUListElement;
  readonly #note = element('p', { class: 'note' });
  readonly #place = () => this.#placeIt();
  #choices: readonly Choice[] = [];
  #active = -1;

  constructor(field: HTMLElement, isMultiSelect: boolean, onChoose: (choice: Choice) => void) {
    lists += 1;
    this.#id = `typeahead-${lists}`;
    this.#field = field;
    this.#onChoose = onChoose;
    this.#box = element('ul', {
      id: this.#id,
      role: 'listbox',
      'aria-label': 'Choices',
      ...(isMultiSelect ? { 'aria-multiselectable': 'true' } : {}),
    });
    this.popup.append(this.#box, this.#note);
    field.setAttribute('aria-controls', this.#id);
    // The field keeps the focus while one clicks into the list.
    this.popup.addEventListener('mousedown', (event) => event.preventDefault());
  }

  get isOpen(): boolean {
    return this.popup.matches(':popover-open');
  }

  show({ choices, chosen, text, note }: ListContent): void {
    if (choices.length === 0 && note === undefined) {
      this.close();
      return;
    }
    this.#choices = choices;
    this.#box.replaceChildren(
      ...choices.map((choice, index) => this.#option(choice, index, chosen.includes(choice.value), text)),
    );
    this.#box.hidden = choices.length === 0;
    this.#note.textContent = note ?? '';
    this.#note.hidden = note === undefined;
    this.status.textContent = note ?? (choices.length === 1 ? '1 choice' : `${choices.length} choices`);
    if (!this.isOpen) {
      this.popup.showPopover();
      this.#tellExpanded(true);
      addEventListener('scroll', this.#place, true);
      addEventListener('resize', this.#place);
    }
    this.#placeIt();
    this.#activate(-1);
  }

  close(): void {
    removeEventListener('scroll', this.#place, true);
    removeEventListener('resize', this.#place);
    this.status.textContent = '';
    this.#activate(-1);
    this.#tellExpanded(false);
    if (this.isOpen) this.popup.hidePopover();
  }

  /** A box of several lines can't be a combobox, and has no such state: https://www.w3.org/TR/html-aria/#el-textarea. */
  #tellExpanded(isExpanded: boolean): void {
    if (this.#field.role === 'combobox') this.#field.setAttribute('aria-expanded', String(isExpanded));
  }

  /** To the next choice or the one before; after the last comes the first. */
  move(by: 1 | -1): void {
    const { length } = this.#choices;
    if (length === 0) return;
    const from = this.#active < 0 && by < 0 ? 0 : this.#active;
    this.#activate((from + by + length) % length);
  }

  chooseActive(): void {
    const choice = this.#choices[this.#active];
    if (choice) this.#onChoose(choice);
  }

  #option(choice: Choice, index: number, isChosen: boolean, text: string): HTMLElement {
    const option = element(
      'li',
      { id: `${this.#id}-${index}`, role: 'option', 'aria-selected': String(isChosen) },
      ...standOut(choice.title, text),
    );
    option.addEventListener('mousemove', () => this.#activate(index));
    option.addEventListener('click', () => this.#onChoose(choice));
    return option;
  }

  #activate(index: number): void {
    this.#box.children[this.#active]?.classList.remove('active');
    this.#active = index;
    const option = this.#box.children[index];
    option?.classList.add('active');
    option?.scrollIntoView({ block: 'nearest' });
    if (option) this.#field.setAttribute('aria-activedescendant', option.id);
    else this.#field.removeAttribute('aria-activedescendant');
  }

  /** Below the field or, where there is more room, above it. */
  #placeIt(): void {
    if (!this.#field.isConnected) {
      this.close();
      return;
    }
    const box = this.#field.getBoundingClientRect();
    const below = innerHeight - box.bottom - size.gap - size.edge;
    const above = box.top - size.gap - size.edge;
    const isAbove = below < Math.min(size.mostHeight, this.#box.scrollHeight) && above > below;
    const width = Math.min(Math.max(box.width, size.leastWidth), innerWidth - 2 * size.edge);
    Object.assign(this.popup.style, {
      width: `${width}px`,
      left: `${Math.max(size.edge, Math.min(box.left, innerWidth - width - size.edge))}px`,
      top: isAbove ? 'auto' : `${box.bottom + size.gap}px`,
      bottom: isAbove ? `${innerHeight - box.top + size.gap}px` : 'auto',
      maxHeight: `${Math.min(size.mostHeight, isAbove ? above : below)}px`,
    });
  }
}

/** “The dropdown list highlights the input characters that match”: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search#static-typeahead-search. */
function standOut(title: string, text: string): (Node | string)[] {
  const at = text === '' ? -1 : title.toLowerCase().indexOf(text.toLowerCase());
  if (at < 0) return [title];
  const end = at + text.length;
  return [title.slice(0, at), element('b', {}, title.slice(at, end)), title.slice(end)];
}
