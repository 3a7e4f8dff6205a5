import { adaptiveCard, type SignInRequest } from './cardAnswer.ts';
import type { SignInState, StoredMessage } from './wire.ts';

const oauthCard = 'application/vnd.microsoft.card.oauth';

/** A message as it is shown on one client just now. */
export interface MessageView extends StoredMessage {
  /** The card: the stored one, or the answer to a click on it. */
  readonly card?: unknown;
  /** What an action answered in words. */
  readonly notice?: string;
  /** What Teams says below a card whose action went wrong. */
  readonly error?: string;
  /** A sign-in that is asked for, with its button. */
  readonly signInButton?: SignInButton;
  /** An action of this card is under way. */
  readonly busy: boolean;
}

export interface SignInButton {
  readonly text: string;
  readonly title: string;
  readonly link: string;
}

/** What stands over a stored message on one client. It is not kept: a change of the message ends it, and so does a reload. */
export interface Overlay {
  /** The conversation's revision when it was laid over. */
  readonly revision: number;
  readonly card?: unknown;
  readonly notice?: string;
  readonly error?: string;
  readonly login?: SignInRequest;
}

export function cardOf(message: StoredMessage): unknown {
  return message.attachments.find(({ contentType }) => contentType === adaptiveCard)?.content;
}

export function oauthCardOf(message: StoredMessage): SignInRequest | undefined {
  const content = message.attachments.find(({ contentType }) => contentType === oauthCard)?.content;
  return content as SignInRequest | undefined;
}

/** How far somebody's own sign-in by an OAuth card came. */
export function signInOf(message: StoredMessage, oid: string): SignInState | undefined {
  return message.signIn?.[oid];
}

/** Lays over a message what this client of somebody shows of it. */
export function viewOf(
  message: StoredMessage,
  oid: string,
  overlay: Overlay | undefined,
  busy: boolean,
): MessageView {
  const over = overlay && overlay.revision >= message.revision ? overlay : undefined;
  const card = over?.card ?? cardOf(message);
  const login = over?.login ?? (signInOf(message, oid) === 'button' ? oauthCardOf(message) : undefined);
  return {
    ...message,
    ...(card === undefined ? {} : { card }),
    ...(over?.notice === undefined ? {} : { notice: over.notice }),
    ...(over?.error === undefined ? {} : { error: over.error }),
    ...(login ? { signInButton: buttonOf(login) } : {}),
    busy,
  };
}

function buttonOf({ text, buttons }: SignInRequest): SignInButton {
  const button = buttons?.find(({ type }) => type === 'signin') ?? buttons?.[0];
  return { text: text ?? '', title: button?.title ?? 'Sign in', link: button?.value ?? '' };
}
