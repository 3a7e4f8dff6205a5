import type { JsonWebKey } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { type DoorWorld, judge } from '../support/doorRules.ts';
import { type Garbage, garbage, requestBytes } from '../support/garbage.ts';
import { changed } from '../support/mutatedActivity.ts';
import { sendRaw } from '../support/rawHttp.ts';
import { hazard } from './hazard.ts';

const person = people.userAdministrator;
let desk: DeskUnderTest;
let conversationId: string;
let world: DoorWorld;
/** What Teams sends, a kind each. */
let activities: Record<string, unknown>[];
const thrown: unknown[] = [];
const note = (error: unknown): unknown => thrown.push(error);

beforeAll(async () => {
  process.on('uncaughtException', note).on('unhandledRejection', note);
  desk = await startDesk();
  const client = await desk.as(person);
  await client.send(people.annaSmith.oid);
  await client.search(client.last().id, 'manager', 'Ing');
  const { id } = await press(client, client.last(), 'Save', { jobTitle: 'Lead' });
  await desk.app.idle();
  // It would answer what is said in the chat.
  client.close();
  conversationId = client.conversationId;
  const kinds = new Map(
    desk.sandbox.teams.deliveries.map(({ activity }) => [`${activity.type} ${activity.name}`, activity]),
  );
  const account = desk.sandbox.graph.directory.byObjectId(person.oid);
  if (!account) throw new Error('no account');
  for (const outgoing of [
    { type: 'message', text: 'help' },
    { type: 'message', value: { $verb: 'open', $person: people.annaSmith.oid }, replyToId: id },
    { type: 'invoke', name: 'signin/verifyState', value: { state: '123456' } },
    { type: 'invoke', name: 'signin/failure', value: { code: 'resourcematchfailed', message: 'x' } },
    { type: 'messageReaction', replyToId: id },
  ] as const)
    kinds.set(JSON.stringify(outgoing), desk.sandbox.teams.activityOf(account, outgoing));
  activities = [...kinds.values()];
  const published = await fetch(`${desk.sandbox.url}/botframework/v1/.well-known/keys`);
  world = {
    botId: desk.sandbox.tenant.botId,
    tenantId: desk.sandbox.tenant.tenantId,
    serviceUrl: desk.sandbox.serviceUrl,
    keys: ((await published.json()) as { keys: JsonWebKey[] }).keys,
    oid: person.oid,
  };
});
afterAll(async () => {
  process.off('uncaughtException', note).off('unhandledRejection', note);
  await desk.close();
});

/** What an answer is sent to, and as whom. */
const replyTo = ['id', 'conversation', 'from', 'recipient', 'replyToId'];

/**
 * What may be answered where a request is served: an invoke that no bot of this kind knows is a 501, and one whose
 * answer can't be sent, to nobody or nowhere, a 500, but for a click.
 */
function statusesOf(
  { type, name }: Readonly<Record<string, unknown>>,
  canBeAnswered: boolean,
): readonly number[] {
  if (type !== 'invoke' || name === 'adaptiveCard/action' || name === 'application/search') return [200];
  const failed = canBeAnswered ? [] : [500];
  if (name === 'signin/failure') return [200, ...failed];
  if (name === 'signin/verifyState') return [200, 404, ...failed];
  return name === 'signin/tokenExchange' ? [200, 400, 412, ...failed] : [200, 501];
}

/** All that the bot had others do so far. */
const effects = () => ({
  graph: desk.sandbox.graph.requests.length,
  chat: desk.sandbox.teams.connector.calls.length,
});

/** What whoever is refused gets: nothing of what they sent. */
const refusals = ['', '{"error":"refused"}'];
const probed = ['', '{"status":"live"}', '{"status":"ready","missing":[]}', ...refusals];
/** To which Node.js has no answer, where nobody listens for a tunnel or for HTTP/2: the connection ends. */
const unanswered = /^(CONNECT|PRI) /;

/** Headers that ended the process once. */
const endings = [
  ['Host', '%%%'],
  ['Connection', 'Upgrade\r\nUpgrade: websocket'],
  ['Content-Encoding', 'gzip'],
] as const;

hazard(
  {
    number: 1,
    hazard: 'Malformed and garbage requests',
    promise:
      'A request that is none of Teams’ is a 4xx with a fixed text: no turn runs, nothing is asked of Graph or said in the chat, and the bot goes on; one of Teams’ is a 500 only where it is a sign-in that can’t be answered in its chat',
    cases: 10_000,
  },
  async (run) => {
    const port = Number(new URL(desk.url).port);
    const counts = { served: 0, refused: 0, either: 0, probe: 0 };
    let cutOff = 0;
    const attempt = async (one: Garbage): Promise<void> => {
      const activity = activities[one.kind % activities.length] ?? {};
      const token = await desk.sandbox.channelTokens.sign(world.serviceUrl, one.head.claims as never);
      const bytes = requestBytes(changed(activity, one.changes), token, one);
      const verdict = judge(bytes, world);
      const before = effects();
      desk.lines.length = 0;
      const { status, body } = await sendRaw(port, bytes, verdict.isWhole);
      await desk.app.idle();
      const after = effects();
      const sent = verdict.activity ?? {};
      const canBeAnswered = replyTo.every(
        (name) => JSON.stringify(sent[name]) === JSON.stringify(activity[name]),
      );
      try {
        expect(thrown.splice(0)).toEqual([]);
        expect((await fetch(`${desk.url}/live`)).status).toBe(200);
        const isServed = desk.lines.some((line) => line.includes('"event":"turn"'));
        counts[verdict.door] += 1;
        expect(isServed).toBe(verdict.door === 'either' ? isServed : verdict.door === 'served');
        if (isServed) expect(statusesOf(sent, canBeAnswered)).toContain(status);
        else {
          const [kinds, bodies] = verdict.door === 'probe' ? [[2, 4], probed] : [[4], refusals];
          if (status === undefined) {
            cutOff += 1;
            expect(verdict.isWhole && !unanswered.test(bytes.toString('latin1'))).toBe(false);
          } else {
            expect(kinds).toContain(Math.floor(status / 100));
            expect(bodies).toContain(body);
          }
          expect(after).toEqual(before);
        }
        if (!verdict.isOurs) expect(after.graph).toBe(before.graph);
      } catch (error) {
        const shown = JSON.stringify(bytes.toString('latin1').slice(0, 4_000));
        throw new Error(`${shown}\n→ ${status} ${body.slice(0, 300)}\n${error}`);
      }
      for (const { id } of desk.sandbox.teams.messagesOf(person.oid))
        desk.sandbox.teams.conversations.get(conversationId)?.remove(id);
    };
    for (const [name, value] of endings)
      await run.check(`${name}: ${value}`, () =>
        attempt({ kind: 0, changes: [], head: { headers: [{ name, value }] }, flips: [] }),
      );
    await run.property(fc.asyncProperty(garbage, attempt));
    return `${counts.refused} refused, ${cutOff} of them without an answer, ${counts.served} served, ${counts.either} either; nothing thrown`;
  },
);
