import type { GraphRequestRecord } from '../../src/sandbox/graph/requestRecord.ts';
import type { KnownPerson } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from './cards.ts';
import type { DeskUnderTest } from './desk.ts';
import { type Foretold, ModelCard } from './modelCard.ts';
import { type ModelField, toldOn, type Value } from './shownValues.ts';
import { Standings } from './standings.ts';

/**
 * What the directory should hold and what everybody has seen, kept beside the bot while a history runs: what each click has
 * to do where nothing stands in its way, and what it must not do. Every value that is typed, or comes from outside, has to
 * be a word of its own: `v` and a number.
 */
export class DeskModel {
  readonly desk: DeskUnderTest;
  readonly targets: readonly KnownPerson[];
  readonly now: () => number;
  readonly #standings: Standings;
  readonly #cards = new Map<TeamsClient, ModelCard[]>();
  /** The cards that were clicked since the last check. */
  #clicked: { readonly oid: string; readonly card: ModelCard }[] = [];
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
    this.#standings = new Standings(desk, targets, now);
  }

  writeFromOutside(target: KnownPerson, field: ModelField, value: Value): void {
    this.desk.sandbox.graph.directory.update(target.oid, { [field]: value });
    this.#standings.note(target, field, value, 'outside');
  }

  async open(client: TeamsClient, target: KnownPerson): Promise<MessageView> {
    await client.send(target.oid);
    const message = client.last();
    const card = new ModelCard(message.id, target, this.now);
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
    const isFaulty = this.desk.sandbox.graph.faults.pending > 0;
    const foretold = this.#openCard(client, message.id).foretell(message.card, title, typed, this.#standings);
    await this.submit(client, message, title, typed);
    await this.desk.app.idle();
    this.check([client]);
    this.checkOutcome(client, message);
    if (foretold && !isFaulty) this.#checkForetold(client, message, foretold);
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
    own.begin(card, title);
    this.#clicked.push({ oid: client.oid, card: own });
    await client.submit(id, actionOf(card, title) as CardAction, Object.fromEntries(known));
  }

  #openCard(client: TeamsClient, messageId: string): ModelCard {
    const found = this.#cards.get(client)?.find((card) => card.messageId === messageId);
    if (!found) throw new Error(`Nobody opened ${messageId}`);
    return found;
  }

  #checkForetold(client: TeamsClient, { id }: MessageView, { title, values }: Foretold): void {
    const text = textOf(client.view(id).card);
    if (!text.startsWith(`${title}\n`)) throw new Error(`“${title}” was to be expected, not: ${text}`);
    const { target } = this.#openCard(client, id);
    for (const [field, value] of values) {
      const held = this.#standings.held(target, field);
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
    if (!target) throw new Error(`Nobody looked at ${url}, and it was written`);
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
      const standing = this.#standings.of(target, field);
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
      const wasDoubted = this.#standings.isDoubted(target, field);
      if (fault === 'reset') this.#standings.doubt(target, field);
      const isApplied = status === 204 || fault === 'reset';
      // A request that was reset may have had no effect; the directory knows.
      if (!isApplied || (fault === 'reset' && this.#standings.held(target, field) !== value)) continue;
      if (isPutBack) this.putBack += 1;
      if (!hasSeen(standing.value) && standing.value !== value) {
        if (standing.by === 'bot')
          throw new Error(`${field}: ${standing.value} was overwritten with ${value}, unseen`);
        if (!this.#standings.isHidden(standing))
          throw new Error(
            `${field}: ${standing.value} from outside could be read, and was overwritten unseen`,
          );
        this.outsideOverwritten += 1;
        // A read may show it yet, and nobody can know then which of the two came first.
        this.#standings.doubt(target, field);
      } else if (standing.value !== value && !wasDoubted) card.before.set(field, standing.value);
      this.#standings.note(target, field, value, 'bot');
    }
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
      const standing = this.#standings.of(target, field);
      const holds = standing.value === value;
      // Somebody wrote something else from outside, after the last read or not readable yet: nobody can know.
      if (!holds && isDone && this.#standings.isHidden(standing)) {
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

  #look(client: TeamsClient, own: ModelCard): void {
    own.look(client.view(own.messageId).card);
  }

  /** What the directory really holds has to be what the model thinks. */
  checkDirectory(): void {
    this.#standings.check(this.targets);
  }
}
