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
/** How often a client may do by itself what it does in a minute: each counts 0.1, from a purse of its own. */
const byClient = perMinute * 10;
/** Milliseconds that somebody else waits at most, while all of a burst goes on: generous to a slow machine. */
const longestMs = 10_000;
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
  return deliver(outgoing[doing]);
}

function deliver(outgoing: Parameters<typeof desk.sandbox.teams.activityOf>[1]) {
  const { teams, graph } = desk.sandbox;
  const account = graph.directory.byObjectId(client.oid);
  if (!account) throw new Error('no account');
  return teams.redeliver(client.oid, teams.activityOf(account, outgoing), false);
}

hazard(
  {
    number: 29,
    hazard: 'Somebody, or their script, does far too much at once',
    promise:
      'Each person has a limit: beyond it they are told when to go on, and nothing is asked of Graph; of their searches one is under way at a time; somebody else is answered meanwhile',
    cases: 200,
    least: 4,
  },
  async (run) => {
    const { teams, graph } = desk.sandbox;
    const mine = () => graph.requests.filter(({ callerOid }) => callerOid === client.oid);
    let most = 0;
    let slowest = 0;
    // Only looks: how many of the person's requests are without an answer as another one arrives.
    graph.faults.add({
      kind: 'status',
      match: () => {
        most = Math.max(most, mine().filter(({ status }) => status === 0).length);
        return false;
      },
    });
    const expectNoWait = async (): Promise<void> => {
      const startedAt = performance.now();
      await other.send(`find ${target.oid}`);
      slowest = Math.max(slowest, performance.now() - startedAt);
      expect(slowest, 'milliseconds that somebody else waited').toBeLessThan(longestMs);
      expect(textOf(other.last().card)).toContain(target.displayName);
    };
    const sum = { done: 0, refused: 0, requests: 0 };
    await run.property(
      fc.asyncProperty(
        fc.array(burst, { minLength: 1, maxLength: 4, size: 'max' }),
        burst,
        async (drawn, last) => {
          // At last there is nothing left: of what comes then nothing is done.
          const drained = { doing: 'typeahead', count: perMinute, afterMs: 0 } as const;
          const bursts = [...drawn, drained, { ...last, afterMs: 0 }];
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
            const burst = Array.from({ length: count }, () => send(doing, id, save, turn));
            if (turn === drawn.length) await expectNoWait();
            const answers = await Promise.all(burst);
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
          // Long chats would only slow the next case down.
          for (const { conversationId } of [client, other])
            for (const { id: old } of teams.conversations.get(conversationId)?.snapshot().messages ?? [])
              teams.conversations.get(conversationId)?.remove(old);
        },
      ),
    );
    expect(sum.refused).toBeGreaterThan(0);
    await run.check('what a client does by itself', async () => {
      now += 120_000;
      await client.send(`find ${target.oid}`);
      await desk.app.idle();
      const { id, card } = client.last();
      const save = actionOf(card, 'Save') as CardAction;
      const signIn = { type: 'invoke', name: 'signin/tokenExchange', value: {} } as const;
      const answers = await Promise.all(Array.from({ length: byClient + 20 }, () => deliver(signIn)));
      const statuses = answers.map(({ status }) => status);
      const refused = statuses.filter((status) => status === 429).length;
      // Tenths do not add up exactly.
      expect([20, 21]).toContain(refused);
      expect(statuses.filter((status) => status === 200)).toHaveLength(statuses.length - refused);
      const before = mine().length;
      const refresh = { action: { ...save, type: 'Action.Execute' }, trigger: 'automatic' };
      const value = { type: 'invoke', name: 'adaptiveCard/action', replyToId: id, value: refresh } as const;
      expect(JSON.stringify(await deliver(value))).toMatch(/Go on in 1 second/);
      await desk.app.idle();
      expect(mine().length).toBe(before);
      // The person's own purse is as full as it was.
      expect(JSON.stringify(await send('click', id, save, 0))).not.toContain('Go on in');
    });
    return `${sum.done} done with ${sum.requests} requests to Graph, ${sum.refused} refused with none; somebody else waited ${Math.round(slowest)} ms at most`;
  },
);
