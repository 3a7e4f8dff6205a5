import { type Context, Hono } from 'hono';
import { connectorProblem as problem } from './connectorProblem.ts';
import type { Conversation } from './conversations.ts';
import type { TeamsAccount } from './identities.ts';

export interface MemberOptions {
  readonly accountOf: (oid: string) => TeamsAccount | undefined;
  /** A person as the bot sees them among the members. */
  readonly memberOf: (account: TeamsAccount) => { readonly id: string; readonly aadObjectId: string };
}

type Handle = (c: Context, run: (conversation: Conversation) => Response) => Promise<Response>;

/** How many members one page has at least and at most: the page named below. */
const pageSizes = { least: 50, most: 500 } as const;

/** Who is in a conversation, asked for in the ways of the SDK: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context. */
export function memberRoutes({ accountOf, memberOf }: MemberOptions, handle: Handle): Hono {
  const routes = new Hono();
  const membersOf = ({ memberIds }: Conversation) =>
    memberIds
      .map(accountOf)
      .filter((account) => account !== undefined)
      .map(memberOf);

  const members = '/v3/conversations/:conversationId/members';
  const list = (c: Context) => handle(c, (conversation) => Response.json(membersOf(conversation)));
  routes.get(members, list);
  routes.get('/v3/conversations/:conversationId/activities/:activityId/members', list);

  routes.get('/v3/conversations/:conversationId/pagedmembers', (c) =>
    handle(c, (conversation) => {
      const wanted = Number(c.req.query('pageSize') ?? pageSizes.most);
      const size = Math.min(Math.max(wanted, pageSizes.least), pageSizes.most) || pageSizes.most;
      const from = Number(c.req.query('continuationToken') ?? 0) || 0;
      const all = membersOf(conversation);
      const next = from + size < all.length ? { continuationToken: String(from + size) } : {};
      return Response.json({ members: all.slice(from, from + size), ...next });
    }),
  );

  // By `29:…` or by object id, as the SDK's TeamsInfo.getMember allows.
  routes.get(`${members}/:memberId`, (c) =>
    handle(c, (conversation) => {
      const memberId = c.req.param('memberId');
      const found = membersOf(conversation).find(
        ({ id, aadObjectId }) => id === memberId || aadObjectId === memberId,
      );
      return found
        ? Response.json(found)
        : problem(404, 'MemberNotFoundInConversation', 'Member not found in conversation.');
    }),
  );
  return routes;
}
