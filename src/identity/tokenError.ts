/** Why no token could be had. */
export type TokenProblem =
  /** AADSTS65001: nobody consented to a permission yet. */
  | 'consentMissing'
  /** Conditional Access wants more than the sign-in gave: AADSTS50076, 50079, 53003, 50158 and the like. */
  | 'moreWanted'
  /** The user token is expired, revoked or not for this app: sign in again. */
  | 'signInAgain'
  /** The bot's own credential is refused: the operator's to mend. */
  | 'misconfigured'
  /** Entra did not answer, or not in time. */
  | 'unreachable';

export class TokenError extends Error {
  readonly kind: TokenProblem;
  /** Entra's error code, such as 65001. */
  readonly code: number | undefined;
  readonly claims: string | undefined;
  constructor(
    kind: TokenProblem,
    details: { code?: number | undefined; claims?: string | undefined; cause?: unknown } = {},
  ) {
    super(`No token: ${kind}`, { cause: details.cause });
    this.name = 'TokenError';
    this.kind = kind;
    this.code = details.code;
    this.claims = details.claims;
  }
}
