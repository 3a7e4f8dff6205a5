import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, clickOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

// A card's data is whatever the client sends: only the one who opened an edit may apply it.

const target = people.obrien;
let desk: DeskUnderTest;
let ingrid: TeamsClient;
let beatriz: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  ingrid = await desk.as(people.userAdministrator);
  beatriz = await desk.as(people.globalAdministrator);
});
afterEach(() => desk.close());

const person = () => desk.sandbox.graph.directory.person(target.oid);
const patches = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');

const editIdOf = (card: unknown): string => String((actionOf(card, 'Save').data as { $edit?: string }).$edit);

/** Brings Ingrid's card to where it has such a button. */
const scenes: Record<string, (message: MessageView) => Promise<MessageView>> = {
  Save: async (message) => message,
  Cancel: async (message) => message,
  Confirm: (message) => press(ingrid, message, 'Save', { accountEnabled: 'false' }),
  Undo: (message) => press(ingrid, message, 'Save', { jobTitle: 'Dock Master' }),
  'Edit again': (message) => press(ingrid, message, 'Cancel', { jobTitle: 'Dock Master' }),
  'Keep mine': async (message) => {
    desk.sandbox.graph.directory.update(target.oid, { jobTitle: 'Pilot' });
    return await press(ingrid, message, 'Save', { jobTitle: 'Dock Master' });
  },
  'Take theirs': (message) => scenes['Keep mine']?.(message) ?? Promise.resolve(message),
  'Show result': (message) => {
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'reset', afterApply: true });
    return press(ingrid, message, 'Save', { jobTitle: 'Dock Master' });
  },
};

describe('a click on somebody else’s card', () => {
  it.each(Object.entries(scenes))(
    '%s opens one’s own card, with one’s own rights',
    async (title, prepare) => {
      await ingrid.send(target.oid);
      const { id, card } = await prepare(ingrid.last());
      await desk.app.idle();
      const [before, writes, requests] = [person(), patches().length, desk.sandbox.graph.requests.length];
      const editId = (actionOf(card, title).data as { $edit: string }).$edit;
      const answer = await beatriz.execute(id, clickOf(card, title, { jobTitle: 'Harbor Pilot' }));
      if (answer.kind !== 'card') throw new Error(`The answer is ${answer.kind}`);
      await desk.app.idle();

      expect(patches()).toHaveLength(writes);
      expect(person()).toEqual(before);
      const callers = desk.sandbox.graph.requests.slice(requests).map(({ callerOid }) => callerOid);
      expect(callers).toEqual([people.globalAdministrator.oid]);
      expect(textOf(answer.card)).toContain(target.userPrincipalName);
      expect(titlesOf(answer.card)).toContain('Save');
      expect(JSON.stringify(answer.card)).not.toContain(editId);
      const refusals = desk.lines
        .map((line) => JSON.parse(line) as object)
        .filter((line) => 'event' in line && line.event === 'refused');
      // Edit again opens one's own card, whosever it is.
      const refused = title === 'Edit again' ? [] : [{ why: 'notOwner', actor: beatriz.oid, editId }];
      expect(refusals).toMatchObject(refused);

      // It is a good card: what it saves is saved with the rights of the one who clicks.
      await beatriz.execute(id, clickOf(answer.card, 'Save', { city: 'Delft' }));
      expect(patches().at(-1)).toMatchObject({ callerOid: people.globalAdministrator.oid });
      expect(person()?.city).toBe('Delft');
    },
  );

  it.each(['Confirm', 'Undo', 'Keep mine'])('%s still works for the one whose card it is', async (title) => {
    await ingrid.send(target.oid);
    const message = (await scenes[title]?.(ingrid.last())) ?? ingrid.last();
    await desk.app.idle();
    await ingrid.reload();
    const before = ingrid.view(message.id);
    await beatriz.execute(message.id, clickOf(before.card, title));
    await desk.app.idle();
    await ingrid.reload();
    expect(ingrid.view(message.id)).toEqual(before);
    const writes = patches().length;
    const answer = await press(ingrid, before, title);
    expect(textOf(answer.card)).toMatch(/^(Saved|Undone)\n/);
    expect(patches().slice(writes)).toMatchObject([{ callerOid: people.userAdministrator.oid }]);
  });

  it('fills what was typed into the fresh card, and says why it is one', async () => {
    await ingrid.send(target.oid);
    const { id, card } = ingrid.last();
    const typed = { jobTitle: 'Harbor Pilot', businessPhones: '' };
    const answer = await beatriz.execute(id, clickOf(card, 'Save', typed));
    if (answer.kind !== 'card') throw new Error(`The answer is ${answer.kind}`);
    expect(textOf(answer.card)).toContain('the old one had expired or belongs to somebody else');
    expect(inputsOf(answer.card)).toMatchObject(typed);
    expect(editIdOf(answer.card)).not.toBe(editIdOf(card));
  });

  it('takes a guess for typed, and tells nothing of what the other had seen', async () => {
    await ingrid.send(target.oid);
    const { id, card } = ingrid.last();
    const shown = inputsOf(card).jobTitle ?? '';
    desk.sandbox.graph.directory.update(target.oid, { jobTitle: 'Changed since' });
    // Without the marks that only who has the card knows, of values that stand on it.
    const $form = inputsOf(card).$form?.replace(/,=[^,]*/g, '') ?? '';
    const answer = await beatriz.execute(id, clickOf(card, 'Save', { jobTitle: shown, $form }));
    if (answer.kind !== 'card') throw new Error(`The answer is ${answer.kind}`);
    expect(inputsOf(answer.card).jobTitle).toBe(shown);
    expect(textOf(answer.card)).toContain(`Job title: Changed since → ${shown}`);
    desk.sandbox.graph.directory.update(target.oid, { jobTitle: shown });
  });

  it('empties nothing that the other’s card had no input for', async () => {
    const samuel = await desk.as(people.helpdeskAdministrator);
    await samuel.send(target.oid);
    const { id, card } = samuel.last();
    expect(inputsOf(card)).not.toHaveProperty('jobTitle');
    const click = actionOf(card, 'Save') as CardAction;
    await samuel.submit(id, click, { mobilePhone: '' });
    const sent = desk.sandbox.teams.deliveries.at(-1)?.activity.value as { action: CardAction };
    const answer = await ingrid.execute(id, sent.action);
    if (answer.kind !== 'card') throw new Error(`The answer is ${answer.kind}`);
    const { jobTitle, givenName } = person() as unknown as Readonly<Record<string, string>>;
    expect(inputsOf(answer.card)).toMatchObject({ mobilePhone: '', jobTitle, givenName });
    expect(textOf(answer.card)).not.toContain('Job title: Harbor Pilot →');
  });

  it('by somebody who may not write is refused by Graph, with their own name on the request', async () => {
    const lena = await desk.as(people.employee);
    await ingrid.send(target.oid);
    const { id, card } = ingrid.last();
    const own = await lena.execute(id, clickOf(card, 'Save', { jobTitle: 'Harbor Pilot' }));
    if (own.kind !== 'card') throw new Error(`The answer is ${own.kind}`);
    const refused = await lena.execute(id, clickOf(own.card, 'Save'));
    expect(refused.kind === 'card' && textOf(refused.card)).toContain('Microsoft Entra refused it');
    expect(patches()).toMatchObject([{ callerOid: people.employee.oid, status: 403 }]);
    expect(person()?.jobTitle).not.toBe('Harbor Pilot');
  });
});
