import type { ChatEvent, Snapshot, StoredMessage } from './wire.ts';

/** A client's copy of a conversation, kept up by events. */
export class ChatState {
  #messages = new Map<string, StoredMessage>();
  #revision = -1;

  get revision(): number {
    return this.#revision;
  }

  get messages(): readonly StoredMessage[] {
    return [...this.#messages.values()];
  }

  find(messageId: string): StoredMessage | undefined {
    return this.#messages.get(messageId);
  }

  /** Takes a whole copy, unless it is older than what is known. */
  replace({ revision, messages }: Snapshot): void {
    if (revision < this.#revision) return;
    this.#revision = revision;
    this.#messages = new Map(messages.map((message) => [message.id, message]));
  }

  /** @returns false if something was missed, and a whole copy is needed */
  apply(event: Exclude<ChatEvent, { type: 'typing' }>): boolean {
    if (event.revision <= this.#revision) return true;
    if (event.revision !== this.#revision + 1) return false;
    this.#revision = event.revision;
    if (event.type === 'deleted') this.#messages.delete(event.messageId);
    else this.#messages.set(event.message.id, event.message);
    return true;
  }
}
