// `npm run bench`: how long the bot takes from a click to the new card, beside the time that Graph alone takes for the
// same requests; how long from its start until it is ready; how many turns it does in a second, beside the least that a
// bot on the same SDK does; and whether its memory grows. Production code in a process of its own, on an lmdb store; the
// stand-ins for Microsoft's services are in this process.
//   npm run bench                          a table, and bench.json in the working directory
//   npm run bench -- --runs 100 --json x   more runs, and another file
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '30' }, json: { type: 'string', default: 'bench.json' } },
});
const runs = Number(values.runs);
if (!Number.isInteger(runs) || runs < 1) {
  process.stderr.write(`--runs takes a number from 1 on, not ${values.runs}.\n`);
  process.exit(1);
}

await import('./build.mjs');
const { startSandbox } = await import('../dist/sandbox/sandbox.js');
const { people } = await import('../dist/sandbox/people.js');
const { startBot } = await import('./bench/botProcess.mjs');
const { openChat } = await import('./bench/clicks.mjs');
const { atOnce, startConnector, turnsPerSecond } = await import('./bench/load.mjs');
const { startBaseline } = await import('./bench/graphBaseline.mjs');
const { machine, textOf } = await import('./bench/report.mjs');
const { median, quantile } = await import('./bench/statistics.mjs');

const settings = {
  graphMs: 100,
  runs,
  warmUps: 60,
  starts: 5,
  highestRatio: 1.15,
  atOnce,
  rounds: 5,
  turnsOfRound: 1_000,
  memoryTurns: [1_000, 5_000, 10_000],
};
const admin = people.userAdministrator;
/** Whose profile is looked up and changed: with a manager and a photo. */
const person = people.employee;

const sandbox = await startSandbox({ graph: { latencyMs: settings.graphMs } });
try {
  const before = machine();
  const actions = await withBot(measureActions);
  const start = await measureStart();
  const throughput = await measureThroughput();
  const memory = await withBot(measureMemory, { isProbed: true });
  const report = { machine: before, settings, start, actions, throughput, memory };
  const file = resolve(values.json);
  writeFileSync(file, `${JSON.stringify(report, undefined, 2)}\n`);
  process.stdout.write(`\n${textOf(report)}\n\nAlso in ${file}\n`);
} catch (error) {
  process.stderr.write(`It could not be measured: ${error.stack}\n`);
  process.exitCode = 1;
} finally {
  await sandbox.close();
}

/** Runs with a bot that has nothing in its store yet. */
async function withBot(work, options) {
  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-bench-'));
  const bot = await startBot(sandbox.environment(), folder, undefined, options);
  let chat;
  try {
    chat = await openChat(sandbox, admin.oid, bot.url);
    return await work(chat, bot);
  } finally {
    chat?.close();
    await bot.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Does what people do, again and again, and after each step sends Graph by itself what the bot sent it. */
async function measureActions(chat) {
  const steps = [
    { name: 'Look-up by name', act: () => chat.say(person.displayName) },
    { name: 'Look-up by UPN', act: () => chat.say(person.userPrincipalName) },
    { name: 'Look-up by id', act: () => chat.say(person.oid) },
    { name: 'Save', act: (card, run) => chat.press(card, 'Save', { jobTitle: `Title ${run}` }) },
    { name: 'Undo', act: (card) => chat.press(card, 'Undo') },
  ].map((step) => ({ ...step, botMs: [], graphMs: [] }));
  await chat.signIn(person.oid);
  const baseline = await startBaseline(sandbox, admin.oid);
  try {
    for (let run = -settings.warmUps; run < settings.runs; run += 1) {
      let card;
      for (const step of steps) {
        const seen = sandbox.graph.requests.length;
        card = await step.act(card, run);
        const requests = sandbox.graph.requests.slice(seen);
        const alone = await baseline.replay(requests);
        const sent = requests.map(({ method, url }, at) => ({ method, url, bytes: alone.sizes[at] }));
        step.requests ??= sent;
        if (sent.length !== step.requests.length)
          throw new Error(`${step.name}: not the same requests in each run`);
        if (run < 0) continue;
        step.botMs.push(card.ms);
        step.graphMs.push(alone.ms);
      }
    }
  } finally {
    await baseline.close();
  }
  return steps.map(({ name, requests, botMs, graphMs }) => ({
    name,
    requests,
    graphAlone: summary(graphMs),
    bot: summary(botMs),
    ratio: median(botMs) / median(graphMs),
  }));
}

/** From the start of the process, with an empty store; the person is signed in from before. */
async function measureStart() {
  const readyMs = [];
  const firstLookUpMs = [];
  for (let time = 0; time < settings.starts; time += 1) {
    await withBot(async (chat, bot) => {
      readyMs.push(bot.readyAfterMs);
      firstLookUpMs.push((await chat.say(person.oid)).ms);
    });
  }
  return { ready: summary(readyMs), firstLookUp: summary(firstLookUpMs) };
}

/** Turns that need nothing of Graph, of the bot and of the least that there can be, in turn. */
async function measureThroughput() {
  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-bench-'));
  const connector = await startConnector();
  const environment = { ...sandbox.environment(), SERVICE_URL_HOSTS: connector.host };
  const account = sandbox.graph.directory.byObjectId(admin.oid);
  const activity = { ...sandbox.teams.activityOf(account, { type: 'message' }), serviceUrl: connector.url };
  const token = await sandbox.channelTokens.sign(connector.url);
  const bots = [];
  try {
    bots.push({ name: 'bot', ...(await startBot(environment, folder)), perSecond: [] });
    bots.push({
      name: 'floor',
      ...(await startBot(environment, folder, 'tools/bench/floor.mjs')),
      perSecond: [],
    });
    // The first round warms up.
    for (let round = 0; round <= settings.rounds; round += 1) {
      for (const { url, perSecond } of bots) {
        const rate = await turnsPerSecond(url, activity, token, settings.turnsOfRound);
        if (round > 0) perSecond.push(rate);
      }
    }
    const [bot, floor] = bots.map(({ perSecond }) => median(perSecond));
    return { bot, floor, ratio: bot / floor, all: bots.map(({ name, perSecond }) => ({ name, perSecond })) };
  } finally {
    for (const { stop } of bots) await stop();
    connector.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Looks somebody up again and again, with Graph answering at once. */
async function measureMemory(chat, bot) {
  const { latencyMs } = sandbox.graph.settings;
  sandbox.graph.settings.latencyMs = 0;
  await chat.signIn(person.oid);
  const measured = [];
  const last = Math.max(...settings.memoryTurns);
  for (let turn = 1; turn <= last; turn += 1) {
    const { messageId } = await chat.say(person.oid);
    chat.remove(messageId);
    sandbox.graph.requests.length = 0;
    if (settings.memoryTurns.includes(turn)) measured.push({ turns: turn, heldMb: await bot.heldMb() });
  }
  sandbox.graph.settings.latencyMs = latencyMs;
  return measured;
}

function summary(valuesMs) {
  return { medianMs: median(valuesMs), p95Ms: quantile(valuesMs, 0.95), allMs: valuesMs };
}
