import { mostAlsoPossible } from '../../src/edits/personRecord.ts';
import type { KnownPerson } from '../../src/sandbox/people.ts';
import { actionsOf, inputsOf, textOf } from './cards.ts';
import {
  comparedOn,
  type ModelField,
  modelFields,
  noValues,
  toldOn,
  type Value,
  type Values,
  valuesOn,
} from './shownValues.ts';
import type { Standings } from './standings.ts';

/** What a click has to lead to. */
export interface Foretold {
  readonly title: 'Saved' | 'Undone';
  readonly values: ReadonlyMap<ModelField, Value>;
}

/** An open edit lives for an hour, and Undo for a day. */
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A card of one person's chat, and what the model of the desk remembers of it. */
export class ModelCard {
  readonly messageId: string;
  readonly target: KnownPerson;
  readonly #now: () => number;
  /** Every value that it has shown them, and those that they typed into it. */
  readonly seen: Values = noValues();
  readonly typed: Values = noValues();
  /** Since when it has the form that it has now, and whose edit that is. */
  form: { readonly editId: unknown; readonly since: number } | undefined;
  /** When its last Save or Undo was clicked. */
  begunAt = 0;
  /** What stood there before the writes of its last Save or Undo, where that can be known. */
  before = new Map<ModelField, Value>();
  /** What its Undo has to put back, as far as that is known; undefined where it takes nothing back. */
  restores: Map<ModelField, Value> | undefined;

  constructor(messageId: string, target: KnownPerson, now: () => number) {
    this.#now = now;
    this.messageId = messageId;
    this.target = target;
  }

  /** Notes what it shows now. */
  look(card: unknown): void {
    for (const [field, values] of valuesOn(card))
      for (const value of values) this.seen.get(field)?.add(value);
    const save = actionsOf(card).find(({ title }) => title === 'Save');
    const editId = (save?.data as { $edit?: string } | undefined)?.$edit;
    if (editId !== this.form?.editId)
      this.form = editId === undefined ? undefined : { editId, since: this.#now() };
  }

  /** Notes what a click on a button begins. */
  begin(card: unknown, title: string): void {
    if (title === 'Save' || title === 'Undo') this.begunAt = this.#now();
    if (title === 'Undo') this.#beginUndo(card);
    else if (title === 'Save' && modelFields.some((field) => field in inputsOf(card))) {
      this.before = new Map();
      this.restores = undefined;
    } else if (title === 'Try the rest again' && this.restores) {
      this.before = this.restores;
      this.restores = undefined;
    }
  }

  /**
   * What a Save of a form, or an Undo, has to lead to where nothing stands in its way: nothing goes wrong, it is not too
   * old, and what it writes over is on the card, and can be read. @returns undefined where something may
   */
  foretell(
    card: unknown,
    title: string,
    typed: Readonly<Record<string, string>>,
    standings: Standings,
  ): Foretold | undefined {
    const { target, form, typed: typedBefore, before, begunAt } = this;
    const isPlain = (field: ModelField) => standings.isPlain(target, field);
    const standing = (field: ModelField) => standings.of(target, field).value;
    if (title === 'Undo') {
      const saved = toldOn(card);
      if (saved?.title !== 'Saved' && saved?.title !== 'Undone') return undefined;
      if (this.#now() - begunAt >= dayMs) return undefined;
      const fields = [...saved.changes.keys()];
      const isOwn = (field: ModelField) => standing(field) === saved.changes.get(field);
      if (!fields.every((field) => isPlain(field) && isOwn(field) && before.has(field))) return undefined;
      return { title: 'Undone', values: new Map(fields.map((field) => [field, before.get(field) ?? null])) };
    }
    const inputs = inputsOf(card);
    const compared = comparedOn(card);
    const sent = (field: ModelField): Value => (typed[field] ?? inputs[field]) || null;
    // What was typed before and is in the inputs again is saved too.
    const fields = modelFields.filter(
      (field) => field in inputs && (field in typed || typedBefore.get(field)?.has(sent(field))),
    );
    const told = valuesOn(card);
    // What may stand there instead is told below the section's name, and is seen as well: nothing is asked then.
    const isSeen = (field: ModelField) =>
      isPlain(field)
        ? compared.get(field)?.has(standing(field))
        : told.get(field)?.has(standing(field)) && standings.isToldSince(target, field, form?.since ?? 0);
    const isChange = fields.some((field) => field in typed && sent(field) !== standing(field));
    if (title !== 'Save' || !form || this.#now() - form.since >= hourMs || !isChange) return undefined;
    const hasRoom = textOf(card).split(': perhaps ').length <= mostAlsoPossible;
    if (!fields.every(isSeen) || !hasRoom) return undefined;
    return { title: 'Saved', values: new Map(fields.map((field) => [field, sent(field)])) };
  }

  /** Undo takes back what the card says was done last: of an undo too. */
  #beginUndo(card: unknown): void {
    const title = toldOn(card)?.title;
    const isPartly = /^(Saved in part|Not known)/.test(textOf(card));
    if (isPartly) this.restores = new Map();
    else if (title === 'Undone' || this.before.size > 0 || !this.restores) this.restores = this.before;
    else return;
    this.before = new Map();
  }
}
