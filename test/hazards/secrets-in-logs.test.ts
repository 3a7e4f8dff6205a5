import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { SandboxCredential } from '../../src/sandbox/sandbox.ts';
import { startAzurite } from '../support/azurite.ts';
import { startBot, temporaryFolder } from '../support/botProcess.ts';
import { canary, canaryPeople, canaryTexts, holdCanaries, leaksIn, secretsIn } from '../support/canaries.ts';
import { sendingTo, startCollector } from '../support/collector.ts';
import { doEverything } from '../support/doEverything.ts';
import { openChat, startServices } from '../support/processDesk.ts';
import {
  does,
  type Situation,
  type Situations,
  situation,
  startSituations,
  usualSituations,
} from '../support/situations.ts';
import { hazard } from './hazard.ts';

/** How a process ends that nobody meant to end (crashOnSignal.mjs), each with other secrets to keep. */
const crashes = {
  throws: { credential: 'secret' },
  rejects: { credential: 'certificate' },
  rejectsWithText: { credential: 'managedIdentity' },
  emits: { credential: 'secret', isInContainer: true },
} as const satisfies Readonly<
  Record<string, { readonly credential: SandboxCredential; readonly isInContainer?: true }>
>;
type Crash = keyof typeof crashes;
const instrumentationKey = '00000000-0000-4000-8000-0000000000aa';
/** The people stand in audit lines, by their ids, and nowhere else. */
const persons = [
  ...canaryPeople,
  people.globalAdministrator,
  people.userAdministrator,
  people.helpdeskAdministrator,
].flatMap(({ oid, displayName, userPrincipalName }) => [oid, displayName, userPrincipalName]);

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
      'No token, secret, phone number, address, name, value or typed text is ever in them; ids of people are in audit lines alone. No token or secret is in a card or an answer either',
    cases: 1_000,
    least: 80,
  },
  async (run) => {
    let lines = 0;
    let answers = 0;
    const events = new Set<string>();
    const done = new Set<Situation['does']>();
    const unseen = new Set(canaryTexts);
    const secrets = [situations.desk.sandbox.tenant.botPassword];
    const checkOne = async (one: Situation): Promise<void> => {
      const { written, told, hindered } = await situations.happen(one, `${canary}-Tekst`, holdCanaries);
      lines += written.length;
      answers += told.length;
      for (const line of written)
        if (line.startsWith('{')) events.add((JSON.parse(line) as { event: string }).event);
      checkLines(written, secrets);
      for (const text of told) expect(secretsIn(text, secrets), text).toEqual([]);
      for (const text of unseen) if (told.some((said) => said.includes(text))) unseen.delete(text);
      if (one.fails !== 'nothing') return;
      if (hindered !== undefined) throw hindered;
      done.add(one.does);
    };
    for (const one of usualSituations) await run.check(`${one.does} while ${one.fails}`, () => checkOne(one));
    const kinds = Object.keys(crashes) as Crash[];
    const others = run.cases - usualSituations.length - kinds.length;
    await run.property(fc.asyncProperty(situation, checkOne), Math.max(20, others));
    await run.check('everything could be done', () => expect([...done].sort()).toEqual(does.toSorted()));
    // What the bot never had it could not have told.
    await run.check('the bot had each text', () => expect([...unseen]).toEqual([]));
    await run.check('there was something to look at', () =>
      expect([...events]).toEqual(
        expect.arrayContaining(['turn', 'turn failed', 'write', 'request refused']),
      ),
    );
    let bytes = 0;
    for (const crash of kinds)
      await run.check(`a bot that ${crash}`, async () => {
        bytes += await crashAfterWork(crash);
      });
    return `${canaryTexts.length} texts of a profile, phone numbers, typed texts, tokens, and the secrets of ${kinds.length} ways to run it; ${lines} lines of ${events.size} kinds, ${answers} answers, and ${Math.round(bytes / 1024)} KB of output, traces, metrics and crash reports: none found`;
  },
);

/** The bot as it is built, with all that it can tell anybody switched on. @returns how many bytes it told */
async function crashAfterWork(crash: Crash): Promise<number> {
  const { credential, ...place }: { credential: SandboxCredential; isInContainer?: true } = crashes[crash];
  const collector = await startCollector();
  const sandbox = await startServices({ credential });
  const folder = temporaryFolder();
  const container = place.isInContainer ? await (await startAzurite()).createContainer() : undefined;
  const store: Record<string, string> = container
    ? { STORAGE: container.url, STORAGE_CONNECTION_STRING: container.connectionString }
    : { STORAGE: 'file:./store' };
  const bot = await startBot(sandbox, {
    ...sendingTo(collector),
    ...store,
    OTEL_EXPORTER_OTLP_HEADERS: `api-key=${canary}-Sleutel`,
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
  const secrets = secretsOf({ ...sandbox.environment(), ...store });
  checkLines(stdout.trim().split('\n'), [...secrets, instrumentationKey]);
  check([stderr, ...reports], [...secrets, instrumentationKey, ...persons]);
  check(told, [...secrets, sandbox.tenant.tenantId, ...persons]);
  return [stdout, stderr, ...reports, ...told].reduce((sum, text) => sum + text.length, 0);
}

/**
 * Those of a bot's environment, and of the file that it names: of a private key, each line. A managed identity has none
 * but its tokens: the platform's `IDENTITY_HEADER` opens nothing to anybody who is not on the machine.
 */
function secretsOf(environment: Readonly<Record<string, string>>): string[] {
  const { BOT_PASSWORD, BOT_CERTIFICATE_PATH, STORAGE_CONNECTION_STRING } = environment;
  const [, accountKey] = /AccountKey=([^;]+)/.exec(STORAGE_CONNECTION_STRING ?? '') ?? [];
  const pem = BOT_CERTIFICATE_PATH === undefined ? '' : readFileSync(BOT_CERTIFICATE_PATH, 'utf8');
  const [, key = ''] = /-----BEGIN PRIVATE KEY-----\n([^-]+)/.exec(pem) ?? [];
  const secrets = [BOT_PASSWORD, accountKey, ...key.split('\n')];
  const found = secrets.filter((secret) => secret !== undefined && secret !== '') as string[];
  return found;
}
