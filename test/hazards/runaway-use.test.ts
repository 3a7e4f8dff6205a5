import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { longAgo } from '../support/longAgo.ts';
import { hazard } from './hazard.ts';

const perMinute = 60;
const target = people.obrien;
const tooMuch = /That is too much at once\. Go on in (\d+) seconds?\./g;
/** What each counts as, of what somebody may do in a minute: docs/operate.md. */
const costs = { message: 4, click: 1, typeahead: 1 } as const;
type Doing = keyof typeof costs;
/** Requests to Graph for what counts 1, at most: a save reads, writes, and looks into roles where it is refused. */
const mostRequests = 3;

let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
let other: TeamsClient;
beforeAll(async () => {
  now = longAgo;
  desk = await startDesk({ clock: { now: () => now }, environment: { RATE_LIMIT: String(perMinute) } });
  client = await desk.as(people.userAdministrator);
  other = await desk.as(people.globalAdministrator);
});
afterAll(() => desk.close());

/** So many of one kind, all at once, so many milliseconds after those before. */
const burst = fc.record({
  doing: fc.constantFrom<Doing>('message', 'click', 'typeahead'),
  count: fc.integer({ min: 1, max: 25 }),
  afterMs: fc.integer({ min: 0, max: 20_000 }),
});

/** An activity of the person who does too much, and what comes back. */
function send(doing: Doing, messageId: string, save: CardAction, turn: number): Promise<unknown> {
  const { teams, graph } = desk.sandbox;
  const account = graph.directory.byObjectId(client.oid);
  if (!account) throw new Error('no account');
  const outgoing = {
    message: { type: 'message', text: `find ${target.oid}` },
    click: {
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId: messageId,
      value: {
        action: {
          ...save,
          type: 'Action.Execute',
          data: { ...(save.data as object), jobTitle: `Pilot ${turn}` },
        },
        trigger: 'manual',
      },
    },
    typeahead: {
      type: 'invoke',
      name: 'application/search',
      replyToId: messageId,
      value: { queryText: 'Ingrid', dataset: 'people', queryOptions: { skip: 0, top: 15 } },
    },
  } as const;
  return teams.redeliver(client.oid, teams.activityOf(account, outgoing[doing]), false);
}

hazard(
  {
    number: 29,
    hazard: 'Somebody, or their script, does far too much at once',
    promise:
      'Each person has a limit: beyond it they are told when to go on, and nothing is asked of Graph; of their searches one is under way at a time; nobody else waits',
    cases: 200,
    least: 4,
  },
  async (run) => {
    const { teams, graph } = desk.sandbox;
    const mine = () => graph.requests.filter(({ callerOid }) => callerOid === client.oid);
    let most = 0;
    // Only looks: how many of the person's requests are without an answer as another one arrives.
    graph.faults.add({
      kind: 'status',
      match: () => {
        most = Math.max(most, mine().filter(({ status }) => status === 0).length);
        return false;
      },
    });
    const sum = { done: 0, refused: 0, requests: 0 };
    await run.property(
      fc.asyncProperty(fc.array(burst, { minLength: 1, maxLength: 4 }), async (bursts) => {
        // Everybody has all of their minute again.
        now += 120_000;
        await client.send(`find ${target.oid}`);
        await desk.app.idle();
        const { id, card } = client.last();
        const save = actionOf(card, 'Save') as CardAction;
        let left = perMinute - costs.message;
        let at = now;
        for (const [turn, { doing, count, afterMs }] of bursts.entries()) {
          now += afterMs;
          left = Math.min(perMinute, left + ((now - at) * perMinute) / 60_000);
          at = now;
          const may = Math.min(count, Math.floor(left / costs[doing] + 1e-9));
          left -= may * costs[doing];
          const before = mine().length;
          const saved = desk.patches().length;
          const calls = teams.connector.calls.length;
          most = 0;
          // Long enough for searches to meet there, were there several.
          graph.settings.latencyMs = doing === 'typeahead' ? 20 : 0;
          const answers = await Promise.all(Array.from({ length: count }, () => send(doing, id, save, turn)));
          await desk.app.idle();
          const told = JSON.stringify([answers, teams.connector.calls.slice(calls)]);
          const waits = [...told.matchAll(tooMuch)].map(([, seconds]) => Number(seconds));
          expect({ doing, refused: waits.length }).toEqual({ doing, refused: count - may });
          const wait = Math.ceil((costs[doing] - left) * (60 / perMinute) - 1e-9);
          expect(waits.every((seconds) => seconds === wait)).toBe(true);
          const requests = mine().length - before;
          expect(requests).toBeLessThanOrEqual(may * costs[doing] * mostRequests);
          expect(desk.patches().length - saved).toBeLessThanOrEqual(doing === 'click' ? may : 0);
          if (doing === 'typeahead') expect(most, 'searches under way at once').toBeLessThanOrEqual(1);
          sum.done += may;
          sum.refused += waits.length;
          sum.requests += requests;
        }
        await other.send(`find ${target.oid}`);
        expect(textOf(other.last().card)).toContain(target.displayName);
        // Long chats would only slow the next case down.
        for (const { conversationId } of [client, other])
          for (const { id: old } of teams.conversations.get(conversationId)?.snapshot().messages ?? [])
            teams.conversations.get(conversationId)?.remove(old);
      }),
    );
    expect(graph.requests.filter(({ status }) => status === 429)).toEqual([]);
    return `${sum.done} done with ${sum.requests} requests to Graph, ${sum.refused} refused with none; nobody else was refused`;
  },
);
