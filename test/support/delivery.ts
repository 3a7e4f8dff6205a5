import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Activity } from '../../src/sandbox/teams/activities.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { textOf } from './cards.ts';

/** Has Teams deliver an activity to one instance of the bot. */
export async function deliverTo(
  { channelTokens, serviceUrl }: Sandbox,
  url: string,
  activity: Activity,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await channelTokens.sign(serviceUrl)}`,
    },
    body: JSON.stringify(activity),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

/** A click as Teams would send it, by whose client it is, in that client's conversation or another one. */
export function clickActivity(
  { graph, teams }: Sandbox,
  { oid, conversationId }: Pick<TeamsClient, 'oid' | 'conversationId'>,
  messageId: string,
  { verb, data }: CardAction,
): Activity {
  const account = graph.directory.byObjectId(oid);
  if (!account) throw new Error(`There is nobody with the object id ${oid}`);
  const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
  const outgoing = { type: 'invoke', name: 'adaptiveCard/action', value, replyToId: messageId } as const;
  return teams.activityOf(account, outgoing, conversationId);
}

/** What the card says that answers a click. */
export function cardTextOf({ body }: { readonly body?: unknown }): string {
  return textOf((body as { value?: unknown } | undefined)?.value);
}
