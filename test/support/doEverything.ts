import { expect } from 'vitest';
import { drawnPhoto } from '../../src/sandbox/graph/photo.ts';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { canary, canaryUser, holdCanaries } from './canaries.ts';
import { textOf } from './cards.ts';
import { press } from './desk.ts';
import { openChat } from './processDesk.ts';

const target = people.obrien;

/** Looks up, edits, saves, undoes, is refused, sends a photo, asks for a change and has it approved. */
export async function doEverything(sandbox: Sandbox, botUrl: string): Promise<void> {
  const { faults, directory } = sandbox.graph;
  holdCanaries(directory, target.oid);
  const client = await openChat(sandbox);
  await client.send(canaryUser.displayName);
  await client.send(canaryUser.userPrincipalName);
  await client.send(`find ${canaryUser.mobilePhone}`);
  await client.send(target.oid);
  await client.search(client.last().id, 'manager', canary);
  const saved = await press(client, client.last(), 'Save', {
    jobTitle: `${canary}-Titel`,
    $reason: `${canary}-Reden`,
  });
  expect(textOf(saved.card)).toMatch(/^Saved\n/);
  await press(client, saved, 'Undo');
  await client.send(target.oid);
  faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 403, message: `${canary} may not` });
  await press(client, client.last(), 'Save', { city: `${canary}dorp` });
  await client.send(target.oid);
  faults.add({ match: { method: 'PATCH' }, kind: 'reset', afterApply: true });
  await press(client, client.last(), 'Save', { city: `${canary}haven` });
  faults.add({ kind: 'status', status: 503, message: canary });
  await client.send(`${canary} once more`);
  await client.send(`photo ${canaryUser.userPrincipalName}`);
  const bytes = Buffer.from(drawnPhoto(canary).bytes(240));
  await client.sendImage({ bytes, contentType: 'image/png', name: `${canary}.png`, as: 'inline' });
  expect(textOf((await press(client, client.last(), 'Save')).card)).toMatch(/^Saved\n/);

  const inChannel = async ({ oid }: { readonly oid: string }) => {
    const own = new TeamsClient({ baseUrl: sandbox.url, oid });
    await own.open();
    await own.send(target.oid);
    own.close();
    const { channel: conversationId } = sandbox.teams.sampleConversations;
    const member = new TeamsClient({ baseUrl: sandbox.url, oid, conversationId });
    await member.open();
    return member;
  };
  const agent = await inChannel(people.helpdeskAdministrator);
  const admin = await inChannel(people.userAdministrator);
  await agent.sendMention(canaryUser.displayName);
  const form = await press(agent, agent.last(), 'Ask for a change');
  await press(agent, form, 'Ask for approval', { jobTitle: `${canary}-Wens`, $reason: `${canary}-T7` });
  const request = await admin.waitFor(() =>
    admin.views().find(({ card }) => JSON.stringify(card)?.includes('"review"')),
  );
  const review = await press(admin, request, 'Review');
  expect(textOf((await press(admin, review, 'Approve')).card)).toMatch(/^Saved\n/);
  agent.close();
  admin.close();
  const forged = await fetch(`${botUrl}/api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${canary}` },
    body: canary,
  });
  expect(forged.status).toBe(401);
}
