import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import {
  AuthenticationRequiredError,
  ManagedIdentityCredential,
  OnBehalfOfCredential,
  type TokenCredentialOptions,
} from '@azure/identity';
import type { Config } from '../config.ts';

/** Why no Graph token could be had for the caller. */
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
    super(`No token for Graph: ${kind}`, { cause: details.cause });
    this.name = 'TokenError';
    this.kind = kind;
    this.code = details.code;
    this.claims = details.claims;
  }
}

/** Exchanges a user token for Graph's, on behalf of its owner. */
export type ExchangeToken = (
  userToken: string,
  permissions: readonly string[],
  signal: AbortSignal,
) => Promise<string>;

interface CachedCredential {
  readonly credential: OnBehalfOfCredential;
  readonly inFlight: Map<string, Promise<string>>;
}

interface EntraError {
  readonly error?: string;
  readonly error_codes?: readonly number[];
  readonly suberror?: string;
  readonly claims?: string;
}

// As many people as are likely to use the bot within the hour that a token lives.
const mostCredentials = 2_000;

/**
 * One credential per user token, since the credential keeps the cache; what is in flight is shared, and the number
 * kept is bounded (the longest unused goes first). The permissions are asked for as `<Graph's address>/<permission>`.
 */
export function createTokenExchange(config: Config): ExchangeToken {
  const credentials = new Map<string, CachedCredential>();

  const entryFor = (userToken: string) => {
    const key = createHash('sha256').update(userToken).digest('base64');
    const known = credentials.get(key);
    credentials.delete(key);
    const entry = known ?? {
      credential: createCredential(config, userToken),
      inFlight: new Map<string, Promise<string>>(),
    };
    credentials.set(key, entry);
    for (const oldest of credentials.keys()) {
      if (credentials.size <= mostCredentials) break;
      credentials.delete(oldest);
    }
    return entry;
  };

  return async (userToken, permissions, signal) => {
    const scopes = permissions.map((permission) => `${config.graph.baseUrl}/${permission}`);
    const entry = entryFor(userToken);
    const key = scopes.join(' ');
    let pending = entry.inFlight.get(key);
    if (!pending) {
      const lastError: LastError = {};
      pending = lastErrors
        .run(lastError, () => entry.credential.getToken(scopes))
        .then((token) => token.token)
        .catch((cause: unknown) => {
          throw tokenError(cause, lastError);
        })
        .finally(() => entry.inFlight.delete(key));
      entry.inFlight.set(key, pending);
    }
    return await untilAborted(pending, signal);
  };
}

type LastError = { body?: EntraError; status?: number };
/** Of the exchange under way: there may be several for one person, each with its own refusal. */
const lastErrors = new AsyncLocalStorage<LastError>();
type AdditionalPolicy = NonNullable<TokenCredentialOptions['additionalPolicies']>[number];

function createCredential(config: Config, userAssertionToken: string): OnBehalfOfCredential {
  const { credential } = config.bot;
  const common = {
    tenantId: config.bot.tenantId,
    clientId: config.bot.id,
    authorityHost: config.authorityHost,
    // Known hosts need no discovery, and others (national clouds' and private ones) are unknown to the public one.
    disableInstanceDiscovery: true,
    userAssertionToken,
    retryOptions: { maxRetries: 1, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 },
    additionalPolicies: [readErrors],
  };
  switch (credential.kind) {
    case 'secret':
      return new OnBehalfOfCredential({ ...common, clientSecret: credential.secret.reveal() });
    case 'certificate':
      return new OnBehalfOfCredential({ ...common, certificatePath: credential.path });
    case 'managedIdentity':
      return new OnBehalfOfCredential({
        ...common,
        getAssertion: () => federatedAssertion(credential.clientId),
      });
  }
}

/** The library reduces every refusal to one error with a message: codes and claims are read here, on the way. */
const readErrors: AdditionalPolicy = {
  position: 'perRetry',
  policy: {
    name: 'entraErrorReader',
    async sendRequest(request, next) {
      const response = await next(request);
      const lastError = lastErrors.getStore();
      if (lastError && response.status >= 400) {
        lastError.status = response.status;
        lastError.body = parseError(response.bodyAsText);
      }
      return response;
    },
  },
};

/**
 * An assertion that the bot's app registration trusts, from the managed identity of the machine.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export async function federatedAssertion(clientId: string): Promise<string> {
  const token = await new ManagedIdentityCredential({ clientId }).getToken(
    'api://AzureADTokenExchange/.default',
  );
  return token.token;
}

/** Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes. */
function tokenError(cause: unknown, last: { body?: EntraError; status?: number }): TokenError {
  const { body, status } = last;
  const code = body?.error_codes?.[0];
  const details = { code, claims: body?.claims, cause };
  if (status === undefined || status >= 500 || status === 429) {
    // An answer that was no refusal of Entra's, or none at all. A library error without any answer is its own.
    return new TokenError(
      status === undefined && cause instanceof AuthenticationRequiredError ? 'signInAgain' : 'unreachable',
      details,
    );
  }
  if (code === 65001 || body?.suberror === 'consent_required')
    return new TokenError('consentMissing', details);
  if (body?.error === 'interaction_required' || body?.claims !== undefined)
    return new TokenError('moreWanted', details);
  // A page of something on the way to Entra, such as a proxy.
  if (body?.error === undefined) return new TokenError('unreachable', details);
  // Another token helps against `invalid_grant` alone: https://datatracker.ietf.org/doc/html/rfc6749#section-5.2.
  return new TokenError(body.error === 'invalid_grant' ? 'signInAgain' : 'misconfigured', details);
}

function parseError(text: string | null | undefined): EntraError {
  try {
    return JSON.parse(text ?? '') as EntraError;
  } catch {
    return {};
  }
}

async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new TokenError('unreachable', { cause: signal.reason }));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return await Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
