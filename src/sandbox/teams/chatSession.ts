import type { ChatConnection } from './chatConnection.ts';
import { ChatState } from './chatState.ts';
import type { ChatEvent, Delivered, Member, OpenedChat, Outgoing, SignInState, Snapshot } from './wire.ts';

/** What happens on a client, for whoever draws it. */
export type ClientEvent = 'changed' | 'typing' | 'disconnected';

/** A client's connection and its copy of the chat, and what goes on in it by itself. */
export class ChatSession {
  readonly connection: ChatConnection;
  readonly state = new ChatState();
  readonly #listeners = new Set<(event: ClientEvent) => void>();
  /** What was begun by the client itself and is under way. */
  readonly #tasks = new Set<Promise<void>>();
  #opened: OpenedChat | undefined;

  constructor(connection: ChatConnection) {
    this.connection = connection;
  }

  /** Whose client this is. */
  get oid(): string {
    return this.connection.oid;
  }

  /** @throws Error before the chat was opened */
  get opened(): OpenedChat {
    if (!this.#opened) throw new Error('The chat is not open');
    return this.#opened;
  }

  async open(): Promise<void> {
    await this.connection.listen(
      (event) => this.#take(event),
      () => this.tell('disconnected'),
    );
    this.#opened = await this.connection.request<OpenedChat>('POST', 'open', {});
    this.state.replace(this.#opened);
    this.tell('changed');
  }

  /** Fetches all messages. */
  async fetchAll(): Promise<void> {
    this.state.replace(await this.connection.request<Snapshot>('GET', 'messages'));
    this.tell('changed');
  }

  /** @returns the bot's answer, once all that the bot changed before it is known here */
  async deliver(outgoing: Outgoing): Promise<Delivered> {
    const delivered = await this.connection.request<Delivered>('POST', 'activities', outgoing);
    await this.catchUp(delivered.revision);
    return delivered;
  }

  /** Notes how far the sign-in of a message is. @returns false where another client of the person is at it */
  async markSignIn(messageId: string, state: SignInState): Promise<boolean> {
    const marked = await this.connection.request<{ taken: boolean; revision: number }>(
      'PUT',
      `messages/${messageId}/sign-in`,
      { state },
    );
    await this.catchUp(marked.revision);
    return marked.taken;
  }

  /** The people in the conversation. */
  members(): Promise<readonly Member[]> {
    return this.connection.request<readonly Member[]>('GET', 'members');
  }

  async like(messageId: string): Promise<void> {
    const path = `messages/${messageId}/like`;
    await this.catchUp((await this.connection.request<{ revision: number }>('PUT', path, {})).revision);
  }

  async catchUp(revision: number): Promise<void> {
    if (this.state.revision < revision) await this.fetchAll();
  }

  /** Starts something that nobody waits for but `settle`. What fails leaves things as they are. */
  begin(task: Promise<unknown>): void {
    const own: Promise<void> = task
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        this.#tasks.delete(own);
      });
    this.#tasks.add(own);
  }

  /** Waits for what the client began by itself, and what followed from that. */
  async settle(): Promise<void> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  /** @returns what ends the listening */
  onEvent(listener: (event: ClientEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: ClientEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #take(event: ChatEvent): void {
    if (event.type === 'typing') this.tell('typing');
    else if (this.state.apply(event)) this.tell('changed');
    else this.begin(this.fetchAll());
  }
}
