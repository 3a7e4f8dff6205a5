import type { GraphRequestRecord } from '../../src/sandbox/graph/graph.ts';
import type { KnownPerson } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import type { DeskUnderTest } from '../support/desk.ts';

export const histories = { fields: ['city', 'jobTitle', 'department'] } as const;
export type HistoryField = (typeof histories.fields)[number];
type Value = string | null;

/** Who wrote the value that stands in the directory, and when. */
interface Standing {
  readonly value: Value;
  readonly by: 'bot' | 'outside';
  readonly at: number;
}

/** A card of one person's chat, with every value that it has shown them. */
interface OpenCard {
  readonly messageId: string;
  readonly seen: Map<HistoryField, Set<Value>>;
}

/** What the directory should hold and what everybody has seen, kept beside the bot while a history runs. */
export class DeskModel {
  readonly desk: DeskUnderTest;
  readonly target: KnownPerson;
  readonly now: () => number;
  readonly #standing = new Map<HistoryField, Standing>();
  readonly #cards = new Map<TeamsClient, OpenCard[]>();
  #requestsSeen: number;
  /** Writes of the bot over a value from outside that no read could show yet, or that came after the last read. */
  outsideOverwritten = 0;
  /** Saves that found their value in an old read, while another one had come from outside. */
  outsideOverlooked = 0;
  patches = 0;
  conflicts = 0;

  constructor(desk: DeskUnderTest, target: KnownPerson, now: () => number) {
    this.desk = desk;
    this.target = target;
    this.now = now;
    this.#requestsSeen = desk.sandbox.graph.requests.length;
    const person = desk.sandbox.graph.directory.person(target.oid);
    for (const field of histories.fields)
      this.#standing.set(field, { value: (person?.[field] ?? null) as Value, by: 'bot', at: 0 });
  }

  writeFromOutside(field: HistoryField, value: Value): void {
    this.desk.sandbox.graph.directory.update(this.target.oid, { [field]: value });
    this.#standing.set(field, { value, by: 'outside', at: this.now() });
  }

  async open(client: TeamsClient): Promise<void> {
    await client.send(this.target.oid);
    const messageId = client.last().id;
    const card = { messageId, seen: new Map(histories.fields.map((field) => [field, new Set<Value>()])) };
    this.#cards.set(client, [...(this.#cards.get(client) ?? []), card]);
    this.#look(client, card);
  }

  /** One of somebody's cards; undefined where they have none. */
  cardOf(client: TeamsClient, index: number): MessageView | undefined {
    const cards = this.#cards.get(client) ?? [];
    const card = cards[index % Math.max(1, cards.length)];
    return card && client.view(card.messageId);
  }

  /** Clicks a button where the card has it, and checks what followed. */
  async click(
    client: TeamsClient,
    message: MessageView,
    title: string,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    if (!titlesOf(message.card).includes(title)) return;
    const known = Object.fromEntries(Object.entries(typed).filter(([id]) => id in inputsOf(message.card)));
    const before = textOf(message.card);
    await client.submit(message.id, actionOf(message.card, title) as CardAction, known);
    await this.desk.app.idle();
    this.check([client]);
    this.#checkOutcome(client.view(message.id), before);
  }

  /** Compares what arrived at Graph with what those who may have sent it had seen; then notes what they see now. */
  check(clients: readonly TeamsClient[]): void {
    const arrived = this.desk.sandbox.graph.requests.slice(this.#requestsSeen);
    this.#requestsSeen += arrived.length;
    for (const request of arrived.filter(({ method }) => method === 'PATCH')) this.#checkWrite(request);
    for (const client of clients) for (const card of this.#cards.get(client) ?? []) this.#look(client, card);
  }

  #checkWrite(request: GraphRequestRecord): void {
    const isApplied = request.status === 204 || request.fault === 'reset';
    const body = request.body as Record<HistoryField, Value>;
    const held = this.desk.sandbox.graph.directory.person(this.target.oid);
    const writers = [...this.#cards].filter(([client]) => client.oid === request.callerOid);
    this.patches += 1;
    for (const field of Object.keys(body) as HistoryField[]) {
      const standing = this.#standing.get(field);
      if (!standing) throw new Error(`Nobody touched ${field}, and it was written`);
      // A request that was reset may have had no effect; the directory knows.
      if (!isApplied || (request.fault === 'reset' && (held?.[field] ?? null) !== body[field])) continue;
      const wasSeen = writers.some(([, cards]) =>
        cards.some((card) => card.seen.get(field)?.has(standing.value)),
      );
      if (!wasSeen && standing.value !== body[field]) {
        if (standing.by === 'bot')
          throw new Error(`${field}: ${standing.value} was overwritten with ${body[field]}, unseen`);
        if (!this.#isHidden(standing))
          throw new Error(
            `${field}: ${standing.value} from outside could be read, and was overwritten unseen`,
          );
        this.outsideOverwritten += 1;
      }
      this.#standing.set(field, { value: body[field], by: 'bot', at: this.now() });
    }
  }

  /** Whether a value came from outside and can't be read yet. */
  #isHidden({ by, at }: Standing): boolean {
    return by === 'outside' && this.now() - at <= this.desk.sandbox.graph.settings.readLagMs;
  }

  /** What a card says was done must be so, and what it says was not done must not. */
  #checkOutcome(message: MessageView, before: string): void {
    const text = textOf(message.card);
    if (text === before) return;
    if (titlesOf(message.card).includes('Keep mine')) this.conflicts += 1;
    const told = /^(Saved|Undone|Not saved|Not undone)\n/.exec(text)?.[1];
    if (told === undefined) return;
    for (const [field, label] of [
      ['city', 'City'],
      ['jobTitle', 'Job title'],
      ['department', 'Department'],
    ] as const) {
      const after = new RegExp(`^${label}: .* → (.*)$`, 'm').exec(text)?.[1];
      if (after === undefined) continue;
      const value = after === '(empty)' ? null : after;
      const standing = this.#standing.get(field);
      const holds = standing?.value === value;
      // Somebody wrote something else from outside, after the last read or not readable yet: nobody can know.
      if (!holds && told === 'Saved' && standing && this.#isHidden(standing)) {
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
    for (const field of histories.fields) {
      const values = seen.get(field);
      if (field in inputs) values?.add(inputs[field] || null);
      // Every value is a word of its own, so that it can be found wherever it stands.
      for (const [word] of text.matchAll(/\bv\d+\b/g)) values?.add(word);
      if (text.includes('(empty)')) values?.add(null);
    }
  }

  /** What the directory really holds has to be what the model thinks. */
  checkDirectory(): void {
    const person = this.desk.sandbox.graph.directory.person(this.target.oid);
    for (const field of histories.fields) {
      const held = (person?.[field] ?? null) as Value;
      const expected = this.#standing.get(field)?.value ?? null;
      if (held !== expected) throw new Error(`The model lost track of ${field}: ${held}, not ${expected}`);
    }
  }
}
