import { afterEach, beforeEach, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

// An edit of a message sets off a refresh on the client of each of its 60 viewers, all at once.

const viewers = 60;
const target = people.employee;
let desk: DeskUnderTest;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

/** A person of the company who is in the channel, and known to the Token Service. */
async function clientOf(index: number): Promise<TeamsClient> {
  const { sandbox } = desk;
  const channel = sandbox.teams.conversations.get(sandbox.teams.sampleConversations.channel);
  const oid = `5a5a5a5a-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const user = {
    id: oid,
    displayName: `Viewer ${index}`,
    accountEnabled: true,
    userType: 'Member',
    userPrincipalName: `viewer${index}@northwind-harbor.example`,
  };
  sandbox.graph.directory.create({ user, managerId: undefined });
  sandbox.graph.directory.setRoles(oid, [userAdministrator]);
  channel?.addMember(oid);
  const client = await desk.as(
    { oid },
    {
      conversationId: channel?.id ?? '',
      // By the card that the edit put there.
      staleRefresh: false,
    },
  );
  sandbox.tokenService.keep(client.userId, await sandbox.entra.issueApiToken(oid));
  return client;
}
const userAdministrator = 'fe930be7-5e62-47db-91af-98c3a49a38b1';

it('is answered for all of them, with a look for a token and one read for each at most, and nothing written', async () => {
  const clients: TeamsClient[] = [];
  for (let index = 1; index <= viewers; index += 1) clients.push(await clientOf(index));
  const [asker, ...others] = clients as [TeamsClient, ...TeamsClient[]];
  await asker.sendMention(target.userPrincipalName);
  await desk.app.idle();
  const { id } = asker.last();
  for (const other of others) {
    await other.waitFor((client) => client.messages().some((message) => message.id === id));
    await press(other, other.view(id), 'Open');
  }
  const admin = others[0] as TeamsClient;
  const { teams, graph } = desk.sandbox;
  const [earlierReads, earlierInvokes] = [graph.requests.length, teams.deliveries.length];
  const earlierLookUps = desk.sandbox.tokenService.lookUps.length;
  const saved = await press(admin, admin.view(id), 'Save', { city: 'Delft' });
  expect(textOf(saved.card)).toMatch(/^Saved\n/);
  await desk.app.idle();
  const refreshes = () =>
    teams.deliveries
      .slice(earlierInvokes)
      .filter(({ activity }) => JSON.stringify(activity.value ?? '').includes('"trigger":"automatic"'));
  const isRefreshed = ({ oid }: TeamsClient) => refreshes().some((one) => one.oid === oid);
  await Promise.all(clients.map((client) => client.waitFor(() => isRefreshed(client), 30_000)));
  const answers = refreshes().map(({ body }) => (body as { statusCode?: number }).statusCode);
  expect(answers).toEqual(Array.from({ length: viewers }, () => 200));
  expect(new Set(refreshes().map(({ oid }) => oid)).size).toBe(viewers);
  // One for each refresh, and one for the save itself.
  const lookUps = desk.sandbox.tokenService.lookUps.slice(earlierLookUps);
  expect(lookUps.toSorted()).toEqual([...clients.map(({ userId }) => userId), admin.userId].toSorted());
  // The one who saved read and wrote; of the others each has what they read a moment ago.
  const calls = graph.requests.slice(earlierReads).filter(({ callerOid }) => callerOid !== admin.oid);
  const perViewer = clients.map(({ oid }) => calls.filter(({ callerOid }) => callerOid === oid).length);
  expect(Math.max(...perViewer)).toBeLessThanOrEqual(1);
  expect(calls.filter(({ method }) => method === 'PATCH')).toEqual([]);
  for (const client of others) {
    const { card } = client.view(id);
    expect(client === admin ? textOf(card) : titlesOf(card)).toContain(client === admin ? 'Delft' : 'Save');
  }
  expect(actionOf(asker.view(id).card, 'Save')).toBeDefined();
  process.stdout.write(
    `${viewers} viewers: ${answers.length} refreshes, ${calls.length} reads by the others, most for one ${Math.max(...perViewer)}\n`,
  );
}, 120_000);
