// What the sandbox's Teams service and its client say to each other. Teams' own protocol between the two is not public;
// only what reaches the bot, and what the bot sends, follows Microsoft's documents.

/**
 * Kinds of conversation a bot can be in; a channel's messages are in threads:
 * https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability.
 */
export type ConversationType = 'personal' | 'groupChat' | 'channel';

/** The author of the bot's own messages; a person's are by their object id. */
export const fromBot = 'bot';

export interface Attachment {
  readonly contentType: string;
  readonly content?: unknown;
  readonly contentUrl?: string;
  readonly name?: string;
}

/** How a person sends a file: pasted into the text, or uploaded beside it (sentFiles.ts). */
export type SentAs = 'inline' | 'file';

/** A picture that a person sends. */
export interface SentImage {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly name: string;
  /** Pasted into the message, or uploaded beside it. */
  readonly as: SentAs;
  readonly text?: string;
}

/** Whom a message mentions: the bot, or somebody of the conversation. */
export type MentionTarget = 'bot' | { readonly oid: string };

/** Somebody who is mentioned, as a message names them. */
export interface Mention {
  /** `28:…` is the bot, `29:…` a person. */
  readonly id: string;
  readonly name: string;
}

/** How far the sign-in of an OAuth card came: a client is at it, its button is shown, or it is done and the card hidden. */
export type SignInState = 'trying' | 'button' | 'done';

/** A message as it is stored, whoever wrote it. */
export interface StoredMessage {
  /** A moment in milliseconds, as Teams' own message ids are. */
  readonly id: string;
  /** Object id of the author, or `bot`. */
  readonly from: string;
  readonly text?: string;
  /** Those whom the text names in `<at>…</at>`, in its order. */
  readonly mentions?: readonly Mention[];
  /** In a channel: the id of the first message of its thread, which can be its own. */
  readonly threadId?: string;
  readonly attachments: readonly Attachment[];
  /** ISO 8601. */
  readonly sentAt: string;
  readonly editedAt?: string;
  /** The conversation's revision when this message changed last. */
  readonly revision: number;
  /** By object id: each person signs in for themselves. */
  readonly signIn?: Readonly<Record<string, SignInState>>;
  /** Object ids of those who like it. */
  readonly likedBy?: readonly string[];
}

/** All messages of a conversation, oldest first, after so many changes. */
export interface Snapshot {
  readonly revision: number;
  readonly messages: readonly StoredMessage[];
}

/** A conversation as it stands in somebody's list. */
export interface ConversationEntry {
  readonly conversationId: string;
  readonly conversationType: ConversationType;
  /** Of a group chat or a channel. */
  readonly name?: string;
  /** Whose channel it is. */
  readonly teamName?: string;
  /** A channel that has people of another organisation. */
  readonly isShared?: boolean;
}

/** Somebody in a conversation. */
export interface Member {
  readonly oid: string;
  readonly displayName: string;
  /** Somebody of another organisation. */
  readonly isForeign?: boolean;
}

/** What a client is told when it opens a conversation. */
export interface OpenedChat extends Snapshot, ConversationEntry {
  /** How many people are in it. */
  readonly memberCount: number;
  /** The person's opaque id, `29:…`. */
  readonly userId: string;
  readonly bot: { readonly id: string; readonly name: string };
}

/** What the service tells the clients of a conversation, as it happens. */
export type ChatEvent =
  | { readonly type: 'message'; readonly revision: number; readonly message: StoredMessage }
  | { readonly type: 'deleted'; readonly revision: number; readonly messageId: string }
  | { readonly type: 'typing' };

/** A message that somebody writes. */
export interface OutgoingText {
  readonly type: 'message';
  /** With `<at>…</at>` where somebody is mentioned; who that is, `mentions` says in the same order. */
  readonly text: string;
  readonly mentions?: readonly MentionTarget[];
  /** In a channel: a message of the thread that it goes to. A new thread if left out. */
  readonly replyTo?: string;
  /** That of a file which was uploaded before. */
  readonly fileId?: string;
}

/** What a client has the service deliver to the bot. */
export type Outgoing =
  | OutgoingText
  /** An Action.Submit: a message with a value and no text. */
  | { readonly type: 'message'; readonly value: unknown; readonly replyToId: string }
  | {
      readonly type: 'invoke';
      readonly name: string;
      readonly value: unknown;
      readonly replyToId?: string;
      /** In a channel, where `replyToId` is not sent: a message of the thread in which it happens. */
      readonly threadOf?: string;
    }
  | { readonly type: 'messageReaction'; readonly replyToId: string };

/** The bot's HTTP answer to a delivery. */
export interface Delivered {
  readonly activityId: string;
  /** HTTP status; 502 where the bot can't be reached; 0 for a message in a group or channel that the bot never gets. */
  readonly status: number;
  readonly body?: unknown;
  /** The conversation's revision when the answer came: what the bot changed before is in it. */
  readonly revision: number;
}

/** How Teams' silent sign-in goes: as it should; the person has not consented; the client can't do it. */
export type SsoMode = 'silent' | 'consentNeeded' | 'unsupported';

/** What a client gets that wants to sign its person in silently. */
export type SsoAnswer =
  | { readonly token: string; readonly duplicate: boolean }
  | { readonly problem: Exclude<SsoMode, 'silent'> };
