import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { startBot, temporaryFolder } from '../support/botProcess.ts';
import { canary, canaryProfile, leaksIn } from '../support/canaries.ts';
import { sendingTo, startCollector } from '../support/collector.ts';
import { doEverything } from '../support/doEverything.ts';
import { openChat, startServices } from '../support/processDesk.ts';
import {
  type Situation,
  type Situations,
  situation,
  startSituations,
  usualSituations,
} from '../support/situations.ts';
import { hazard } from './hazard.ts';

/** How a process ends that nobody meant to end (crashOnSignal.mjs). */
const crashes = ['throws', 'rejects', 'rejectsWithText', 'emits'] as const;
const instrumentationKey = '00000000-0000-4000-8000-0000000000aa';
/** The people stand in audit lines, by their ids, and nowhere else. */
const persons = [people.obrien, people.userAdministrator, people.helpdeskAdministrator].flatMap(
  ({ oid, displayName, userPrincipalName }) => [oid, displayName, userPrincipalName],
);

let situations: Situations;
beforeAll(async () => {
  situations = await startSituations();
});
afterAll(() => situations.close());

const isAudit = (line: string): boolean => line.startsWith('{') && 'audit' in (JSON.parse(line) as object);

function check(texts: readonly string[], others: readonly string[]): void {
  for (const text of texts) expect(leaksIn(text, others), text).toEqual([]);
}

function checkLines(lines: readonly string[], secrets: readonly string[]): void {
  check(lines.filter(isAudit), secrets);
  check(
    lines.filter((line) => !isAudit(line)),
    [...secrets, ...persons],
  );
}

hazard(
  {
    number: 25,
    hazard: 'Tokens, secrets and personal data in logs, traces, metrics and crash reports',
    promise:
      'No token, secret, phone number, address, name, value or typed text is ever in them; ids of people are in audit lines alone',
    cases: 1_000,
    least: 50,
  },
  async (run) => {
    let lines = 0;
    const events = new Set<string>();
    const checkOne = async (one: Situation): Promise<void> => {
      const written = await situations.happen(one, `${canary}-Tekst`, canaryProfile);
      lines += written.length;
      for (const line of written)
        if (line.startsWith('{')) events.add((JSON.parse(line) as { event: string }).event);
      checkLines(written, [situations.desk.sandbox.tenant.botPassword]);
    };
    for (const one of usualSituations) await run.check(`${one.does} while ${one.fails}`, () => checkOne(one));
    const others = run.cases - usualSituations.length - crashes.length;
    await run.property(fc.asyncProperty(situation, checkOne), Math.max(1, others));
    await run.check('there was something to look at', () =>
      expect([...events]).toEqual(
        expect.arrayContaining(['turn', 'turn failed', 'write', 'request refused']),
      ),
    );
    let bytes = 0;
    for (const crash of crashes)
      await run.check(`a bot that ${crash}`, async () => {
        bytes += await crashAfterWork(crash);
      });
    const values = Object.keys(canaryProfile).length;
    return `${values} values of a profile, typed texts, tokens and secrets; ${lines} lines of ${events.size} kinds, and ${Math.round(bytes / 1024)} KB of output, traces, metrics and crash reports: none found`;
  },
);

/** The bot as it is built, with all that it can tell anybody switched on. @returns how many bytes it told */
async function crashAfterWork(crash: (typeof crashes)[number]): Promise<number> {
  const collector = await startCollector();
  const sandbox = await startServices();
  const folder = temporaryFolder();
  const bot = await startBot(sandbox, {
    ...sendingTo(collector),
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${canary}-Sleutel`,
    STORAGE: 'file:./store',
    LOG_LEVEL: 'debug',
    CRASH: crash,
    NODE_OPTIONS: [
      `--import=${new URL('../support/crashOnSignal.mjs', import.meta.url)}`,
      '--report-uncaught-exception',
      '--report-on-signal',
      '--report-signal=SIGWINCH',
      `--report-directory=${folder}`,
    ].join(' '),
  });
  if (crash === 'throws') await doEverything(sandbox, bot.url);
  else await (await openChat(sandbox)).send(people.obrien.oid);
  process.kill(bot.pid, 'SIGWINCH');
  await bot.shows(/Node.js report completed/, 'stderr');
  process.kill(bot.pid, 'SIGUSR2');
  const { code, stdout, stderr } = await bot.exit;
  // At once: nothing that hangs is left.
  expect(code).toBe('SIGKILL');
  expect(stdout).toContain('"event":"crashed"');
  const reports = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  expect(reports.length).toBeGreaterThan(0);
  const told = collector.received.map(({ body }) => body.toString());
  const { botPassword, tenantId } = sandbox.tenant;
  checkLines(stdout.trim().split('\n'), [botPassword, instrumentationKey]);
  check([stderr, ...reports], [botPassword, instrumentationKey, ...persons]);
  check(told, [botPassword, tenantId, ...persons]);
  return [stdout, stderr, ...reports, ...told].reduce((sum, text) => sum + text.length, 0);
}
