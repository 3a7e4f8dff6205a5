import { describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { textOf } from '../support/cards.ts';
import { press } from '../support/desk.ts';
import { isAlive } from '../support/nodeProcess.ts';
import { delayPatch, startProcessDesk } from '../support/processDesk.ts';

const typed = { jobTitle: 'Harbor Master' };

/** A process that is told to stop while a save is under way. */
async function startSaving(patchMs?: number) {
  const desk = await startProcessDesk();
  await desk.client.send(people.obrien.oid);
  const { arrived } = delayPatch(desk.sandbox, patchMs);
  const saving = press(desk.client, desk.client.last(), 'Save', typed);
  await arrived;
  return { ...desk, saving, person: () => desk.sandbox.graph.directory.person(people.obrien.oid) };
}

describe.concurrent('stopping in the middle of a save', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('it is done and answered before the end (%s)', async (signal) => {
    const { bot, client, saving, person } = await startSaving(300);
    const exit = bot.end(signal);
    expect(textOf((await saving).card)).toMatch(/^Saved\n/);
    const answeredAt = performance.now();
    expect((await exit).code).toBe(0);
    // Connections that are kept open for a next request, 4 to 5 s, keep nobody waiting.
    expect(performance.now() - answeredAt).toBeLessThan(2_500);
    expect(person()).toMatchObject(typed);
    await client.reload();
    expect(textOf(client.last().card)).toMatch(/^Saved\n/);
    expect(isAlive(bot.pid)).toBe(false);
  });

  it('it says that it is not ready, and lives; what still comes is served, and its connection closed', async () => {
    const { bot, client, saving } = await startSaving(700);
    const exit = bot.end('SIGTERM');
    await bot.shows(/"event":"stopping"/);
    const ready = await fetch(`${bot.url}/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'stopping', missing: [] }]);
    const live = await fetch(`${bot.url}/live`);
    expect(live.status).toBe(200);
    for (const { headers } of [ready, live]) expect(headers.get('connection')).toBe('close');
    await client.send('help');
    expect(textOf((await saving).card)).toMatch(/^Saved\n/);
    expect(textOf(client.last().card)).toContain('history');
    expect((await exit).code).toBe(0);
  });

  it('nothing is taken any more once the last is answered', async () => {
    const { bot, client, saving } = await startSaving();
    const exit = bot.end('SIGTERM');
    // The save is answered with “Saving…”, and goes on.
    await saving;
    await expect(fetch(`${bot.url}/live`)).rejects.toThrow('fetch failed');
    expect((await client.send('help')).status).toBe(502);
    expect((await exit).code).toBe(0);
  });

  it('one that was answered with “Saving…” is done too, and its message says so', async () => {
    // The answer comes before the 4 s are over.
    const { bot, client, saving, person } = await startSaving(4_500);
    expect(textOf((await saving).card)).toMatch(/^Saving…/);
    expect((await bot.end('SIGTERM')).code).toBe(0);
    expect(person()).toMatchObject(typed);
    await client.reload();
    expect(textOf(client.last().card)).toMatch(/^Saved\n/);
  });

  it('one that gets no answer from Graph holds the end up for 10 s at most', async () => {
    const { bot, client, saving, person } = await startSaving();
    const askedAt = performance.now();
    const exit = bot.end('SIGTERM');
    expect(textOf((await saving).card)).toMatch(/^Saving…/);
    expect((await exit).code).toBe(0);
    expect(performance.now() - askedAt).toBeLessThan(12_000);
    expect(person()).not.toMatchObject(typed);
    await client.reload();
    expect(textOf(client.last().card)).toMatch(/^Saving…/);
  });
});
