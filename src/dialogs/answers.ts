import { type Action, type Card, openUrl } from '../cards/elements.ts';
import { noticeCard } from '../cards/listCard.ts';
import type { Config } from '../config.ts';
import { DirectoryError } from '../directory/directory.ts';
import type { Edit, Failure } from '../edits/edit.ts';
import { TokenError } from '../identity/tokenError.ts';
import { WrongAccountError } from '../identity/userToken.ts';
import type { MessageKey } from '../language/language.ts';
import { correlationId } from '../log.ts';
import {
  membershipPermission,
  organizationPermission,
  readPermission,
  rolesPermission,
  signInPermission,
} from '../profile/permissions.ts';
import type { ChangeRequest } from '../requests/changeRequest.ts';
import type { Turn } from './desk.ts';

/**
 * A card for the one who asked. In a personal chat it also replaces the stored message, so that it is still there after a
 * reload; in a group the message is everybody's.
 */
export interface CardAnswer {
  readonly kind: 'card';
  readonly card: Card;
  /** What comes once the work is done, where that takes longer than an answer may. */
  readonly later?: Promise<CardAnswer> | undefined;
  readonly replaces?: string | undefined;
  /** The edit that the card tells of, where it does. */
  readonly edit?: Edit | undefined;
  /** The request that the click was about, whose own message and asker are to be told. */
  readonly request?: ToldRequest | undefined;
  /** In a group: a look-up went on, so that all see something new. */
  readonly isLookUp?: boolean | undefined;
}

/** A request as it stands, and whether it was decided by this very click. */
export interface ToldRequest {
  readonly request: ChangeRequest;
  readonly decidedNow: boolean;
}

/** What a turn answers. */
export type Answer =
  | CardAnswer
  /** Words beside the card, which stays as it is with all that was typed. */
  | { readonly kind: 'message'; readonly text: string }
  /** The person has to sign in (again) with the button, for the reason given. */
  | { readonly kind: 'signIn'; readonly problem: SignInProblem };

/** Why a sign-in is needed. `policy` comes with what the log has, since a second sign-in may not help. */
export interface SignInProblem {
  readonly kind: 'expired' | 'moreWanted' | 'wrongAccount';
  readonly code?: number | undefined;
}

export function cardAnswer(card: Card, later?: Promise<CardAnswer>): CardAnswer {
  return { kind: 'card', card, later };
}

/** What is said where something failed before it began: by the kind of the error, never by its message. */
export function failureAnswer(
  error: unknown,
  turn: Turn,
  config: Config,
  wayBack: readonly Action[] = [],
): Answer {
  const { language } = turn;
  const notice = (key: MessageKey) =>
    cardAnswer(noticeCard(language.text('error.title'), [language.text(key)], language, wayBack));
  if (error instanceof WrongAccountError) return { kind: 'signIn', problem: { kind: 'wrongAccount' } };
  if (error instanceof TokenError) {
    switch (error.kind) {
      case 'consentMissing':
        return cardAnswer(consentCard(turn, config, wayBack));
      case 'moreWanted':
        return { kind: 'signIn', problem: { kind: 'moreWanted', code: error.code } };
      case 'signInAgain':
        return { kind: 'signIn', problem: { kind: 'expired', code: error.code } };
      case 'misconfigured':
        return cardAnswer(
          noticeCard(language.text('error.title'), [errorText(turn, error)], language, wayBack),
        );
      case 'unreachable':
        return notice('error.slow');
    }
  }
  if (error instanceof DirectoryError) {
    switch (error.kind) {
      case 'signIn':
        return { kind: 'signIn', problem: { kind: error.claims ? 'moreWanted' : 'expired' } };
      case 'unreachable':
        return notice('error.unreachable');
      default:
        return notice(`error.${error.kind}`);
    }
  }
  throw error;
}

/** What is said where a turn failed, with the number that the operator finds in the log. */
export function errorText({ language }: Turn, error: unknown): string {
  // The SDK's dialogs wrap an error and keep the original in `error`.
  const inner = (error as { error?: unknown } | undefined)?.error ?? error;
  const isOwn = inner instanceof TokenError && inner.kind === 'misconfigured';
  return language.text(isOwn ? 'error.misconfigured' : 'error.text', { id: correlationId() ?? '' });
}

/** What a failed call of a save means for the edit. */
export function failureOf(error: unknown): {
  failure: Failure;
  mayHaveHappened: boolean;
  requestId?: string | undefined;
  code?: number | undefined;
} {
  if (error instanceof TokenError) {
    const failures = {
      consentMissing: 'consentMissing',
      moreWanted: 'moreWanted',
      signInAgain: 'signIn',
      misconfigured: 'misconfigured',
      unreachable: 'unreachable',
    } as const;
    return { failure: failures[error.kind], mayHaveHappened: false, code: error.code };
  }
  if (error instanceof DirectoryError) {
    const failure: Failure =
      error.kind === 'notFound'
        ? 'gone'
        : error.kind === 'signIn' && error.claims
          ? 'moreWanted'
          : error.kind;
    return { failure, mayHaveHappened: error.mayHaveHappened, requestId: error.requestId };
  }
  // A defect: nobody can say how far the call got.
  return { failure: 'unreachable', mayHaveHappened: true };
}

/** What the bot asks for on behalf of whoever uses it. */
function permissionsOf(config: Config): string[] {
  const membership = config.protectedGroupId === undefined ? [] : [membershipPermission];
  const optional = [signInPermission, organizationPermission, rolesPermission];
  return [readPermission, ...config.graph.writePermissions, ...membership, ...optional];
}

/**
 * The button to consent for the tenant: https://learn.microsoft.com/entra/identity-platform/v2-admin-consent.
 * @param further permissions that nothing but the step at hand needs.
 */
export function consentAction({ language }: Turn, config: Config, further: readonly string[] = []): Action {
  const scopes = [...permissionsOf(config), ...further].map(
    (permission) => `${config.graph.baseUrl}/${permission}`,
  );
  const query = new URLSearchParams({
    client_id: config.bot.id,
    scope: scopes.join(' '),
    redirect_uri: config.channel.signInRedirectUrl,
  });
  const link = `${config.authorityHost}/${config.bot.tenantId}/v2.0/adminconsent?${query}`;
  return openUrl(language.text('action.grantConsent'), link);
}

function consentCard(turn: Turn, config: Config, wayBack: readonly Action[]): Card {
  const { language } = turn;
  const text = language.text('consent.text', { permissions: permissionsOf(config).join(', ') });
  return noticeCard(language.text('consent.title'), [text], language, [
    ...wayBack,
    consentAction(turn, config),
  ]);
}

/**
 * A second challenge after a fresh sign-in: the policy wants what this sign-in can't give.
 * @param wayBack what leads back to where a click was made.
 */
export function policyCard(
  { language }: Turn,
  problem: SignInProblem,
  wayBack: readonly Action[] = [],
): Card {
  const text = language.text('signIn.policy', { code: problem.code ?? 401, id: correlationId() ?? '' });
  return noticeCard(language.text('error.title'), [text], language, wayBack);
}

/** Why the person is asked to sign in (again), in words. */
export function signInReason(problem: SignInProblem | undefined, { language }: Turn): string {
  if (problem?.kind === 'wrongAccount') return language.text('signIn.wrongAccount');
  if (problem?.kind === 'moreWanted') return language.text('failure.moreWanted');
  return language.text('signIn.text');
}
