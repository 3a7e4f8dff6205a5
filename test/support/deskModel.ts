import type { GraphRequestRecord } from '../../src/sandbox/graph/requestRecord.ts';
import type { KnownPerson } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, actionsOf, inputsOf, textOf, titlesOf } from './cards.ts';
import type { DeskUnderTest } from './desk.ts';
import {
  type ModelField,
  modelFields,
  noValues,
  toldOn,
  type Value,
  type Values,
  valuesOn,
} from './shownValues.ts';

const hourMs = 3_600_000;
/** As long as the bot counts with a write whose fate it does not know. */
const doubtMs = 600_000;

/** Who wrote the value that stands in the directory, and when. */
interface Standing {
  readonly value: Value;
  readonly by: 'bot' | 'outside';
  readonly at: number;
}

/** A card of one person's chat. */
interface OpenCard {
  readonly messageId: string;
  readonly target: KnownPerson;
  /** Every value that it has shown them, and those that they typed into it. */
  readonly seen: Values;
  readonly typed: Values;
  /** Since when it has the form that it has now, and whose edit that is. */
  form: { readonly editId: unknown; readonly since: number } | undefined;
  /** What stood there before the writes of its last Save or Undo, where that can be known. */
  before: Map<ModelField, Value>;
  /** What its Undo has to put back, as far as that is known; undefined where it takes nothing back. */
  restores: Map<ModelField, Value> | undefined;
}

/**
 * What the directory should hold and what everybody has seen, kept beside the bot while a history runs: what each click has
 * to do where nothing stands in its way, and what it must not do. Every value that is typed, or comes from outside, has to
 * be a word of its own: `v` and a number.
 */
export class DeskModel {
  readonly desk: DeskUnderTest;
  readonly targets: readonly KnownPerson[];
  readonly now: () => number;
  /** By the target's object id. */
  readonly #standing = new Map<string, Map<ModelField, Standing>>();
  /** When a write of a field got no answer, by the target's object id and the field. */
  readonly #doubted = new Map<string, number>();
  readonly #cards = new Map<TeamsClient, OpenCard[]>();
  /** The cards that were clicked since the last check. */
  #clicked: { readonly oid: string; readonly card: OpenCard }[] = [];
  #requestsSeen: number;
  /** Writes of the bot over a value from outside that no read could show yet, or that came after the last read. */
  outsideOverwritten = 0;
  /** Saves that found their value in an old read, while another one had come from outside. */
  outsideOverlooked = 0;
  writes = 0;
  conflicts = 0;
  undone = 0;
  expired = 0;
  /** Saves and undos that nothing stood in the way of, and values that an undo had to put back. */
  foretold = 0;
  putBack = 0;

