import { ToBotFromBotOrEmulatorTokenValidationParameters } from 'botframework-connector';
import fc from 'fast-check';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { type Connections, watchConnections } from '../support/connections.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { forgedClaims } from '../support/forgedClaims.ts';
import { forgedSignatures } from '../support/forgedSignatures.ts';
import { createKeys, type Keys } from '../support/forger.ts';
import { knock } from '../support/knock.ts';
import { hazard } from './hazard.ts';

/** The issuers that the SDK takes from an emulator or a skill: one list for the process. */
const issuers = ToBotFromBotOrEmulatorTokenValidationParameters.issuer as string[];
const forgeries = { ...forgedSignatures, ...forgedClaims };
const kinds = Object.keys(forgeries);
const mutations = 25;
const tenants = 10_000;

let desk: DeskUnderTest;
let keys: Keys;
let activity: object;
let connections: Connections;
beforeAll(async () => {
  desk = await startDesk();
  keys = await createKeys(desk);
  const account = desk.sandbox.graph.directory.byObjectId(people.userAdministrator.oid);
  if (!account) throw new Error('no account');
  activity = desk.sandbox.teams.activityOf(account, { type: 'message', text: 'cancel' });
  connections = watchConnections((host) => host === '127.0.0.1' || host === 'localhost');
});
afterAll(async () => {
  connections.restore();
  await desk.close();
});

/** Where the SDK writes what it refuses. */
const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined);

/** Claims and header parameters that a proper token may have besides its own. */
const extra = fc.record(
  {
    sub: fc.string(),
    jti: fc.noShrink(fc.uuid()),
    appid: fc.noShrink(fc.uuid()),
    roles: fc.array(fc.string(), { maxLength: 3 }),
    name: fc.string({ unit: 'binary' }),
    serviceUrl: fc.webUrl(),
  },
  { requiredKeys: [] },
);
const extraHeader = fc.record(
  { typ: fc.constantFrom('JWT', 'jwt', 'at+jwt'), x5t: fc.base64String(), cty: fc.constant('JWT') },
  { requiredKeys: [] },
);

const turns = () => desk.lines.filter((line) => line.includes('"event":"turn"')).length;
const traces = () => [turns(), desk.sandbox.teams.connector.calls.length, desk.sandbox.graph.requests.length];

hazard(
  {
    number: 3,
    hazard: 'Forged bearer tokens',
    promise:
      'Answered with 401: no turn runs, nothing is fetched from where it says, and the SDK’s list of issuers does not grow',
    cases: kinds.length * mutations + tenants,
    least: kinds.length,
  },
  async (run) => {
    const { tenant, serviceUrl, channelTokens } = desk.sandbox;
    const known = [...issuers];
    const lifetime = () => {
      const now = Math.floor(Date.now() / 1_000);
      return { iat: now, nbf: now, exp: now + 600 };
    };
    const proper = { iss: 'https://api.botframework.com', aud: tenant.botId, serviceurl: serviceUrl };
    const allowed = new Set(
      [desk.sandbox.url, ...Object.values(desk.sandbox.environment())]
        .filter((value) => /^https?:/.test(value))
        .concat(desk.url)
        .map((value) => new URL(value).host),
    );
    for (const [kind, forge] of Object.entries(forgeries))
      await run.property(
        fc.asyncProperty(
          fc.constant(kind),
          extra,
          extraHeader,
          fc.noShrink(fc.uuid()),
          fc.noShrink(fc.gen()),
          async (_kind, more, parameters, tid, draw) => {
            issuers.length = known.length;
            const claims: JWTPayload = { ...proper, ...lifetime(), ...more };
            const header = { alg: 'RS256', kid: 'sandbox-channel-1', ...parameters };
            const real = await channelTokens.sign(serviceUrl, claims, header);
            // What is drawn besides is not what a token is refused for.
            expect((await knock(desk, ['Authorization', `Bearer ${real}`], activity)).status).toBe(200);
            connections.opened();
            const before = traces();
            const headers = await forge({ desk, keys, claims: { ...claims, tid }, header, draw });
            connections.opened();
            const { status, body } = await knock(desk, headers, activity);
            expect({ status, body, headers }).toEqual({ status: 401, body: '{"error":"refused"}', headers });
            expect(traces()).toEqual(before);
            expect(issuers).toEqual(known);
            expect(printed.mock.calls.splice(0)).toEqual([]);
            for (const address of connections.opened()) expect(allowed).toContain(address);
          },
        ),
        Math.ceil(mutations * run.scale),
      );

    // Well made in all but its signature: https://github.com/microsoft/botbuilder-js/blob/main/libraries/botframework-connector/src/auth/emulatorValidation.ts
    // adds issuers for the tenant that a token names, before it is checked.
    const named = new Set<string>();
    await run.property(
      fc.asyncProperty(
        fc.oneof(fc.uuid(), fc.string({ minLength: 1, maxLength: 2_000 })),
        fc.base64String({ minLength: 8, maxLength: 400 }),
        async (text, signature) => {
          issuers.length = known.length;
          // The list has a tenant once: a name that was there before would not show.
          const tid = `${text} ${named.size}`;
          named.add(tid);
          const [header] = (await channelTokens.sign(serviceUrl)).split('.');
          const claims = Buffer.from(JSON.stringify({ ...proper, ...lifetime(), tid })).toString('base64url');
          const token = `${header}.${claims}.${Buffer.from(signature).toString('base64url')}`;
          expect((await knock(desk, ['Authorization', `Bearer ${token}`], activity)).status).toBe(401);
          expect(issuers).toHaveLength(known.length);
          expect(printed.mock.calls.splice(0)).toEqual([]);
        },
      ),
      Math.ceil(tenants * run.scale),
    );
    return `${kinds.length} kinds of forged tokens, ${named.size} tenants named; the SDK's list of issuers has ${issuers.length} entries, as at first`;
  },
);
