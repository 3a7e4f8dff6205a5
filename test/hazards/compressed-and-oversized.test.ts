import type { JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
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
      'Refused, whoever sends them, with less than 5 MB held while they come and afterwards; who drips is cut off, and others are served',
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
    await dripped.connected;
    await look();
    const dripping = peak;
    await run.check(`${drippers} connections at once`, () => {
      expect(dripped.open()).toBe(drippers);
      expect(dripping, 'bytes held for them').toBeGreaterThan(0);
      expect(dripping, 'bytes held for them').toBeLessThan(mostExtra);
    });
    for (const payload of payloads(JSON.stringify(activity)))
      await run.check(payload.name, async () => {
        const bytes = payloadBytes(payload, token, activity);
        const { door, isWhole } = judge(bytes, world);
        peak = 0;
        const { status } = await sendRaw(port, bytes, isWhole, async () => {
          expect((await sendRaw(port, plain, true)).status, 'what is plain, meanwhile').toBe(200);
          await look();
        });
        await look();
        if (door === 'served') expect(status).toBe(200);
        else expect(status === undefined || (status >= 400 && status < 500), `answered ${status}`).toBe(true);
        if (peak > most.bytes) most = { bytes: peak, name: payload.name };
        expect(peak, 'bytes held besides').toBeLessThan(mostExtra);
      });
    let cutOffAfterMs = 0;
    await run.check(`${drippers} connections that drip`, async () => {
      cutOffAfterMs = await dripped.ended;
      expect(cutOffAfterMs).toBeLessThan(longestDripMs);
      peak = 0;
      await look();
      expect(peak, 'bytes held afterwards').toBeLessThan(mostExtra);
    });
    expect((await bot.end('SIGTERM')).code).toBe(0);
    const inMb = (bytes: number): string => `${(bytes / mb).toFixed(1)} MB`;
    return `at most ${inMb(most.bytes)} held besides (${most.name}), ${inMb(dripping)} of it for ${drippers} connections that drip, which are cut off after ${Math.round(cutOffAfterMs / 1_000)} s`;
  },
);

interface Drip {
  /** Resolves when all have been made. Rejects where one is not. */
  readonly connected: Promise<unknown>;
  /** How many the bot has not ended yet. */
  readonly open: () => number;
  /** The milliseconds until the bot had ended the last of them. */
  readonly ended: Promise<number>;
}

/** Opens connections on which a byte comes now and then: of nothing, of a head, of a body, of a body in chunks. */
function drip({ url }: BotProcess, request: Buffer): Drip {
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
  const sockets = Array.from({ length: drippers }, () => connect({ port, host: '127.0.0.1' }));
  const connected = Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const ended = sockets.map((socket, index) => {
    const kind = index % beginnings.length;
    socket.on('error', () => undefined).resume();
    socket.write(beginnings[kind] ?? '');
    const timer = setInterval(() => socket.write(drops[kind] ?? ''), 500);
    return new Promise((resolve) => socket.once('close', resolve)).finally(() => clearInterval(timer));
  });
  return {
    connected,
    open: () => sockets.filter(({ readyState }) => readyState === 'open').length,
    ended: Promise.all(ended).then(() => performance.now() - startedAt),
  };
}