  constructor(desk: DeskUnderTest, targets: readonly KnownPerson[], now: () => number) {
    this.desk = desk;
    this.targets = targets;
    this.now = now;
    this.#requestsSeen = desk.sandbox.graph.requests.length;
    for (const { oid } of targets)
      this.#standing.set(
        oid,
        new Map(modelFields.map((field) => [field, { value: this.#held(oid, field), by: 'bot', at: 0 }])),
      );
  }

  writeFromOutside({ oid }: KnownPerson, field: ModelField, value: Value): void {
    this.desk.sandbox.graph.directory.update(oid, { [field]: value });
    this.#standing.get(oid)?.set(field, { value, by: 'outside', at: this.now() });
  }

  async open(client: TeamsClient, target: KnownPerson): Promise<MessageView> {
    await client.send(target.oid);
    const message = client.last();
    const card: OpenCard = {
      messageId: message.id,
      target,
      seen: noValues(),
      typed: noValues(),
      form: undefined,
      before: new Map(),
      restores: undefined,
    };
    this.#cards.set(client, [...(this.#cards.get(client) ?? []), card]);
    this.#look(client, card);
    return message;
  }

  /** One of somebody's cards; undefined where they have none. */
  cardOf(client: TeamsClient, index: number): MessageView | undefined {
    const cards = this.#cards.get(client) ?? [];
    const card = cards[index % Math.max(1, cards.length)];
    return card && client.view(card.messageId);
  }

  /** Clicks a button where the card has it, and checks what followed. @returns whether it was there */
  async click(
    client: TeamsClient,
    message: MessageView,
    title: string,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<boolean> {
    if (!titlesOf(message.card).includes(title)) return false;
    const expected = this.#foretell(client, message, title, typed);
    await this.submit(client, message, title, typed);
    await this.desk.app.idle();
    this.check([client]);
    this.checkOutcome(client, message);
    if (expected) this.#checkForetold(client, message, expected);
    return true;
  }

  /** Clicks a button, and checks nothing yet. */
  async submit(
    client: TeamsClient,
    { id, card }: MessageView,
    title: string,
    typed: Readonly<Record<string, string>>,
  ): Promise<void> {
    const own = this.#openCard(client, id);
    // An update may have come since: who clicks has the card before them as it is now.
    this.#look(client, own);
    const inputs = inputsOf(card);
    const known = Object.entries(typed).filter(([name]) => name in inputs);
    for (const [field, text] of known) own.typed.get(field as ModelField)?.add(text || null);
    if (title === 'Undo') beginUndo(own, card);
    else if (title === 'Save' && modelFields.some((field) => field in inputs)) {
      own.before = new Map();
      own.restores = undefined;
    } else if (title === 'Try the rest again' && own.restores) {
      own.before = own.restores;
      own.restores = undefined;
    }
    this.#clicked.push({ oid: client.oid, card: own });
    await client.submit(id, actionOf(card, title) as CardAction, Object.fromEntries(known));
  }

  #openCard(client: TeamsClient, messageId: string): OpenCard {
    const found = this.#cards.get(client)?.find((card) => card.messageId === messageId);
    if (!found) throw new Error(`Nobody opened ${messageId}`);
    return found;
  }

  /**
   * What a Save of a form, or an Undo, has to lead to where nothing stands in its way: nothing goes wrong, it is not too
   * old, and what it writes over is on the card, and can be read. @returns undefined where something may
   */
  #foretell(
    client: TeamsClient,
    { id, card }: MessageView,
    title: string,
    typed: Readonly<Record<string, string>>,
  ): { readonly title: 'Saved' | 'Undone'; readonly values: ReadonlyMap<ModelField, Value> } | undefined {
    const { target, form, typed: typedBefore, before } = this.#openCard(client, id);
    const standing = this.#standing.get(target.oid);
    if (this.desk.sandbox.graph.faults.pending > 0 || !standing) return undefined;
    const isPlain = (field: ModelField): boolean =>
      this.now() - (standing.get(field)?.at ?? 0) > this.desk.sandbox.graph.settings.readLagMs &&
      !this.#isDoubted(target, field);
    if (title === 'Undo') {
      const saved = toldOn(card);
      if (saved?.title !== 'Saved' && saved?.title !== 'Undone') return undefined;
      const fields = [...saved.changes.keys()];
      const isOwn = (field: ModelField) => standing.get(field)?.value === saved.changes.get(field);
      if (!fields.every((field) => isPlain(field) && isOwn(field) && before.has(field))) return undefined;
      return { title: 'Undone', values: new Map(fields.map((field) => [field, before.get(field) ?? null])) };
    }
    const inputs = inputsOf(card);
    const shown = valuesOn(card);
    const sent = (field: ModelField): Value => (typed[field] ?? inputs[field]) || null;
    // What was typed before and is in the inputs again is saved too.
    const fields = modelFields.filter(
      (field) => field in inputs && (field in typed || typedBefore.get(field)?.has(sent(field))),
    );
    const isSeen = (field: ModelField) => shown.get(field)?.has(standing.get(field)?.value ?? null);
    const isChange = fields.some((field) => field in typed && sent(field) !== standing.get(field)?.value);
    if (title !== 'Save' || !form || this.now() - form.since >= hourMs || !isChange) return undefined;
    if (!fields.every((field) => isPlain(field) && isSeen(field))) return undefined;
    return { title: 'Saved', values: new Map(fields.map((field) => [field, sent(field)])) };
  }

  #checkForetold(
    client: TeamsClient,
    { id }: MessageView,
    { title, values }: { readonly title: string; readonly values: ReadonlyMap<ModelField, Value> },
  ): void {
    const text = textOf(client.view(id).card);
    if (!text.startsWith(`${title}\n`)) throw new Error(`“${title}” was to be expected, not: ${text}`);
    const { oid } = this.#openCard(client, id).target;
    for (const [field, value] of values) {
      const held = this.#held(oid, field);
      if (held !== value) throw new Error(`${title}, and ${field} is ${held} instead of ${value}`);
    }
    this.foretold += 1;
  }

  /** Compares what arrived at Graph with what those who may have sent it had seen; then notes what they see now. */
  check(clients: readonly TeamsClient[]): void {
    const arrived = this.desk.sandbox.graph.requests.slice(this.#requestsSeen);
    this.#requestsSeen += arrived.length;
    for (const request of arrived.filter(({ method }) => method === 'PATCH')) this.#checkWrite(request);
    this.#clicked = [];
    for (const client of clients) for (const card of this.#cards.get(client) ?? []) this.#look(client, card);
  }

  #checkWrite({ url, status, fault, callerOid = '', ...request }: GraphRequestRecord): void {
    const target = this.targets.find(({ oid }) => url.endsWith(`/users/${oid}`));
    const standings = target && this.#standing.get(target.oid);
    if (!standings) throw new Error(`Nobody looked at ${url}, and it was written`);
    const body = request.body as Record<ModelField, Value>;
    const fields = Object.keys(body) as ModelField[];
    const own = this.#clicked.filter(({ oid, card }) => oid === callerOid && card.target === target);
    // Of two that are clicked at once, each has values of its own.
    const { card } =
      own.find((one) => fields.every((field) => one.card.typed.get(field)?.has(body[field]))) ?? own[0] ?? {};
    if (!card) throw new Error(`${JSON.stringify(body)} was written, and whoever did it clicked nothing`);
    this.writes += 1;
    for (const field of fields) {
      const value = body[field];
      const standing = standings.get(field);
      if (!standing) throw new Error(`Nobody touched ${field}, and it was written`);
      const hasSeen = (one: Value): boolean => card.seen.get(field)?.has(one) ?? false;
      const isPutBack = card.restores?.has(field) ?? false;
      // What is written was typed, or, by an undo, was there before.
      if (
        isPutBack
          ? card.restores?.get(field) !== value
          : !card.typed.get(field)?.has(value) && !hasSeen(value)
      )
        throw new Error(
          `${field}: ${value} was written, which was neither typed nor there before (${card.restores?.get(field)})`,
        );
      const wasDoubted = this.#isDoubted(target, field);
      if (fault === 'reset') this.#doubted.set(`${target.oid} ${field}`, this.now());
      const isApplied = status === 204 || fault === 'reset';
      // A request that was reset may have had no effect; the directory knows.
      if (!isApplied || (fault === 'reset' && this.#held(target.oid, field) !== value)) continue;
      if (isPutBack) this.putBack += 1;
      if (!hasSeen(standing.value) && standing.value !== value) {
        if (standing.by === 'bot')
          throw new Error(`${field}: ${standing.value} was overwritten with ${value}, unseen`);
        if (!this.#isHidden(standing))
          throw new Error(
            `${field}: ${standing.value} from outside could be read, and was overwritten unseen`,
          );
        this.outsideOverwritten += 1;
      } else if (standing.value !== value && !wasDoubted) card.before.set(field, standing.value);
      standings.set(field, { value, by: 'bot', at: this.now() });
    }
  }

  #held(oid: string, field: ModelField): Value {
    return (this.desk.sandbox.graph.directory.person(oid)?.[field] ?? null) as Value;
  }

  /** Whether a value came from outside and can't be read yet. */
  #isHidden({ by, at }: Standing): boolean {
    return by === 'outside' && this.now() - at <= this.desk.sandbox.graph.settings.readLagMs;
  }

  /** Whether a write of the field got no answer lately, so that the bot has to count with two values. */
  #isDoubted({ oid }: KnownPerson, field: ModelField): boolean {
    return this.now() - (this.#doubted.get(`${oid} ${field}`) ?? -doubtMs) < doubtMs;
  }

  /** What a card says was done must be so, and what it says was not done must not. @param clicked as it was before */
  checkOutcome(client: TeamsClient, clicked: MessageView): void {
    const { card } = client.view(clicked.id);
    const { target } = this.#openCard(client, clicked.id);
    const [before, text] = [textOf(clicked.card), textOf(card)];
    if (text === before) return;
    if (titlesOf(card).includes('Keep mine')) this.conflicts += 1;
    if (text.includes('This is a fresh card')) this.expired += 1;
    const told = toldOn(card);
    if (told === undefined) return;
    const isDone = !told.title.startsWith('Not');
    if (told.title === 'Undone') this.undone += 1;
    for (const [field, value] of told.changes) {
      const standing = this.#standing.get(target.oid)?.get(field);
      const holds = standing?.value === value;
      // Somebody wrote something else from outside, after the last read or not readable yet: nobody can know.
      if (!holds && isDone && standing && this.#isHidden(standing)) {
        this.outsideOverlooked += 1;
        continue;
      }
      // What one could not empty somebody else may have emptied; any other value is of its own.
      if (!isDone && (value === null || before.includes(value))) continue;
      if (isDone !== holds)
        throw new Error(
          `The card says “${told.title}” of ${field} → ${value}; it is ${holds ? '' : 'not '}so`,
        );
    }
  }

  #look(client: TeamsClient, own: OpenCard): void {
    const { card } = client.view(own.messageId);
    for (const [field, values] of valuesOn(card)) for (const value of values) own.seen.get(field)?.add(value);
    const save = actionsOf(card).find(({ title }) => title === 'Save');
    const editId = (save?.data as { $edit?: string } | undefined)?.$edit;
    if (editId !== own.form?.editId)
      own.form = editId === undefined ? undefined : { editId, since: this.now() };
  }

  /** What the directory really holds has to be what the model thinks. */
  checkDirectory(): void {
    for (const { oid } of this.targets)
      for (const field of modelFields) {
        const [held, expected] = [this.#held(oid, field), this.#standing.get(oid)?.get(field)?.value ?? null];
        if (held !== expected) throw new Error(`The model lost track of ${field}: ${held}, not ${expected}`);
      }
  }
}

/** Undo takes back what the card says was done last: of an undo too. */
function beginUndo(own: OpenCard, card: unknown): void {
  const title = toldOn(card)?.title;
  const isPartly = /^(Saved in part|Not known)/.test(textOf(card));
  if (isPartly) own.restores = new Map();
  else if (title === 'Undone' || own.before.size > 0 || !own.restores) own.restores = own.before;
  else return;
  own.before = new Map();
}
