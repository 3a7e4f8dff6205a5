import { createHmac } from 'node:crypto';
import type { Account, Accounts, Tenant } from '../types.ts';

/** Somebody in Teams: an account of the bot's tenant, or a person of another organisation. */
export interface TeamsAccount extends Account {
  /** Of the other organisation. */
  readonly tenantId?: string;
}

/** The names that Teams gives to people, to the bot and to their chats. */
export interface Identities {
  readonly bot: { readonly id: string; readonly name: string };
  /** Opaque, and another one for each bot: `29:…`. */
  userIdOf(oid: string): string;
  accountOf(userId: string): TeamsAccount | undefined;
  /** The personal chat of a person with the bot: `a:…`. */
  conversationIdOf(oid: string): string;
}

/**
 * Ids as a bot sees them. A person's is opaque and for this bot alone, the bot's is its application id:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context,
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-concepts. The prefix `a:` of a personal
 * chat is what activities in public issues carry, such as https://github.com/microsoft/botframework-sdk/issues/6001.
 */
export function createIdentities(tenant: Tenant, accounts: Accounts): Identities {
  const digest = (kind: string, oid: string) =>
    createHmac('sha512', tenant.botId).update(`${kind} ${oid.toLowerCase()}`).digest('base64url');
  const userIdOf = (oid: string) => `29:1${digest('user', oid)}`;
  return {
    bot: { id: `28:${tenant.botId}`, name: 'Profile Desk' },
    userIdOf,
    accountOf: (userId) => accounts.all().find(({ oid }) => userIdOf(oid) === userId),
    conversationIdOf: (oid) => `a:1${digest('personal chat', oid)}`,
  };
}
