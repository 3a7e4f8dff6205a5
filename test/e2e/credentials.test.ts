import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClientCertificate } from '../../src/sandbox/certificates.ts';
import type { FederatedCredential } from '../../src/sandbox/clientProof.ts';
import type { EntraSettings } from '../../src/sandbox/entraId.ts';
import { people } from '../../src/sandbox/people.ts';
import { type Sandbox, type SandboxCredential, sandboxCredentials } from '../../src/sandbox/sandbox.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type BotProcess, runBot, startBot } from '../support/botProcess.ts';
import { textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { lookUpAndSave, openChat, startServices } from '../support/processDesk.ts';

const { obrien, userAdministrator, globalAdministrator } = people;
const variables = {
  secret: ['BOT_PASSWORD'],
  certificate: ['BOT_CERTIFICATE_PATH'],
  managedIdentity: ['BOT_MANAGED_IDENTITY_CLIENT_ID', 'IDENTITY_ENDPOINT', 'IDENTITY_HEADER'],
} as const satisfies Record<SandboxCredential, readonly string[]>;
const kinds = sandboxCredentials;
const tokensOf = ({ entra }: Sandbox, grant: string) =>
  entra.requests.filter((request) => request.grant.endsWith(grant)).map(({ status }) => status);

describe('a bot that knows nothing but its environment', () => {
  it.each(kinds)('looks up and saves, with a %s', async (kind) => {
    const sandbox = await startServices({ credential: kind });
    const given = Object.keys(sandbox.environment());
    expect(given).toEqual(expect.arrayContaining([...variables[kind]]));
    for (const other of kinds.filter((one) => one !== kind))
      for (const name of variables[other]) expect(given).not.toContain(name);

    await startBot(sandbox, { STORAGE: 'file:./store' });
    const jobTitle = `Harbor Master (${kind})`;
    expect(await lookUpAndSave(sandbox, jobTitle)).toMatch(/^Saved\n/);
    expect(sandbox.graph.directory.person(obrien.oid)).toMatchObject({ jobTitle });
    // Its own, for the connector and the Token Service, and that of the person for Graph.
    expect(tokensOf(sandbox, 'client_credentials')).toEqual([200]);
    expect(tokensOf(sandbox, 'jwt-bearer')).toEqual([200]);
    const { requests } = sandbox.managedIdentity;
    expect(requests).toEqual(
      kind === 'managedIdentity' ? [{ resource: 'api://AzureADTokenExchange', status: 200 }] : [],
    );
  });

  it('does not start with a certificate that has ended', async () => {
    const sandbox = await startServices({ credential: 'certificate' });
    const environment = sandbox.environment();
    const { key, certificate } = await createClientCertificate(-1);
    writeFileSync(environment.BOT_CERTIFICATE_PATH ?? '', `${key}\n${certificate}`);
    const { code, stderr } = await runBot({ ...environment, PORT: '0' }).exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The configuration has 1 problem\(s\):\n- BOT_CERTIFICATE_PATH can't be used: .*bot\.pem holds a certificate that expired on \d{4}-\d\d-\d\d\. Make a new one, and upload it to the app registration\.\n$/,
    );
  });
});

const desks: DeskUnderTest[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const desk of desks.splice(0)) await desk.close();
});
async function openDesk(credential: SandboxCredential, environment: Record<string, string> = {}) {
  const desk = await startDesk({ sandbox: { credential }, environment });
  desks.push(desk);
  return desk;
}
const hourMs = 3_600_000;
const moveClock = (ms: number): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms });
/** What the operator is told, oldest first. */
const refusals = (lines: readonly string[]): Record<string, unknown>[] =>
  lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'own sign-in refused');
const toldTo = (client: TeamsClient): string => textOf(client.last().card);
const wordsOf = ({ correlationId }: Record<string, unknown>): string =>
  `Profile Desk’s own sign-in to Microsoft Entra fails. Give its operator this number: ${correlationId}`;

describe('a credential that Entra refuses', () => {
  it.each<[string, SandboxCredential, (settings: EntraSettings) => unknown, string, RegExp]>([
    [
      'an expired secret',
      'secret',
      (settings) => Object.assign(settings, { secretExpired: true }),
      'AADSTS7000222',
      /expired.*BOT_PASSWORD/,
    ],
    [
      'a certificate that was removed',
      'certificate',
      ({ certificates }) => certificates.clear(),
      'AADSTS700027',
      /upload/,
    ],
  ])('is told to the operator and to the person: %s', async (_what, kind, breakIt, code, advice) => {
    const desk = await openDesk(kind);
    const client = await desk.as(userAdministrator);
    await client.send('help');
    breakIt(desk.sandbox.entra.settings);
    await client.send(obrien.oid);
    const [line = {}, ...more] = refusals(desk.lines);
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      level: 'error',
      code,
      credential: kind,
      advice: expect.stringMatching(advice),
    });
    expect(toldTo(client)).toBe(`Something went wrong\n${wordsOf(line)}`);
    expect(desk.graphCalls()).toEqual([]);
  });

  it('is told in answer to a click, where the bot can’t even send', async () => {
    const desk = await openDesk('secret');
    const client = await desk.as(userAdministrator);
    await client.send(obrien.oid);
    desk.sandbox.entra.settings.secretExpired = true;
    moveClock(2 * hourMs);
    const shown = await press(client, client.last(), 'Save', { jobTitle: 'Harbor Master' });
    expect(textOf(shown.card)).toContain(wordsOf(refusals(desk.lines).at(-1) ?? {}));
    expect(desk.patches()).toEqual([]);
  });

  it('is told to the operator where nothing can be sent to the person', async () => {
    const desk = await openDesk('secret', { BOT_PASSWORD: 'canary-guess' });
    const client = await desk.as(userAdministrator);
    await client.send(obrien.oid);
    expect(refusals(desk.lines)[0]).toMatchObject({
      code: 'AADSTS7000215',
      advice: expect.stringContaining('BOT_PASSWORD'),
    });
    expect(desk.lines.join('')).not.toContain('canary-guess');
  });
});

