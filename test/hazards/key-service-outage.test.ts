import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import type { JWK } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { createSigningKey, type SigningKey } from '../../src/sandbox/signingKey.ts';
import { startServices } from '../support/processDesk.ts';
import { hazard } from './hazard.ts';

const hourMs = 3_600_000;
/** How long the bot waits for the keys. */
const deadlineMs = 1_000;
/** Of three keys, which the channel has one after another; each has a forger's of the same name. */
const keyNames = ['one', 'two', 'three'] as const;
type KeyName = (typeof keyNames)[number];
const keys = new Map<KeyName, { readonly ours: SigningKey; readonly forged: SigningKey }>();
let sandbox: Sandbox;

/** What stands in for the channel's metadata and its list of keys. */
const service = {
  url: '',
  fault: undefined as { readonly on: 'metadata' | 'keys'; readonly kind: FaultKind } | undefined,
  published: [] as readonly KeyName[],
  /** Those of the last list that was given out whole. */
  given: [] as readonly KeyName[],
};
const faultKinds = [
  'refused',
  'silent',
  'late',
  'half',
  'unavailable',
  'redirected',
  'page',
  'noKeys',
  'keysOfAnotherKind',
  'notJson',
] as const;
type FaultKind = (typeof faultKinds)[number];

function answer(response: ServerResponse, body: unknown, fault: FaultKind | undefined): void {
  const json = JSON.stringify(body);
  const bodies: Partial<Record<FaultKind, string>> = {
    page: '<html>Sorry</html>',
    noKeys: '{"keys":[]}',
    keysOfAnotherKind:
      '{"keys":[{"kty":"oct","kid":"one","k":"AAAA"},{"kid":"two"},{"kty":"RSA","kid":"three","n":"","e":""}]}',
    notJson: 'null',
  };
  if (fault === 'silent') return;
  if (fault === 'refused') {
    response.destroy();
    return;
  }
  const text = (fault && bodies[fault]) ?? json;
  response.statusCode = fault === 'unavailable' ? 503 : fault === 'redirected' ? 302 : 200;
  response.setHeader('Content-Type', 'application/json');
  response.setHeader('Content-Length', text.length);
  if (fault === 'redirected') response.setHeader('Location', `${service.url}/elsewhere`);
  if (fault === 'late') {
    response.write(text.slice(0, text.length / 2));
    setTimeout(() => response.end(text.slice(text.length / 2)), 1.5 * deadlineMs);
  } else if (fault === 'half') response.write(text.slice(0, text.length / 2), () => response.destroy());
  else response.end(text);
}

const server = createServer(({ url }, response) => {
  const isMetadata = url === '/metadata';
  const fault = service.fault?.on === (isMetadata ? 'metadata' : 'keys') ? service.fault.kind : undefined;
  if (isMetadata) return answer(response, { jwks_uri: `${service.url}/keys` }, fault);
  const given = service.published;
  // The bot has it by the time that this is told.
  if (!fault) response.once('finish', () => (service.given = given));
  const list: JWK[] = given.map(
    (name) => ({ ...keys.get(name)?.ours.publicJwk, endorsements: ['msteams'] }) as JWK,
  );
  return answer(response, { keys: list }, fault);
});

beforeAll(async () => {
  sandbox = await startServices();
  for (const name of keyNames)
    keys.set(name, { ours: await createSigningKey(name), forged: await createSigningKey(name) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

type Step =
  | { readonly fault: NonNullable<typeof service.fault> | undefined }
  | { readonly publish: readonly KeyName[] }
  | { readonly waitMs: number }
  | { readonly send: KeyName; readonly forged?: true };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    fault: fc.oneof(
      fc.constant(undefined),
      fc.record({ on: fc.constantFrom('metadata', 'keys'), kind: fc.constantFrom(...faultKinds) }),
    ),
  }),
  fc.record({ publish: fc.subarray([...keyNames], { minLength: 1 }) }),
  fc.record({ waitMs: fc.constantFrom(1_000, 20_000, 2 * hourMs, 25 * hourMs) }),
  { arbitrary: fc.record({ send: fc.constantFrom(...keyNames) }), weight: 3 },
  fc.record({ send: fc.constantFrom(...keyNames), forged: fc.constant(true as const) }),
);

hazard(
  {
    number: 4,
    hazard: 'The service that publishes the channel’s keys is down, slow, or has others',
    promise:
      'Nobody gets in by an outage; keys that are known go on to be good; what is back is found without a restart',
    cases: 200,
  },
  async (run) => {
    const counts = { served: 0, refused: 0 };
    const account = sandbox.graph.directory.byObjectId(people.userAdministrator.oid);
    if (!account) throw new Error('no account');
    await run.property(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }), async (steps) => {
        let now = Date.now();
        Object.assign(service, { fault: undefined, published: ['one'], given: [] });
        const config = readConfig({
          ...sandbox.environment(),
          BOT_OPENID_METADATA_URL: `${service.url}/metadata`,
          PORT: '0',
          STORAGE: 'memory:',
          RATE_LIMIT: '0',
        });
        const log = createLog('error', new Writable({ write: (_chunk, _encoding, done) => done() }));
        const app = createApp(config, {
          clock: { now: () => now },
          log,
          deadlines: { channelKeysMs: deadlineMs },
        });
        const url = `http://127.0.0.1:${await app.listen()}/api/messages`;
        const send = async (name: KeyName, isForged = false): Promise<number> => {
          const key = keys.get(name)?.[isForged ? 'forged' : 'ours'];
          const token = await key?.sign({
            iss: config.channel.tokenIssuer,
            aud: config.bot.id,
            serviceurl: sandbox.serviceUrl,
            exp: now / 1_000 + 3_600,
          });
          const { status } = await fetch(url, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
            body: JSON.stringify(
              sandbox.teams.activityOf(account, { type: 'messageReaction', replyToId: '1' }),
            ),
          });
          expect([200, 401]).toContain(status);
          counts[status === 200 ? 'served' : 'refused'] += 1;
          return status;
        };
        try {
          for (const one of steps)
            if ('fault' in one) service.fault = one.fault;
            else if ('publish' in one) service.published = one.publish;
            else if ('waitMs' in one) now += one.waitMs;
            else if (one.forged) expect(await send(one.send, true), 'forged').toBe(401);
            else {
              const status = await send(one.send);
              // The list may have been read anew for it.
              const isKnown = service.given.includes(one.send);
              expect(status, isKnown ? 'known' : 'unknown').toBe(isKnown ? 200 : 401);
            }
          // All is well again, and a minute later it is for everybody.
          service.fault = undefined;
          now += 60_000;
          for (const name of service.published) expect(await send(name), 'published, afterwards').toBe(200);
          // Those that are gone are so a day later.
          now += 25 * hourMs;
          for (const name of keyNames)
            expect(await send(name), 'a day later').toBe(service.published.includes(name) ? 200 : 401);
        } finally {
          await app.close();
        }
      }),
    );
    return `${counts.served} messages served, ${counts.refused} refused, through ${faultKinds.length} kinds of outage at either address`;
  },
);
