// What the sandbox's Teams service and its client say to each other. Teams' own protocol between the two is not public;
// only what reaches the bot, and what the bot sends, follows Microsoft's documents.

/** A message as it is stored, whoever wrote it. */
export interface StoredMessage {
  readonly id: string;
  /** Object id of the author, or `bot`. */
  readonly from: string;
  readonly text?: string | undefined;
  readonly attachments: readonly Attachment[];
  /** ISO 8601. */
  readonly sentAt: string;
  readonly editedAt?: string | undefined;
}

export interface Attachment {
  readonly contentType: string;
  readonly content?: unknown;
}

/** What a client has the service deliver to the bot. */
export type Outgoing =
  | { readonly type: 'message'; readonly text: string }
  /** An Action.Submit: a message with a value and no text. */
  | { readonly type: 'message'; readonly value: unknown; readonly replyToId: string }
  | {
      readonly type: 'invoke';
      readonly name: string;
      readonly value: unknown;
      readonly replyToId?: string | undefined;
    };

/** The bot's HTTP answer to a delivery. */
export interface Delivered {
  readonly activityId: string;
  readonly status: number;
  readonly body?: unknown;
}

/** How Teams' silent sign-in goes: as it should; the person has not consented; the client can't do it. */
export type SsoMode = 'silent' | 'consentNeeded' | 'unsupported';

/** Somebody whom one can be in the chat page. */
export interface Persona {
  readonly oid: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly roleTemplateIds: readonly string[];
}

export type ChatEvent = 'changed' | 'typing';
