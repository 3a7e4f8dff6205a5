import { ManagedIdentityCredential } from '@azure/identity';

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
