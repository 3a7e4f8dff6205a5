import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const patches = () =>
  desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

interface Scene {
  readonly title: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly prepare: (message: MessageView) => Promise<MessageView>;
  /** What the click writes, and what all its answers say. */
  readonly writes: object;
  readonly says: RegExp;
}

const jobTitle = 'Dock Master';
const scenes: Scene[] = [
  {
    title: 'Save',
    typed: { jobTitle },
    prepare: async (message) => message,
    writes: { jobTitle },
    says: /^Saved\n/,
  },
  {
    title: 'Confirm',
    typed: {},
    prepare: (message) => press(client, message, 'Save', { accountEnabled: 'false' }),
    writes: { accountEnabled: false },
    says: /^Saved\n/,
  },
  {
    title: 'Undo',
    typed: {},
    prepare: (message) => press(client, message, 'Save', { city: 'Delft' }),
    writes: { city: 'Seattle' },
    says: /^Undone\n/,
  },
];

/** Opens a profile, and brings its card to where the button is. */
async function open({ prepare }: Scene): Promise<{ message: MessageView; earlier: number }> {
  await client.send(target.oid);
  const message = await prepare(client.last());
  await desk.app.idle();
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

function cardTextOf({ body }: { readonly body?: unknown }): string {
  return textOf((body as { value?: unknown } | undefined)?.value);
}

describe.each(scenes)('$title', (scene) => {
  const { title, typed, writes, says } = scene;

  it('clicked twice at once is done once, and both answers say the same', async () => {
    const { message, earlier } = await open(scene);
    const action = actionOf(message.card, title) as CardAction;
    const clicks = [1, 2, 3].map(() => client.submit(message.id, action, typed));
    const texts = (await Promise.all(clicks)).map((answer) =>
      answer.kind === 'card' ? textOf(answer.card) : answer.kind,
    );
    expect(texts[0]).toMatch(says);
    expect(new Set(texts).size).toBe(1);
    expect(patches().slice(earlier)).toEqual([writes]);
    expect(await stored(message)).toBe(texts[0]);
  });

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

  it('clicked on two devices at once is done once', async () => {
    const { message, earlier } = await open(scene);
    const phone = await desk.as(people.userAdministrator);
    const shown = await Promise.all([
      press(client, message, title, typed),
      press(phone, message, title, typed),
    ]);
    expect(shown.map(({ card }) => textOf(card))).toEqual([
      expect.stringMatching(says),
      textOf(shown[0]?.card),
    ]);
    expect(patches().slice(earlier)).toEqual([writes]);
  });
});
