import { AsyncLocalStorage } from 'node:async_hooks';
import {
  AuthenticationRequiredError,
  OnBehalfOfCredential,
  type TokenCredentialOptions,
} from '@azure/identity';
import { decodeJwt } from 'jose';
import type { BotCredential, Config } from '../config.ts';
import type { Log } from '../log.ts';
import { readBotCertificate } from './botCertificate.ts';
import { logCredentialProblem } from './credentialAdvice.ts';
import { createFederatedAssertion, retryOptions } from './managedIdentity.ts';
import { TokenError } from './tokenError.ts';

/** Exchanges a user token for Graph's, on behalf of its owner. */
export type ExchangeToken = (
  userToken: string,
  permissions: readonly string[],
  signal: AbortSignal,
) => Promise<string>;

interface CachedCredential {
  readonly userToken: string;
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
 * One credential per person, for their newest token, since the credential keeps the cache; what is in flight is shared,
 * and the number kept is bounded (the longest unused goes first). The permissions are asked for as
 * `<Graph's address>/<permission>`.
 */
export function createTokenExchange(config: Config, log: Log): ExchangeToken {
  const createCredential = credentialsOf(config);
  const credentials = new Map<string, CachedCredential>();

  const entryFor = (owner: string, userToken: string): CachedCredential => {
    const known = credentials.get(owner);
    credentials.delete(owner);
    const entry =
      known?.userToken === userToken
        ? known
        : { userToken, credential: createCredential(userToken), inFlight: new Map() };
    credentials.set(owner, entry);
    for (const oldest of credentials.keys()) {
      if (credentials.size <= mostCredentials) break;
      credentials.delete(oldest);
    }
    return entry;
  };

  return async (userToken, permissions, signal) => {
    const scopes = permissions.map((permission) => `${config.graph.baseUrl}/${permission}`);
    const owner = String(decodeJwt(userToken).oid);
    const entry = entryFor(owner, userToken);
    const key = scopes.join(' ');
    let pending = entry.inFlight.get(key);
    if (!pending) {
      const lastError: LastError = {};
      pending = lastErrors
        .run(lastError, () => entry.credential.getToken(scopes))
        .then((token) => token.token)
        .catch((cause: unknown) => {
          const error = tokenError(cause, {
            ...proofProblem(config.bot.credential, lastError),
            ...lastError,
          });
          // The next exchange begins afresh, with what is on the disk by then.
          if (error.kind === 'misconfigured' && credentials.get(owner) === entry) credentials.delete(owner);
          logCredentialProblem(log, config.bot.credential, error);
          throw error;
        })
        .finally(() => entry.inFlight.delete(key));
      entry.inFlight.set(key, pending);
    }
    return await untilAborted(pending, signal);
  };
}

type LastError = {
  body?: EntraError;
  status?: number;
  /** What kept the bot from asking Entra at all. */
  proof?: TokenError;
};
/** Of the exchange under way: there may be several for one person, each with its own refusal. */
const lastErrors = new AsyncLocalStorage<LastError>();
type AdditionalPolicy = NonNullable<TokenCredentialOptions['additionalPolicies']>[number];

function credentialsOf(config: Config): (userAssertionToken: string) => OnBehalfOfCredential {
  const { credential } = config.bot;
  const common = {
    tenantId: config.bot.tenantId,
    clientId: config.bot.id,
    authorityHost: config.authorityHost,
    // Known hosts need no discovery, and others (national clouds' and private ones) are unknown to the public one.
    disableInstanceDiscovery: true,
    retryOptions,
    additionalPolicies: [readErrors],
  };
  switch (credential.kind) {
    case 'secret': {
      const clientSecret = credential.secret.reveal();
      return (userAssertionToken) =>
        new OnBehalfOfCredential({ ...common, userAssertionToken, clientSecret });
    }
    case 'certificate':
      return (userAssertionToken) =>
        new OnBehalfOfCredential({ ...common, userAssertionToken, certificatePath: credential.path });
    case 'managedIdentity': {
      const assertion = createFederatedAssertion(credential);
      // The library keeps nothing of an error of this function but its message.
      const getAssertion = () =>
        assertion().catch((error: TokenError) => {
          Object.assign(lastErrors.getStore() ?? {}, { proof: error });
          throw error;
        });
      return (userAssertionToken) =>
        new OnBehalfOfCredential({ ...common, userAssertionToken, getAssertion });
    }
  }
}

/** Where Entra was not asked since the certificate's file can't be used any more, the library says little of it. */
function proofProblem(credential: BotCredential, { status }: LastError): LastError {
  if (credential.kind !== 'certificate' || status !== undefined) return {};
  try {
    readBotCertificate(credential.path);
    return {};
  } catch (cause) {
    return { proof: new TokenError('misconfigured', { cause }) };
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

/** Codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes. */
function tokenError(cause: unknown, last: LastError): TokenError {
  if (last.proof) return last.proof;
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
