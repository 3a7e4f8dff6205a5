import type { Activity } from 'botbuilder';

/** Who speaks: from an activity whose token was checked, never from what a card or a text says. */
export interface Caller {
  /** Entra object id. */
  readonly oid: string;
  readonly tenantId: string;
  /** Teams' id of the person for this bot, `29:…`. */
  readonly teamsId: string;
  readonly name: string;
}

/** Why an activity is not served. */
export type CallerProblem = 'unknownPerson' | 'otherTenant';

/**
 * The caller of an activity in the bot's own tenant. In Teams `from.aadObjectId` names the person, and both the
 * conversation and `channelData.tenant` name the tenant:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages. Where `from` names
 * one as well, it is the person's.
 */
export function callerOf(activity: Activity, tenantId: string): Caller | CallerProblem {
  const { tenantId: own } = (activity.from ?? {}) as { tenantId?: unknown };
  const tenants = [activity.channelData?.tenant?.id, activity.conversation?.tenantId].filter(Boolean);
  const isElsewhere = [own, ...tenants].filter(Boolean).some((one) => String(one).toLowerCase() !== tenantId);
  if (tenants.length === 0 || isElsewhere) return 'otherTenant';
  const oid = activity.from?.aadObjectId;
  if (!oid) return 'unknownPerson';
  return { oid: oid.toLowerCase(), tenantId, teamsId: activity.from.id, name: activity.from.name ?? '' };
}
