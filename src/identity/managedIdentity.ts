import { ManagedIdentityCredential } from '@azure/identity';
import type { BotCredential } from '../config.ts';
import { TokenError } from './tokenError.ts';

/** Somebody waits for an answer within seconds. */
export const retryOptions = { maxRetries: 1, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 };

/**
 * The identity that Azure gives the machine, for what belongs to the bot itself: its store.
 * @param clientId of a user-assigned identity; without it, the system-assigned one. Never whatever else is found on the
 * machine, such as a developer's own sign-in.
 */
export function createManagedIdentity(clientId: string | undefined): ManagedIdentityCredential {
  return clientId === undefined
    ? new ManagedIdentityCredential()
    : new ManagedIdentityCredential({ clientId });
}

/**
 * Gives an assertion that the bot's app registration trusts, from the managed identity of the machine. The library keeps
 * it for the process, and asks for another in time.
 * https://learn.microsoft.com/entra/workload-id/workload-identity-federation-config-app-trust-managed-identity
 */
export function createFederatedAssertion(
  identity: Extract<BotCredential, { kind: 'managedIdentity' }>,
): () => Promise<string> {
  const { clientId, audience } = identity;
  const credential = new ManagedIdentityCredential({ clientId, retryOptions });
  return async () => {
    try {
      return (await credential.getToken(`${audience}/.default`)).token;
    } catch (error) {
      const { cause } = error as { cause?: { errorCode?: string; status?: number } };
      const isAnswered = cause?.errorCode !== 'network_error' && (cause?.status ?? 400) < 500;
      throw new TokenError(isAnswered ? 'misconfigured' : 'unreachable', { cause: error });
    }
  };
}
