import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import type { DeskUnderTest } from './desk.ts';

export type Place = 'channel' | 'groupChat';

/** Somebody's client in a group chat or channel; signed in from their personal chat, unless said otherwise. */
export async function inGroup(
  desk: DeskUnderTest,
  person: { readonly oid: string },
  place: Place = 'channel',
  signedIn = true,
): Promise<TeamsClient> {
  if (signedIn) await (await desk.as(person)).send(people.obrien.userPrincipalName);
  return await desk.as(person, { conversationId: desk.sandbox.teams.sampleConversations[place] });
}

/** Waits until nothing goes on any more, and draws all anew, as a reload does. */
export async function settled(desk: DeskUnderTest, client: TeamsClient): Promise<void> {
  await desk.app.idle();
  await client.reload();
}

/** What everybody gets of a message: the card that is stored. */
export async function cardForAll(
  desk: DeskUnderTest,
  client: TeamsClient,
  messageId: string,
): Promise<object | undefined> {
  await settled(desk, client);
  const message = client.messages().find(({ id }) => id === messageId);
  return message?.attachments[0]?.content as object | undefined;
}
