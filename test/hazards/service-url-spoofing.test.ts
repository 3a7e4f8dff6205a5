import { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type Connections, watchConnections } from '../support/connections.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { knock } from '../support/knock.ts';
import { urlTricks } from '../support/urlTricks.ts';
import { hazard } from './hazard.ts';

const sender = people.userAdministrator;
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const fileType = 'application/vnd.microsoft.teams.file.download.info';

let desk: DeskUnderTest;
let client: TeamsClient;
let connections: Connections;
/** `host:port` of the services that the bot was told of by its operator. */
let services: Set<string>;
beforeAll(async () => {
  desk = await startDesk({
    environment: ({ SERVICE_URL_HOSTS, FILE_HOSTS }) => ({
      SERVICE_URL_HOSTS: `${SERVICE_URL_HOSTS},smba.trafficmanager.net,*.botframework.com`,
      FILE_HOSTS: `${FILE_HOSTS},*.sharepoint.com`,
    }),
  });
  client = await desk.as(sender);
  services = new Set(
    [desk.url, ...Object.values(desk.sandbox.environment())]
      .filter((value) => /^https?:/.test(value))
      .map((value) => new URL(value).host),
  );
  connections = watchConnections((host, port) => services.has(`${host}:${port}`));
});
afterAll(async () => {
  connections.restore();
  await desk.close();
});

/** Where an address of somebody's choice stands. */
const places = ['serviceUrl', 'downloadUrl', 'contentUrl', 'elsewhere'] as const;
type Place = (typeof places)[number];

/** The hosts of the lists, as this test reads them: literally, and over TLS. */
const listed: Readonly<Record<Place, RegExp | undefined>> = {
  serviceUrl: /^(smba\.trafficmanager\.net|[^:/]*\.botframework\.com):443$/,
  downloadUrl: /^[^:/]+\.sharepoint\.com:443$/,
  contentUrl: undefined,
  elsewhere: undefined,
};

/** An activity of Teams but for the address. */
function activityWith(place: Place, url: string): Record<string, unknown> {
  const account = desk.sandbox.graph.directory.byObjectId(sender.oid);
  if (!account) throw new Error('no account');
  const text = place === 'serviceUrl' || place === 'elsewhere' ? 'help' : `photo ${people.annaSmith.oid}`;
  const activity = desk.sandbox.teams.activityOf(account, { type: 'message', text });
  switch (place) {
    case 'serviceUrl':
      return { ...activity, serviceUrl: url };
    case 'downloadUrl':
      return {
        ...activity,
        attachments: [
          {
            contentType: fileType,
            name: 'a.png',
            content: { downloadUrl: url, uniqueId: 'a', fileType: 'png' },
          },
        ],
      };
    case 'contentUrl':
      return { ...activity, attachments: [{ contentType: 'image/png', contentUrl: url }] };
    case 'elsewhere':
      return {
        ...activity,
        text: `help ${url}`,
        relatesTo: { serviceUrl: url, conversation: { id: url } },
        attachments: [
          { contentType: 'text/html', contentUrl: url, thumbnailUrl: url, content: `<img src="${url}">` },
        ],
        entities: [{ type: 'clientInfo', url }],
        value: { url, serviceUrl: url, action: { data: { url } } },
        callerId: url,
      };
  }
}

/** What of the connections is not the operator's, and of no list. */
const outside = (place: Place, opened: readonly string[]) =>
  opened.filter((address) => !services.has(address) && !listed[place]?.test(address));

/** Sends an address. @returns how it was answered, and the connections that the bot made */
async function sent(place: Place, url: string): Promise<{ status: number; opened: readonly string[] }> {
  connections.opened();
  const { serviceUrl, channelTokens } = desk.sandbox;
  const token = await channelTokens.sign(place === 'serviceUrl' ? url : serviceUrl);
  const { status } = await knock(desk, ['Authorization', `Bearer ${token}`], activityWith(place, url));
  await desk.app.idle();
  return { status, opened: connections.opened() };
}

