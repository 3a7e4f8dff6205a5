import type { Clock } from '../types.ts';
import type { ChatEvent, ConversationType, Snapshot, StoredMessage } from './wire.ts';

/** What the author of a message decides; the rest is the store's. */
export type NewMessage = Pick<StoredMessage, 'from' | 'text' | 'attachments'>;

/** A conversation that the bot is in. Only personal chats are made so far. */
export class Conversation {
  readonly id: string;
  readonly conversationType: ConversationType;
  /** Object ids of the people in it. */
  readonly memberIds: readonly string[];
  readonly #clock: Clock;
  readonly #messages = new Map<string, StoredMessage>();
  readonly #listeners = new Set<(event: ChatEvent) => void>();
  #revision = 0;
  #newestId = 0;

  constructor(id: string, conversationType: ConversationType, memberIds: readonly string[], clock: Clock) {
    this.id = id;
    this.conversationType = conversationType;
    this.memberIds = memberIds;
    this.#clock = clock;
  }

  /** Counts the changes. */
  get revision(): number {
    return this.#revision;
  }

  snapshot(): Snapshot {
    return { revision: this.#revision, messages: [...this.#messages.values()] };
  }

  find(messageId: string): StoredMessage | undefined {
    return this.#messages.get(messageId);
  }

  add(message: NewMessage): StoredMessage {
    return this.#put({
      ...message,
      id: this.nextMessageId(),
      sentAt: new Date(this.#clock.now()).toISOString(),
    });
  }

  /** An edit by the author: what it held before is gone. @throws Error for a message that is not there */
  edit(messageId: string, content: Pick<StoredMessage, 'text' | 'attachments'>): StoredMessage {
    const { text: _, signIn: __, ...kept } = this.#existing(messageId);
    return this.#put({ ...kept, ...content, editedAt: new Date(this.#clock.now()).toISOString() });
  }

  /** Notes something beside the content. @throws Error for a message that is not there */
  mark(messageId: string, mark: Pick<StoredMessage, 'signIn' | 'likedBy'>): StoredMessage {
    return this.#put({ ...this.#existing(messageId), ...mark });
  }

  remove(messageId: string): boolean {
    if (!this.#messages.delete(messageId)) return false;
    this.#revision += 1;
    this.tell({ type: 'deleted', revision: this.#revision, messageId });
    return true;
  }

  /** Message ids are moments in milliseconds, such as in https://github.com/MicrosoftDocs/msteams-docs/issues/6139. */
  nextMessageId(): string {
    this.#newestId = Math.max(this.#clock.now(), this.#newestId + 1);
    return String(this.#newestId);
  }

  /** @returns what ends the listening. */
  listen(listener: (event: ChatEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(event: ChatEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #existing(messageId: string): StoredMessage {
    const message = this.#messages.get(messageId);
    if (!message) throw new Error(`There is no message ${messageId}`);
    return message;
  }

  #put(content: Omit<StoredMessage, 'revision'>): StoredMessage {
    this.#revision += 1;
    const message = { ...content, revision: this.#revision };
    this.#messages.set(message.id, message);
    this.tell({ type: 'message', revision: this.#revision, message });
    return message;
  }
}