describe('a managed identity', () => {
  /** What the operator is told, which may arrive a moment after what the person is told. */
  const nextRefusal = async (bot: BotProcess, earlier = 0): Promise<Record<string, unknown>> => {
    await bot.shows(new RegExp(`([^]*?own sign-in refused.*\\n){${earlier + 1}}`));
    const told = refusals(bot.stdout().trim().split('\n'));
    expect(told).toHaveLength(earlier + 1);
    return told.at(-1) ?? {};
  };

  it('whose federated credential does not fit is told to the operator and to the person', async () => {
    const sandbox = await startServices({ credential: 'managedIdentity' });
    const bot = await startBot(sandbox, { STORAGE: 'memory:' });
    const client = await openChat(sandbox);
    await client.send('help');
    const { settings } = sandbox.entra;
    const [good] = settings.federatedCredentials;
    if (!good) throw new Error('There is no federated credential');
    const wrong: [FederatedCredential[], string, RegExp][] = [
      [[], 'AADSTS700211', /issuer/],
      [[{ ...good, issuer: 'https://login.example/v2.0' }], 'AADSTS700211', /issuer/],
      [[{ ...good, subject: people.employee.oid }], 'AADSTS700213', /subject/],
      [[{ ...good, subject: good.subject.toUpperCase() }], 'AADSTS7002138', /subject/],
      [[{ ...good, audiences: ['api://other'] }], 'AADSTS700212', /audience/],
    ];
    for (const [earlier, [credentials, code, advice]] of wrong.entries()) {
      settings.federatedCredentials = credentials;
      await client.send(obrien.oid);
      const line = await nextRefusal(bot, earlier);
      expect(line).toMatchObject({ code, advice: expect.stringMatching(advice) });
      expect(toldTo(client)).toContain(wordsOf(line));
    }
    // What was mended works at once.
    settings.federatedCredentials = [good];
    await client.send(obrien.oid);
    expect(toldTo(client)).toContain(obrien.displayName);
  });

  it('gives another token to each exchange where one is about to end', async () => {
    const sandbox = await startServices({ credential: 'managedIdentity' });
    const { settings, requests } = sandbox.managedIdentity;
    settings.lifetimeSeconds = 60;
    // The endpoint may fail for a moment.
    settings.faults.push(500);
    await startBot(sandbox, { STORAGE: 'memory:' });
    for (const person of [userAdministrator, globalAdministrator]) {
      const client = await openChat(sandbox, person);
      await client.send(obrien.oid);
      expect(toldTo(client)).toContain(obrien.displayName);
    }
    // One for the bot itself, and one for each person.
    expect(requests.map(({ status }) => status)).toEqual([500, 200, 200, 200]);
  });

  it('that is not assigned is the operator’s to mend', async () => {
    const sandbox = await startServices({ credential: 'managedIdentity' });
    const bot = runBot({
      ...sandbox.environment(),
      BOT_MANAGED_IDENTITY_CLIENT_ID: randomUUID(),
      STORAGE: 'memory:',
      PORT: '0',
    });
    const [, port] = await bot.shows(/"port":(\d+),"event":"listening"/);
    const ready = await fetch(`http://127.0.0.1:${port}/ready`);
    expect(await ready.json()).toEqual({ status: 'not ready', missing: ['botCredential'] });
    await bot.shows(/own sign-in refused.*\n/);
    expect(refusals(bot.stdout().trim().split('\n'))[0]).toMatchObject({
      credential: 'managedIdentity',
      advice: expect.stringContaining('assign the identity of BOT_MANAGED_IDENTITY_CLIENT_ID'),
    });
  });
});

describe('a certificate that was replaced on the disk', () => {
  const replace = ({ sandbox }: DeskUnderTest, text: string) =>
    writeFileSync(sandbox.environment().BOT_CERTIFICATE_PATH ?? '', text);

  it('is used without a restart', async () => {
    const desk = await openDesk('certificate');
    await (await desk.as(userAdministrator)).send(obrien.oid);
    const { key, certificate } = await createClientCertificate();
    const { certificates } = desk.sandbox.entra.settings;
    certificates.clear();
    certificates.add(certificate);
    // The certificate may stand before the key.
    replace(desk, `${certificate}\n${key}\n`);
    for (const late of [0, 2 * hourMs]) {
      moveClock(late);
      desk.sandbox.tokenService.forgetAll();
      const client = await desk.as(globalAdministrator);
      await client.send(obrien.oid);
      expect(toldTo(client)).toContain(obrien.displayName);
    }
    expect(refusals(desk.lines)).toEqual([]);
  });

  it('and can’t be used, is told to the operator', async () => {
    const desk = await openDesk('certificate');
    const client = await desk.as(userAdministrator);
    await client.send('help');
    replace(desk, 'x');
    await client.send(obrien.oid);
    const [line = {}] = refusals(desk.lines);
    expect(line).toMatchObject({ advice: expect.stringContaining('holds no certificate') });
    expect(toldTo(client)).toContain(wordsOf(line));
  });
});
