import type { Clock } from '../types.ts';
import type { ChatEvent, ConversationEntry, ConversationType, Snapshot, StoredMessage } from './wire.ts';

/** What the author of a message decides; the rest is the store's. */
export type NewMessage = Pick<StoredMessage, 'from' | 'text' | 'attachments' | 'mentions' | 'threadId'>;

/** The team of a channel. */
export interface Team {
  readonly id: string;
  readonly name: string;
  /** Object ids of the people in it, and so in its standard channels. */
  readonly memberIds: Set<string>;
}

/** What a group chat or a channel has beside its people and messages. */
export interface GroupDetails {
  readonly name: string;
  readonly team?: Team;
  /** Whether a channel has people of another organisation. */
  readonly isShared?: boolean;
}

/** A conversation that the bot is in. */
export class Conversation {
  readonly id: string;
  readonly conversationType: ConversationType;
  /** Of a group chat or a channel. */
  readonly details: GroupDetails | undefined;
  readonly #memberIds: Set<string>;
  readonly #clock: Clock;
  /** Ids of the first messages of a channel's threads. */
  readonly #threadIds = new Set<string>();
  readonly #messages = new Map<string, StoredMessage>();
  readonly #listeners = new Set<(event: ChatEvent) => void>();
  #revision = 0;
  #newestId = 0;

  constructor(
    id: string,
    conversationType: ConversationType,
    memberIds: Set<string>,
    clock: Clock,
    details?: GroupDetails,
  ) {
    this.id = id;
    this.conversationType = conversationType;
    this.details = details;
    this.#memberIds = memberIds;
    this.#clock = clock;
  }

  /** Object ids of the people in it. */
  get memberIds(): readonly string[] {
    return [...this.#memberIds];
  }

  hasMember(oid: string): boolean {
    return this.#memberIds.has(oid);
  }

  /** In a standard channel, to its team. */
  addMember(oid: string): void {
    this.#memberIds.add(oid);
  }

  /** As it stands in somebody's list. */
  entry(): ConversationEntry {
    const { name, team, isShared } = this.details ?? {};
    return {
      conversationId: this.id,
      conversationType: this.conversationType,
      ...(name === undefined ? {} : { name }),
      ...(team ? { teamName: team.name } : {}),
      ...(isShared ? { isShared } : {}),
    };
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

  /** In a channel, what names no thread begins one. */
  add(message: NewMessage): StoredMessage {
    const id = this.nextMessageId();
    const threadId = this.conversationType === 'channel' ? (message.threadId ?? id) : undefined;
    if (threadId !== undefined) this.#threadIds.add(threadId);
    return this.#put({
      ...message,
      ...(threadId === undefined ? {} : { threadId }),
      id,
      sentAt: new Date(this.#clock.now()).toISOString(),
    });
  }

  /** A thread stays after its first message was deleted. */
  hasThread(threadId: string): boolean {
    return this.#threadIds.has(threadId);
  }

  /**
   * How a bot addresses a thread of a channel, and what its activities carry; any other conversation is its id:
   * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations.
   */
  addressOf(threadId: string | undefined): string {
    return threadId === undefined ? this.id : `${this.id};messageid=${threadId}`;
  }

  /** An edit by the author: what it held before is gone. @throws Error for a message that is not there */
  edit(messageId: string, content: Pick<StoredMessage, 'text' | 'attachments' | 'mentions'>): StoredMessage {
    const { text: _, signIn: __, mentions: ___, ...kept } = this.#existing(messageId);
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