// What the bot calls, and the doing that has it called.
const calls: Readonly<Record<string, { readonly path: RegExp; readonly by: () => Promise<unknown> }>> = {
  connector: { path: /^\/connector\/v3\/conversations/, by: () => client.send('help') },
  graph: { path: /^\/v1\.0\//, by: () => client.send(`find ${people.annaSmith.oid}`) },
  tokenService: {
    path: /^\/token-service\/api\/usertoken/,
    by: () => client.send(`find ${people.annaSmith.oid}`),
  },
  entra: {
    path: /\/oauth2\/v2\.0\/token(\?|$)/,
    by: async () => {
      const { entra, tokenService } = desk.sandbox;
      tokenService.keep(client.userId, await entra.issueApiToken(sender.oid));
      await client.send(`find ${people.annaSmith.oid}`);
    },
  },
  oneDrive: { path: /^\/onedrive\//, by: () => sendPicture('file') },
  attachments: { path: /^\/connector\/v3\/attachments/, by: () => sendPicture('inline') },
};
const sendPicture = (as: 'file' | 'inline') =>
  client.sendImage({
    bytes: picture,
    contentType: 'image/png',
    name: 'a.png',
    as,
    text: `photo ${people.annaSmith.oid}`,
  });

/** Different hosts, as a URL has them or as they were written, that a full run tries at least. */
const hosts = 1_000;
const evilHosts = [
  'evil-botframework.com',
  'evilbotframework.com',
  'botframework.com',
  'botframework.com.evil.example',
  'evil-smba.trafficmanager.net',
  'smba.trafficmanager.net.evil.example',
];

hazard(
  {
    number: 5,
    hazard: 'Addresses that lead elsewhere: service URLs, files, redirects',
    promise:
      'The bot connects to the hosts of its lists and to nobody else, whatever an activity says, and follows no redirect',
    cases: 2_310,
    least: 21,
  },
  async (run) => {
    const own = new URL(desk.sandbox.url).host;
    const tried = new Set<string>();
    let accepted = 0;
    await run.property(
      fc.asyncProperty(
        // Where the bot's own token would go, most often.
        fc.oneof({ weight: 2, arbitrary: fc.constant<Place>('serviceUrl') }, fc.constantFrom(...places)),
        urlTricks(['smba.trafficmanager.net', 'europe.botframework.com', 'contoso.sharepoint.com', own]),
        async (place, url) => {
          tried.add(URL.canParse(url) ? new URL(url).host : url);
          const { status, opened } = await sent(place, url);
          expect(outside(place, opened)).toEqual([]);
          if (place !== 'serviceUrl') expect(status).toBe(200);
          else if (status !== 200) expect([400, 403]).toContain(status);
          else {
            accepted += 1;
            const { protocol, host } = new URL(url);
            // The connections to the sandbox are there already.
            if (host !== own) expect(opened).toContain(`${host}:443`);
            expect(`${protocol}//${host}`).toMatch(
              new RegExp(
                `^(https://(smba\\.trafficmanager\\.net|[^:/]*\\.botframework\\.com)|https?://${own})$`,
              ),
            );
          }
        },
      ),
      Math.ceil(run.cases * (20 / 21)),
    );
    if (process.env.HAZARDS_PATH === undefined)
      await run.check('hosts that differ', () =>
        expect(tried.size).toBeGreaterThanOrEqual(Math.floor(hosts * run.scale)),
      );
    // What is not on the list but for a letter, and what is: were no connection seen, there would be none to find.
    for (const host of evilHosts)
      await run.check(host, async () => {
        const { status, opened } = await sent('serviceUrl', `https://${host}/emea/`);
        expect({ status, outside: outside('elsewhere', opened) }).toEqual({ status: 403, outside: [] });
      });
    await run.check('hosts of the lists', async () => {
      const connector = await sent('serviceUrl', 'https://smba.trafficmanager.net/emea/');
      expect(connector.opened).toContain('smba.trafficmanager.net:443');
    });

    const writeHead = ServerResponse.prototype.writeHead;
    let redirects = 0;
    await run.property(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(calls)),
        fc.constantFrom(300, 301, 302, 303, 307, 308),
        fc.constantFrom(
          'http://127.0.0.1:9/',
          '//127.0.0.1:9/',
          'https://evil.example/',
          'https://login.microsoftonline.com/',
          'http://169.254.169.254/latest/',
        ),
        async (name, status, location) => {
          const { path, by } = calls[name] ?? { path: /$^/, by: async () => undefined };
          const before = redirects;
          const spy = vi.spyOn(ServerResponse.prototype, 'writeHead').mockImplementation(function (
            this: ServerResponse,
            ...given: unknown[]
          ) {
            if (!path.test(this.req.url ?? '')) return writeHead.apply(this, given as never);
            redirects += 1;
            return writeHead.call(this, status, { location });
          });
          connections.opened();
          await by();
          await desk.app.idle();
          spy.mockRestore();
          expect(redirects, 'answers that redirect').toBeGreaterThan(before);
          expect(connections.opened().filter((address) => !services.has(address))).toEqual([]);
        },
      ),
      Math.ceil(run.cases / 21),
    );
    // The token of the bot goes to the connector, and not to where files are.
    await run.check('a file and a pasted picture', async () => {
      const { downloads } = desk.sandbox.teams.files;
      await sendPicture('file');
      await sendPicture('inline');
      expect(downloads.slice(-2).map(({ as, withToken }) => ({ as, withToken }))).toEqual([
        { as: 'file', withToken: false },
        { as: 'inline', withToken: true },
      ]);
    });
    return `${tried.size} hosts, 0 connections to those that are on no list; ${accepted} of the addresses were on the list, ${redirects} redirects led nowhere`;
  },
);
