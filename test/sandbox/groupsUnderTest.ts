import type { TeamsClient, TeamsClientOptions } from '../../src/sandbox/teams/client.ts';
import type { TeamsSettings } from '../../src/sandbox/teams/teams.ts';
import { ada, type Behaviour, ben, startTeams } from './teamsUnderTest.ts';

/** Somebody of another organisation. */
export const nadia = {
  ...ada,
  oid: '0f1e2d3c-0000-4000-8000-00000000000c',
  userPrincipalName: 'nadia@partner.test',
  displayName: 'Nadia Nour',
  tenantId: '0f1e2d3c-0000-4000-8000-000000000009',
};

/** Teams alone with a group chat, a channel, and a shared channel that Nadia is in too. */
export async function startGroups(
  behaviour: Behaviour = async () => undefined,
  settings: Partial<TeamsSettings> = {},
  page: Parameters<typeof startTeams>[2] = {},
) {
  const desk = await startTeams(behaviour, settings, page);
  const { groups } = desk.teams;
  const memberIds = [ada.oid, ben.oid];
  groups.addForeignPerson(nadia);
  const team = groups.addTeam('IT support', memberIds);
  const groupChat = groups.addGroupChat('On call', memberIds);
  const channel = groups.addChannel(team, 'Help desk');
  const shared = groups.addSharedChannel(team, 'Partners', [...memberIds, nadia.oid]);
  const opening =
    (conversationId: string) =>
    (account: typeof ada, options: Partial<TeamsClientOptions> = {}): Promise<TeamsClient> =>
      desk.open(account, { conversationId, ...options });
  return {
    ...desk,
    team,
    groupChat,
    channel,
    shared,
    inGroupChat: opening(groupChat.id),
    inChannel: opening(channel.id),
    inShared: opening(shared.id),
    /** The newest message that the bot heard. */
    newest: () => desk.heard('message').at(-1),
  };
}

export type GroupsUnderTest = Awaited<ReturnType<typeof startGroups>>;
