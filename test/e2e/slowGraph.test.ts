import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.obrien;
const deadlines = { messageMs: 1_500, invokeMs: 1_500, writeMs: 2_500, typingMs: 50 };
/** For the way to the bot and back, on a busy machine. */
const graceMs = 1_500;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk({ deadlines });
  client = await desk.as(people.userAdministrator);
  await client.send('Anna Smith');
});
afterEach(async () => {
  desk.sandbox.graph.faults.clear();
  await desk.close();
});

/** From now on, Graph gives no answer. */
const silenceGraph = (): void => desk.sandbox.graph.faults.add({ kind: 'delay', times: 9 });

const patches = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');

async function timed<Result>(work: Promise<Result>): Promise<{ result: Result; ms: number }> {
  const startedAt = performance.now();
  return { result: await work, ms: performance.now() - startedAt };
}

describe('while Graph gives no answer', () => {
  it.each(['Anna Smith', target.oid, target.userPrincipalName])(
    'a message is answered in time: %s',
    async (text) => {
      silenceGraph();
      const sent = desk.sandbox.teams.connector.calls.length;
      const { ms } = await timed(client.send(text));
      expect(ms).toBeLessThan(deadlines.messageMs + graceMs);
      expect(textOf(client.last().card)).toContain('The directory can’t be reached just now.');
      const kinds = desk.sandbox.teams.connector.calls.slice(sent).map(({ activity }) => activity?.type);
      expect(kinds).toEqual(['typing', 'message']);
    },
  );

  it('Open is answered in time, and can be pressed again', async () => {
    const list = client.last();
    silenceGraph();
    const { result: failed, ms } = await timed(press(client, list, 'Open'));
    expect(ms).toBeLessThan(deadlines.invokeMs + graceMs);
    expect(textOf(failed.card)).toContain('The directory can’t be reached just now.');
    desk.sandbox.graph.faults.clear();
    await desk.app.idle();
    await client.reload();
    const opened = await press(client, client.view(list.id), 'Open');
    expect(textOf(opened.card)).toContain(people.annaSmith.userPrincipalName);
  });

  it('Save is answered in time, and the message tells later that nothing was saved', async () => {
    await client.send(target.oid);
    const message = client.last();
    silenceGraph();
    const { result: saving, ms } = await timed(press(client, message, 'Save', { jobTitle: 'Dock Master' }));
    expect(ms).toBeLessThan(deadlines.invokeMs + graceMs);
    expect(textOf(saving.card)).toMatch(/^Saving…/);
    await desk.app.idle();
    await client.reload();
    const told = client.view(message.id);
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(textOf(told.card)).toContain('Microsoft Graph did not answer in time.');
    expect(patches()).toEqual([]);
    desk.sandbox.graph.faults.clear();
    expect(textOf((await press(client, told, 'Save')).card)).toMatch(/^Saved\n/);
    expect(patches()).toHaveLength(1);
  });

  it('a write is in doubt after its time, until Show result reads it', async () => {
    await client.send(target.oid);
    const message = client.last();
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'delay', afterApply: true });
    const action = actionOf(message.card, 'Save') as CardAction;
    const { ms } = await timed(client.submit(message.id, action, { jobTitle: 'Dock Master' }));
    expect(ms).toBeLessThan(deadlines.invokeMs + graceMs);
    await desk.app.idle();
    await client.reload();
    expect(textOf(client.view(message.id).card)).toMatch(/^Not known whether it was saved\n/);
    const shown = await press(client, client.view(message.id), 'Show result');
    expect(textOf(shown.card)).toMatch(/^Saved\n/);
    expect(titlesOf(shown.card)).toContain('Undo');
    expect(patches()).toHaveLength(1);
  });

  it('a Save with something to mend is answered in time, and there is a way back', async () => {
    await client.send(target.oid);
    const message = client.last();
    silenceGraph();
    const { ms } = await timed(press(client, message, 'Save', { usageLocation: 'Atlantis' }));
    expect(ms).toBeLessThan(deadlines.invokeMs + graceMs);
    desk.sandbox.graph.faults.clear();
    await desk.app.idle();
    await client.reload();
    const told = client.view(message.id);
    expect(textOf(told.card)).toContain('The directory can’t be reached just now.');
    expect(titlesOf((await press(client, told, 'Edit again')).card)).toContain('Save');
    expect(patches()).toEqual([]);
  });
});

describe('a slow Graph', () => {
  it('that answers in time is waited for', async () => {
    desk.sandbox.graph.settings.latencyMs = 300;
    const sent = desk.sandbox.teams.connector.calls.length;
    await client.send(target.oid);
    const kinds = desk.sandbox.teams.connector.calls.slice(sent).map(({ activity }) => activity?.type);
    expect(kinds).toEqual(['typing', 'message']);
    expect(textOf(client.last().card)).toContain(target.userPrincipalName);
  });
});
