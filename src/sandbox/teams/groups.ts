import { createHash } from 'node:crypto';
import type { Accounts, Clock, Tenant } from '../types.ts';
import { Conversation, type Team } from './conversations.ts';
import type { TeamsAccount } from './identities.ts';
import type { ConversationEntry, Member } from './wire.ts';

export interface GroupOptions {
  readonly tenant: Tenant;
  readonly clock: Clock;
  /** Those of the bot's own tenant. */
  readonly accounts: Accounts;
  /** Where the conversations are put. */
  readonly conversations: Map<string, Conversation>;
}

/** A channel that is made. */
export interface NewChannel {
  readonly team: Team;
  readonly name: string;
  /** Object ids. */
  readonly memberIds: readonly string[];
  readonly isShared?: boolean;
}

/**
 * The group chats and channels that the bot was added to, and the people of other organisations in them. There is no private
 * channel: for long they had no bots at all, and
 * https://learn.microsoft.com/microsoftteams/platform/build-apps-for-shared-private-channels only announces them.
 */
export function createGroups({ tenant, clock, accounts, conversations }: GroupOptions) {
  const foreign = new Map<string, TeamsAccount>();
  /** Forms of ids as in https://github.com/microsoft/teams.net/blob/main/core/test/Microsoft.Teams.Apps.UnitTests/TeamsActivityTests.cs. */
  const hexOf = (...names: string[]) =>
    createHash('sha256')
      .update([tenant.botId, ...names].join('/'))
      .digest('hex')
      .slice(0, 32);

  function add(conversation: Conversation): Conversation {
    if (conversations.has(conversation.id))
      throw new Error(`There is a ${conversation.details?.name} already`);
    conversations.set(conversation.id, conversation);
    return conversation;
  }

  /** Everybody who can be in a conversation. */
  const everybody = {
    byObjectId: (oid: string): TeamsAccount | undefined => accounts.byObjectId(oid) ?? foreign.get(oid),
    byUserPrincipalName: (userPrincipalName: string) => accounts.byUserPrincipalName(userPrincipalName),
    all: (): readonly TeamsAccount[] => [...accounts.all(), ...foreign.values()],
  };

  return {
    everybody,
    /** The group chats and channels that somebody is in. */
    conversationsOf: ({ oid }: TeamsAccount): readonly ConversationEntry[] =>
      [...conversations.values()]
        .filter((found) => found.conversationType !== 'personal' && found.hasMember(oid))
        .map((found) => found.entry()),
    membersOf: ({ memberIds }: Conversation): readonly Member[] =>
      memberIds
        .map(everybody.byObjectId)
        .filter((member) => member !== undefined)
        .map(({ oid, displayName, tenantId }) => ({
          oid,
          displayName,
          ...(tenantId === undefined ? {} : { isForeign: true }),
        })),
    foreignPeople: (): readonly TeamsAccount[] => [...foreign.values()],
    /** Makes somebody of another organisation known. */
    addForeignPerson: (person: TeamsAccount & { readonly tenantId: string }): void =>
      void foreign.set(person.oid, person),
    addGroupChat: (name: string, memberIds: readonly string[]): Conversation =>
      add(
        new Conversation(`19:${hexOf('group chat', name)}@thread.v2`, 'groupChat', memberIds, clock, {
          name,
        }),
      ),
    /** A team is what channels are in; nothing is said in it by itself. */
    teamOf: (name: string): Team => ({ id: `19:${hexOf('team', name)}@thread.tacv2`, name }),
    addChannel: ({ team, name, memberIds, isShared = false }: NewChannel): Conversation =>
      add(
        new Conversation(`19:${hexOf(team.name, name)}@thread.tacv2`, 'channel', memberIds, clock, {
          name,
          team,
          isShared,
        }),
      ),
  };
}

export type Groups = ReturnType<typeof createGroups>;
