import type { Activity } from '../profile/auditLog.ts';
import type { FieldName, Section } from '../profile/fields.ts';
import type { PersonName } from '../profile/kinds.ts';
import type { Step } from '../profile/plan.ts';
import type { FieldValues, PersonSummary, Profile } from '../profile/profile.ts';

/** Why the directory did not do what was asked. */
export type DirectoryErrorKind =
  /** 404: no such person. */
  | 'notFound'
  /** 404 for a photo: no mailbox, or none that takes one yet. */
  | 'noMailbox'
  /** 403: a missing permission, a missing role, or a person whose roles outrank the caller's; Graph does not say which. */
  | 'forbidden'
  /** 400 and the like: Graph refuses the value or the combination. */
  | 'refused'
  /** 429. */
  | 'throttled'
  /** The token is not accepted, or Conditional Access wants more: sign in again. */
  | 'signIn'
  /** 5xx, a broken connection, an answer that can't be read, or none in time. */
  | 'unreachable';

export interface DirectoryErrorDetails {
  /** Graph's error code, for the log and the support; never shown as the reason. */
  readonly code?: string | undefined;
  readonly requestId?: string | undefined;
  /** Milliseconds after which Graph asks to come back. */
  readonly retryAfterMs?: number | undefined;
  /** Whether the request can have had its effect all the same: true unless Graph answered that it did not. */
  readonly mayHaveHappened?: boolean;
  /** A claims challenge to pass to sign-in. */
  readonly claims?: string | undefined;
  readonly cause?: unknown;
}

export class DirectoryError extends Error {
  readonly kind: DirectoryErrorKind;
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly mayHaveHappened: boolean;
  readonly claims: string | undefined;
  constructor(kind: DirectoryErrorKind, details: DirectoryErrorDetails = {}) {
    super(`The directory answered: ${kind}`, { cause: details.cause });
    this.name = 'DirectoryError';
    this.kind = kind;
    this.code = details.code;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.mayHaveHappened = details.mayHaveHappened ?? false;
    this.claims = details.claims;
  }
}

/** What a text search found. */
export type Found =
  /** Exactly one, found by its UPN, and read in the same round trip. */
  | { readonly kind: 'profile'; readonly profile: Profile }
  | { readonly kind: 'people'; readonly people: readonly PersonSummary[]; readonly more: boolean };

/** What some fields hold now, and whether the operator's rule protects the person. */
export interface CurrentValues {
  readonly values: FieldValues;
  readonly isProtected: boolean;
  /** What the other people are called that were asked for, by object id in lower case. */
  readonly names: ReadonlyMap<string, PersonName>;
}

/** What became of one write. */
export type StepOutcome =
  | { readonly state: 'saved'; readonly requestId: string | undefined }
  /** Not sent, since one that had to come before it was not saved. */
  | { readonly state: 'notTried' }
  | { readonly state: 'failed'; readonly error: unknown };

/** Picture bytes that wait to be written, and their type. */
export interface StagedPhoto {
  readonly contentType: 'image/jpeg' | 'image/png';
  readonly bytes: Uint8Array;
}

/**
 * The directory as one person sees it: every call acts with that person's rights.
 * All methods reject with DirectoryError, or with what getting a token rejects with.
 */
export interface Directory {
  /** Whom a text means: a name in any order, its start, an address, a UPN, an employee id, a phone number. 1 round trip. */
  find(text: string, signal: AbortSignal): Promise<Found>;
  /** A profile by object id, with these sections, and the names of some others. 1 round trip. */
  profile(
    personId: string,
    sections: readonly Section[],
    signal: AbortSignal,
    others?: readonly string[],
  ): Promise<Profile>;
  /** Some fields, straight from the directory, and the names of some others. 1 round trip. */
  current(
    personId: string,
    names: readonly FieldName[],
    signal: AbortSignal,
    others?: readonly string[],
  ): Promise<CurrentValues>;
  /** The newest that Entra's audit log says of somebody, and whether there is more. 1 round trip. */
  auditLog(
    personId: string,
    signal: AbortSignal,
  ): Promise<{ readonly activities: readonly Activity[]; readonly more: boolean }>;
  /** Gets the tokens that writing these fields needs, so that a missing right shows before anything is recorded. */
  prepareWrite(names: readonly FieldName[], signal: AbortSignal): Promise<void>;
  /**
   * Writes: the steps of a group together, one group after the other, and none after one that was not saved. 1 round trip
   * for each group, and 1 more for a photo; sent again only after a 429 whose wait fits in the signal.
   * @returns the outcome of each step, in their order.
   */
  write(groups: readonly (readonly Step[])[], signal: AbortSignal): Promise<StepOutcome[]>;
}
