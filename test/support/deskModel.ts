import { labelOf } from '../../src/cards/values.ts';
import { languageOf } from '../../src/language/language.ts';
import type { GraphRequestRecord } from '../../src/sandbox/graph/requestRecord.ts';
import type { KnownPerson } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from './cards.ts';
import type { DeskUnderTest } from './desk.ts';

/** The fields that the model knows: texts that can be emptied, all in the first sections of a card. */
export const modelFields = ['jobTitle', 'department', 'officeLocation', 'city', 'state'] as const;
export type ModelField = (typeof modelFields)[number];

const label = (name: ModelField): string => labelOf(name, languageOf('en'));

type Value = string | null;
type Values = Map<ModelField, Set<Value>>;

/** Who wrote the value that stands in the directory, and when. */
interface Standing {
  readonly value: Value;
  readonly by: 'bot' | 'outside';
  readonly at: number;
}

/** A card of one person's chat, with every value that it has shown them. */
interface OpenCard {
  readonly messageId: string;
  readonly target: KnownPerson;
  readonly seen: Values;
}

const noValues = (): Values => new Map(modelFields.map((field) => [field, new Set()]));

/**
 * What the directory should hold and what everybody has seen, kept beside the bot while a history runs. Every value that
 * is typed, or comes from outside, has to be a word of its own: `v` and a number.
 */
