import type { TeamsChannelAccount, TurnContext } from 'botbuilder';
import type { ConnectorClient } from 'botframework-connector';

/**
 * Somebody as the conversation's roster has them: a mention has no object id, and a message of somebody from another
 * organisation may not say so. Of members alone: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context.
 * Asked of the conversation itself; the SDK's own function asks the team, which the members of a shared channel need not be in.
 * @returns undefined where there is no such member, or Teams does not say.
 */
export async function memberOf(
  context: TurnContext,
  teamsId: string,
): Promise<TeamsChannelAccount | undefined> {
  const { ConnectorClientKey } = context.adapter as unknown as { ConnectorClientKey: symbol };
  const client: ConnectorClient = context.turnState.get(ConnectorClientKey);
  const conversationId = context.activity.conversation.id.split(';')[0] ?? '';
  const found = client.conversations.getConversationMember(conversationId, teamsId);
  return await found.then((member) => member as unknown as TeamsChannelAccount).catch(() => undefined);
}

/** Whether the conversation can have members of other organisations: https://github.com/microsoft/Agents/issues/179. */
export function isSharedChannel({ activity }: TurnContext): boolean {
  const { channel } = (activity.channelData ?? {}) as { channel?: { type?: unknown } };
  return String(channel?.type ?? '').toLowerCase() === 'shared';
}
