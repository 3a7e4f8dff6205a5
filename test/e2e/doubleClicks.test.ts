import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, textOf } from '../support/cards.ts';
import { type ClickScene, clickScenes, openScene } from '../support/clickScenes.ts';
import { cardTextOf } from '../support/delivery.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const patches = () =>
  desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

/** Opens a profile, and brings its card to where the button is. */
async function open(scene: ClickScene): Promise<{ message: MessageView; earlier: number }> {
  const message = await openScene(desk, client, scene);
  return { message, earlier: patches().length };
}

/** What the message says once nothing goes on any more. */
async function stored({ id }: MessageView): Promise<string> {
  await desk.app.idle();
  await client.reload();
  return textOf(client.view(id).card);
}

const lastClick = () =>
  desk.sandbox.teams.deliveries.findLast(({ activity }) => activity.name === 'adaptiveCard/action');

// What the copies of a click do to each other is in test/hazards/doubled-clicks.test.ts; here is how they come about.
describe.each(clickScenes)('$name', (scene) => {
  const { title, typed, writes, says } = scene;

  it.each([false, true])('delivered again afterwards is not done again (new id: %s)', async (newId) => {
    const { message, earlier } = await open(scene);
    const shown = textOf((await press(client, message, title, typed)).card);
    const again = await client.redeliver(lastClick()?.activityId ?? '', { newId });
    expect(again.status).toBe(200);
    expect(cardTextOf(again)).toBe(shown);
    expect(shown).toMatch(says);
    expect(patches().slice(earlier)).toEqual([writes]);
    expect(await stored(message)).toBe(shown);
  });

  it.each(['sameId', 'newId'] as const)(
    'delivered again meanwhile is done once (%s)',
    async (redeliverSlowTurns) => {
      const { message, earlier } = await open(scene);
      Object.assign(desk.sandbox.teams.settings, { redeliverSlowTurns, redeliverAfterMs: 50 });
      desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'delay', ms: 400 });
      const clicks = () =>
        desk.sandbox.teams.deliveries.filter(({ activity }) => activity.replyToId === message.id);
      const before = clicks().length;
      const shown = textOf((await press(client, message, title, typed)).card);
      await vi.waitUntil(() => clicks().length === before + 2);
      expect(clicks().slice(before).map(cardTextOf)).toEqual([shown, shown]);
      expect(shown).toMatch(says);
      expect(patches().slice(earlier)).toEqual([writes]);
      expect(await stored(message)).toBe(shown);
    },
  );

  it('clicked twice at once by a client without Action.Execute is done once', async () => {
    const { message, earlier } = await open(scene);
    const action = actionOf(message.card, title) as CardAction;
    await Promise.all([1, 2].map(() => client.submitFallback(message.id, action, typed)));
    expect(patches().slice(earlier)).toEqual([writes]);
    expect(await stored(message)).toMatch(says);
  });
});