export class DeskModel {
  readonly desk: DeskUnderTest;
  readonly targets: readonly KnownPerson[];
  readonly now: () => number;
  /** By the target's object id. */
  readonly #standing = new Map<string, Map<ModelField, Standing>>();
  readonly #cards = new Map<TeamsClient, OpenCard[]>();
  /** What each caller typed for each target. */
  readonly #typed = new Map<string, Values>();
  #requestsSeen: number;
  /** Writes of the bot over a value from outside that no read could show yet, or that came after the last read. */
  outsideOverwritten = 0;
  /** Saves that found their value in an old read, while another one had come from outside. */
  outsideOverlooked = 0;
  writes = 0;
  conflicts = 0;
  undone = 0;
  expired = 0;

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
    const card = { messageId: message.id, target, seen: noValues() };
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
    await this.submit(client, message, title, typed);
    await this.desk.app.idle();
    this.check([client]);
    this.checkOutcome(client, message);
    return true;
  }

  /** Clicks a button, and checks nothing yet. */
  async submit(
    client: TeamsClient,
    { id, card }: MessageView,
    title: string,
    typed: Readonly<Record<string, string>>,
  ): Promise<void> {
    // An update may have come since: who clicks has the card before them as it is now.
    for (const own of this.#cards.get(client) ?? []) if (own.messageId === id) this.#look(client, own);
    const known = Object.entries(typed).filter(([name]) => name in inputsOf(card));
    const values = this.#typedBy(client.oid, this.#targetOf(client, id));
    for (const [field, text] of known) values.get(field as ModelField)?.add(text || null);
    await client.submit(id, actionOf(card, title) as CardAction, Object.fromEntries(known));
  }

  #targetOf(client: TeamsClient, messageId: string): KnownPerson | undefined {
    return this.#cards.get(client)?.find((card) => card.messageId === messageId)?.target;
  }

  /** Compares what arrived at Graph with what those who may have sent it had seen; then notes what they see now. */
  check(clients: readonly TeamsClient[]): void {
    const arrived = this.desk.sandbox.graph.requests.slice(this.#requestsSeen);
    this.#requestsSeen += arrived.length;
    for (const request of arrived.filter(({ method }) => method === 'PATCH')) this.#checkWrite(request);
    for (const client of clients) for (const card of this.#cards.get(client) ?? []) this.#look(client, card);
  }

  #checkWrite({ url, status, fault, callerOid = '', ...request }: GraphRequestRecord): void {
    const target = this.targets.find(({ oid }) => url.endsWith(`/users/${oid}`));
    if (!target) throw new Error(`Nobody looked at ${url}, and it was written`);
    const isApplied = status === 204 || fault === 'reset';
    const body = request.body as Record<ModelField, Value>;
    const cards = [...this.#cards].filter(([client]) => client.oid === callerOid).flatMap(([, own]) => own);
    this.writes += 1;
    for (const field of Object.keys(body) as ModelField[]) {
      const value = body[field];
      const standing = this.#standing.get(target.oid)?.get(field);
      if (!standing) throw new Error(`Nobody touched ${field}, and it was written`);
      const hasSeen = (one: Value): boolean =>
        cards.some((card) => card.target === target && card.seen.get(field)?.has(one));
      // What is written was typed, or, by an undo, was there before.
      if (!this.#typedBy(callerOid, target).get(field)?.has(value) && !hasSeen(value))
        throw new Error(`${field}: ${value} was written, and whoever did it never typed nor saw it`);
      // A request that was reset may have had no effect; the directory knows.
      if (!isApplied || (fault === 'reset' && this.#held(target.oid, field) !== value)) continue;
      if (!hasSeen(standing.value) && standing.value !== value) {
        if (standing.by === 'bot')
          throw new Error(`${field}: ${standing.value} was overwritten with ${value}, unseen`);
        if (!this.#isHidden(standing))
          throw new Error(
            `${field}: ${standing.value} from outside could be read, and was overwritten unseen`,
          );
        this.outsideOverwritten += 1;
      }
      this.#standing.get(target.oid)?.set(field, { value, by: 'bot', at: this.now() });
    }
  }

  #typedBy(oid: string, target: KnownPerson | undefined): Values {
    const key = `${oid} ${target?.oid}`;
    const typed = this.#typed.get(key) ?? noValues();
    this.#typed.set(key, typed);
    return typed;
  }

  #held(oid: string, field: ModelField): Value {
    return (this.desk.sandbox.graph.directory.person(oid)?.[field] ?? null) as Value;
  }

  /** Whether a value came from outside and can't be read yet. */
  #isHidden({ by, at }: Standing): boolean {
    return by === 'outside' && this.now() - at <= this.desk.sandbox.graph.settings.readLagMs;
  }

  /** What a card says was done must be so, and what it says was not done must not. @param clicked as it was before */
  checkOutcome(client: TeamsClient, clicked: MessageView): void {
    const { card } = client.view(clicked.id);
    const target = this.#targetOf(client, clicked.id);
    const [before, text] = [textOf(clicked.card), textOf(card)];
    if (text === before || !target) return;
    if (titlesOf(card).includes('Keep mine')) this.conflicts += 1;
    if (text.includes('This is a fresh card')) this.expired += 1;
    const told = /^(Saved|Undone|Not saved|Not undone)\n/.exec(text)?.[1];
    if (told === undefined) return;
    if (told === 'Undone') this.undone += 1;
    for (const field of modelFields) {
      const after = new RegExp(`^${label(field)}: .* → (.*)$`, 'm').exec(text)?.[1];
      if (after === undefined) continue;
      const value = after === '(empty)' ? null : after;
      const standing = this.#standing.get(target.oid)?.get(field);
      const holds = standing?.value === value;
      // Somebody wrote something else from outside, after the last read or not readable yet: nobody can know.
      if (!holds && !told.startsWith('Not') && standing && this.#isHidden(standing)) {
        this.outsideOverlooked += 1;
        continue;
      }
      // What one could not empty somebody else may have emptied; any other value is of its own.
      if (told.startsWith('Not') && (value === null || before.includes(after))) continue;
      if (told.startsWith('Not') === holds)
        throw new Error(`The card says “${told}” of ${field} → ${after}; it is ${holds ? '' : 'not '}so`);
    }
  }

  #look(client: TeamsClient, { messageId, seen }: OpenCard): void {
    const { card } = client.view(messageId);
    const inputs = inputsOf(card);
    const text = textOf(card);
    for (const field of modelFields) {
      const values = seen.get(field);
      if (field in inputs) values?.add(inputs[field] || null);
      // Every value is a word of its own, so that it can be found wherever it stands.
      for (const [word] of text.matchAll(/\bv\d+\b/g)) values?.add(word);
      // That there is none stands in a line of the field's own, or among the three of a conflict.
      if (new RegExp(`^${label(field)}(: .*|\\n(.*\\n){1,5})\\(empty\\)`, 'm').test(text)) values?.add(null);
    }
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
