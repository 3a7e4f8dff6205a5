import { AdaptiveCard, ChoiceSetInput } from 'adaptivecards';
import type { SearchAnswer } from '../client.ts';
import { readChoices } from '../typeahead.ts';
import { Typeahead } from './typeahead.ts';

/** Asks for the choices of an input. @param typed what all inputs hold, by id */
export type Search = (
  inputId: string,
  text: string,
  typed: Readonly<Record<string, string>>,
) => Promise<SearchAnswer>;

/** A card whose inputs can ask for their choices. */
export class SearchingCard extends AdaptiveCard {
  search: Search | undefined;

  /** What its inputs hold, by id; nothing is an empty text. */
  typed(): Record<string, string> {
    return Object.fromEntries(
      this.getAllInputs().map((input) => [input.id ?? '', input.isSet() ? String(input.value) : '']),
    );
  }
}

/**
 * An Input.ChoiceSet that one types into, where its style is `filtered` or it has `choices.data`; any other is the renderer's.
 * The renderer's own (adaptivecards 3.0.6, `ChoiceSetInput.value` and `FilteredChoiceSet`) sends the title of a choice that was
 * found instead of its value, sends nothing where several may be chosen, shows the value of the first choice instead of its
 * title, and says nothing to a screen reader.
 */
export class TypeaheadInput extends ChoiceSetInput {
  #typeahead: Typeahead | undefined;

  protected override internalRender(): HTMLElement | undefined {
    if (this.style !== 'filtered' && !this.isDynamicTypeahead()) return super.internalRender();
    const card = this.getRootElement();
    const search = card instanceof SearchingCard ? card.search : undefined;
    this.#typeahead = new Typeahead({
      own: readChoices(this.choices.map(({ title, value }) => ({ title, value }))),
      value: this.defaultValue ?? '',
      isMultiSelect: this.isMultiSelect,
      placeholder: this.placeholder ?? '',
      search:
        search && card instanceof SearchingCard && this.isDynamicTypeahead()
          ? (text) => search(this.id ?? '', text, card.typed())
          : undefined,
      onChange: () => this.valueChanged(),
    });
    return this.#typeahead.field;
  }

  protected override overrideInternalRender(): HTMLElement | undefined {
    const drawn = super.overrideInternalRender();
    this.#typeahead?.mount(this.inputControlContainerElement);
    return drawn;
  }

  protected override updateInputControlAriaLabelledBy(): void {
    super.updateInputControlAriaLabelledBy();
    if (this.getAllLabelIds().length === 0)
      this.#typeahead?.field.setAttribute('aria-label', this.placeholder ?? '');
  }

  override showValidationFailureCue(): void {
    this.#typeahead?.field.classList.add('ac-input-validation-failed');
  }

  override removeValidationFailureCue(): void {
    this.#typeahead?.field.classList.remove('ac-input-validation-failed');
  }

  override focus(): void {
    if (this.#typeahead) this.#typeahead.field.focus();
    else super.focus();
  }

  /** Nothing but a choice can be chosen. */
  override isValid(): boolean {
    return this.#typeahead ? true : super.isValid();
  }

  override get value(): string | undefined {
    return this.#typeahead ? this.#typeahead.value || undefined : super.value;
  }
}
