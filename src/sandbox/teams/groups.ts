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

  const channelId = (team: Team, name: string) => `19:${hexOf(team.name, name)}@thread.tacv2`;

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
    addGroupChat(name: string, memberIds: readonly string[]): Conversation {
      const id = `19:${hexOf('group chat', name)}@thread.v2`;
      return add(new Conversation(id, 'groupChat', new Set(memberIds), clock, { name }));
    },
    /**
     * A team begins with the channel General, whose id is the team's:
     * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context. The SDK asks for somebody in any of its
     * channels by the team's id, so it knows nobody who is in a shared channel alone (botbuilder 4.23.3, src/teamsInfo.ts, getMember).
     */
    addTeam(name: string, memberIds: readonly string[]): Team {
      const id = `19:${hexOf('team', name)}@thread.tacv2`;
      const team = { id, name, memberIds: new Set(memberIds) };
      add(new Conversation(id, 'channel', team.memberIds, clock, { name: 'General', team }));
      return team;
    },
    /** A standard channel, with all of its team. */
    addChannel: (team: Team, name: string): Conversation =>
      add(new Conversation(channelId(team, name), 'channel', team.memberIds, clock, { name, team })),
    /** A channel with people of its own, some of them perhaps of another organisation. */
    addSharedChannel: (team: Team, name: string, memberIds: readonly string[]): Conversation =>
      add(
        new Conversation(channelId(team, name), 'channel', new Set(memberIds), clock, {
          name,
          team,
          isShared: true,
        }),
      ),
  };
}

export type Groups = ReturnType<typeof createGroups>;
