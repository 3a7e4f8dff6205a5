import type { Delivered } from './wire.ts';

export const adaptiveCard = 'application/vnd.microsoft.card.adaptive';

/** What asks for a sign-in: an OAuth card's content, or the value of a loginRequest. */
export interface SignInRequest {
  readonly text?: string;
  readonly connectionName?: string;
  readonly tokenExchangeResource?: { readonly id?: string; readonly uri?: string };
  readonly buttons?: readonly { readonly title?: string; readonly type?: string; readonly value?: string }[];
}

/** What a client makes of the bot's answer to a card action. */
export type CardAnswer =
  | { readonly kind: 'card'; readonly card: unknown }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'login'; readonly request: SignInRequest }
  | { readonly kind: 'preconditionFailed'; readonly text: string }
  /** @property repeat whether the client tries once more by itself */
  | { readonly kind: 'error'; readonly text: string; readonly repeat?: boolean };

/** What Teams writes under a card when its action failed: the threads named below. */
const somethingWentWrong = 'Something went wrong. Please try again.';
export const unableToReachApp = 'Unable to reach app. Please try again.';

/**
 * Reads the answer to an invoke `adaptiveCard/action`:
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format and, for signing in,
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/authentication-flow-in-universal-action-for-adaptive-cards.
 */
export function readCardAnswer({ status, body }: Delivered): CardAnswer {
  // A bot that did not answer, or with something else than 200.
  if (status !== 200) return { kind: 'error', text: status === 502 ? unableToReachApp : somethingWentWrong };
  // https://github.com/microsoft/botbuilder-js/issues/4445: an answer without status code or type is no answer.
  if (typeof body !== 'object' || body === null || !('statusCode' in body))
    return { kind: 'error', text: somethingWentWrong };
  const { statusCode, type, value } = body as { statusCode: unknown; type?: unknown; value?: unknown };
  if (statusCode === 200 && type === adaptiveCard)
    return isCard(value) ? { kind: 'card', card: value } : { kind: 'error', text: somethingWentWrong };
  if (statusCode === 200 && type === 'application/vnd.microsoft.activity.message') {
    // https://github.com/vercel/chat/issues/731: an empty text counts as no answer, and the client asks again.
    if (typeof value !== 'string' || value === '')
      return { kind: 'error', text: unableToReachApp, repeat: true };
    return { kind: 'notice', text: value };
  }
  if (statusCode === 401) return readUnauthorized(type, value);
  if (statusCode === 412) return { kind: 'preconditionFailed', text: somethingWentWrong };
  return { kind: 'error', text: somethingWentWrong };
}

/** The wording for a type that the client does not know: https://github.com/MicrosoftDocs/msteams-docs/issues/9559. */
function readUnauthorized(type: unknown, value: unknown): CardAnswer {
  if (type === 'application/vnd.microsoft.activity.loginRequest')
    return { kind: 'login', request: (value ?? {}) as SignInRequest };
  if (type === 'application/vnd.microsoft.error.invalidAuthCode')
    return { kind: 'error', text: somethingWentWrong };
  return { kind: 'error', text: 'Unexpected response type for Status Code: 401' };
}

function isCard(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'AdaptiveCard';
}
