import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { TeamsClient, type TeamsClientOptions } from '../../src/sandbox/teams/client.ts';
import { createTeams, type TeamsSettings } from '../../src/sandbox/teams/teams.ts';
import type { Account, Accounts, Tenant } from '../../src/sandbox/types.ts';
import { type Answer, type Connector, type Heard, startEchoBot } from '../support/echoBot.ts';

export const tenant: Tenant = {
  tenantId: '0f1e2d3c-0000-4000-8000-000000000001',
  botId: '0f1e2d3c-0000-4000-8000-000000000002',
  botPassword: 'none',
  connectionName: 'profile-desk',
};

export const ada: Account = {
  oid: '0f1e2d3c-0000-4000-8000-00000000000a',
  userPrincipalName: 'ada@example.test',
  displayName: 'Ada Admin',
  roleTemplateIds: [],
  accountEnabled: true,
};
export const ben: Account = {
  ...ada,
  oid: '0f1e2d3c-0000-4000-8000-00000000000b',
  userPrincipalName: 'ben@example.test',
  displayName: 'Ben Brown',
};
const everybody = [ada, ben];
const accounts: Accounts = {
  byObjectId: (oid) => everybody.find((account) => account.oid === oid),
  byUserPrincipalName: (upn) => everybody.find((account) => account.userPrincipalName === upn),
  all: () => everybody,
};

export type Behaviour = (activity: Heard, connector: Connector) => Promise<Answer | undefined>;

/** Teams alone, with a bot of a few lines, and a sign-in page that gives everybody the same code. */
export async function startTeams(
  behaviour: Behaviour,
  settings: Partial<TeamsSettings> = {},
  page: { readonly folder?: string; readonly routes?: Hono } = {},
) {
  let address = '';
  let now = Date.parse('2026-01-05T10:00:00Z');
  const bot = await startEchoBot(async () => 'token of the bot', behaviour);
  const teams = createTeams({
    tenant,
    accounts,
    clock: { now: () => now++ },
    serviceUrl: () => `${address}/connector/`,
    signActivityToken: async ({ serviceUrl }) => `signed for ${serviceUrl}`,
    verifyToken: async (token, audience) => {
      if (audience !== 'https://api.botframework.com') throw new Error('No');
      const appid = { 'token of the bot': tenant.botId, 'token of another bot': tenant.tenantId }[token];
      if (!appid) throw new Error('No');
      return { tid: tenant.tenantId, appid, scopes: [], wids: [] };
    },
    issueSsoToken: async (oid) => `sso of ${oid}`,
    botEndpoint: () => bot.url,
    settings,
    ...(page.folder ? { pageFolder: page.folder } : {}),
  });
  const web = new Hono();
  web.post('/sign-in/complete', async (c) => {
    const { state, oid } = await c.req.json<{ state: string; oid: string }>();
    return c.json({ code: state === 'wrong' ? '000000' : '123456', oid });
  });
  if (page.routes) web.route('/', page.routes);
  web.route('/', teams.routes);
  const server = createServer(getRequestListener(web.fetch));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients: TeamsClient[] = [];
  return {
    teams,
    bot,
    address,
    async open(account: Account, options: Partial<TeamsClientOptions> = {}): Promise<TeamsClient> {
      const client = new TeamsClient({ baseUrl: address, oid: account.oid, ...options });
      clients.push(client);
      await client.open();
      return client;
    },
    /** What the bot heard of one kind, by the name of an invoke or the type of another activity. */
    heard: (kind: string) =>
      bot.heard.map(({ activity }) => activity).filter(({ type, name }) => (name ?? type) === kind),
    async close() {
      for (const client of clients) client.close();
      await bot.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type TeamsUnderTest = Awaited<ReturnType<typeof startTeams>>;
