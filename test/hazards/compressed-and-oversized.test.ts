import type { JsonWebKey } from 'node:crypto';
import { connect } from 'node:net';
import { expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { type BotProcess, startBot } from '../support/botProcess.ts';
import { judge } from '../support/doorRules.ts';
import { memoryOf, probed } from '../support/memoryProbe.ts';
import { payloadBytes, payloads } from '../support/payloads.ts';
import { startServices } from '../support/processDesk.ts';
import { sendRaw } from '../support/rawHttp.ts';
import { hazard } from './hazard.ts';

const mb = 1024 * 1024;
/** Most bytes that the bot may hold beside what it held before. */
const mostExtra = 5 * mb;
const drippers = 200;
/** Milliseconds after which a connection on which nothing comes to an end is gone: generous to a slow machine. */
const longestDripMs = 40_000;

hazard(
  {
    number: 2,
    hazard: 'Compressed, oversized, deep and slow requests',
    promise:
      'Refused, whoever sends them, with less than 5 MB held at any time; who drips is cut off, and others are served',
    cases: 60,
    least: 60,
  },
  async (run) => {
    const sandbox = await startServices();
    const bot = await startBot(sandbox, { STORAGE: 'memory:', ...probed });
    const port = Number(new URL(bot.url).port);
    const account = sandbox.graph.directory.byObjectId(people.userAdministrator.oid);
    if (!account) throw new Error('no account');
    const activity = sandbox.teams.activityOf(account, { type: 'message', text: 'help' });
    const token = await sandbox.channelTokens.sign(sandbox.serviceUrl);
    const published = await fetch(`${sandbox.url}/botframework/v1/.well-known/keys`);
    const { keys } = (await published.json()) as { keys: JsonWebKey[] };
    const { botId, tenantId } = sandbox.tenant;
    const world = { botId, tenantId, serviceUrl: sandbox.serviceUrl, keys, oid: account.oid };
    const plain = payloadBytes({ name: 'plain' }, token, activity);
    // What is made once, such as the first connection to the connector, is there afterwards.
    for (let i = 0; i < 20; i += 1) expect((await sendRaw(port, plain, true)).status).toBe(200);

    const held = await memoryOf(bot);
    const before = await held();
    let peak = 0;
    let most = { bytes: 0, name: '' };
    const look = async (): Promise<void> => {
      peak = Math.max(peak, (await held()) - before);
    };
    const dripped = drip(bot, plain);
    await look();
    const dripping = peak;
    for (const payload of payloads(JSON.stringify(activity)))
      await run.check(payload.name, async () => {
        const bytes = payloadBytes(payload, token, activity);
        const { door, isWhole } = judge(bytes, world);
        peak = 0;
        const { status } = await sendRaw(port, bytes, isWhole, async () => {
          expect((await sendRaw(port, plain, true)).status, 'what is plain, meanwhile').toBe(200);
          await look();
        });
        if (door === 'served') expect(status).toBe(200);
        else expect(status === undefined || (status >= 400 && status < 500), `answered ${status}`).toBe(true);
        if (peak > most.bytes) most = { bytes: peak, name: payload.name };
        expect(peak, 'bytes held besides').toBeLessThan(mostExtra);
      });
    let cutOffAfterMs = 0;
    await run.check(`${drippers} connections that drip`, async () => {
      cutOffAfterMs = await dripped;
      expect(cutOffAfterMs).toBeLessThan(longestDripMs);
      await look();
    });
    expect((await bot.end('SIGTERM')).code).toBe(0);
    const inMb = (bytes: number): string => `${(bytes / mb).toFixed(1)} MB`;
    return `at most ${inMb(most.bytes)} held besides (${most.name}), ${inMb(dripping)} of it for ${drippers} connections that drip, which are cut off after ${Math.round(cutOffAfterMs / 1_000)} s`;
  },
);

/**
 * Opens connections on which a byte comes now and then: of nothing, of a head, of a body, of a body in chunks.
 * @returns the milliseconds until the bot had ended the last of them
 */
async function drip({ url }: BotProcess, request: Buffer): Promise<number> {
  const port = Number(new URL(url).port);
  const startedAt = performance.now();
  const head = request.toString('latin1').split('\r\n\r\n')[0] ?? '';
  const beginnings = [
    '',
    'POST /api/messages HTTP/1.1\r\nX-Drip: ',
    `${head}\r\n\r\n{"type":"`,
    `${head.replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked')}\r\n\r\n`,
  ];
  const drops = ['', 'x', 'x', '1\r\nx\r\n'];
  const ends = Array.from({ length: drippers }, (_, index) => {
    const kind = index % beginnings.length;
    return new Promise<void>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined).once('close', () => resolve());
      socket.resume().write(beginnings[kind] ?? '');
      const timer = setInterval(() => socket.write(drops[kind] ?? ''), 500);
      socket.once('close', () => clearInterval(timer));
    });
  });
  await Promise.all(ends);
  return performance.now() - startedAt;
}
