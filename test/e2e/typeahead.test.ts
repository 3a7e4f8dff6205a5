import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
let message: MessageView;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
  await client.send(target.oid);
  await desk.app.idle();
  message = client.last();
});
afterEach(() => desk.close());

const managerOf = () => desk.sandbox.graph.directory.view(0).find(target.oid)?.managerId;
const search = async (text: string, input = 'manager') => await client.search(message.id, input, text);
const titles = async (text: string) => {
  const found = await search(text);
  return found.kind === 'results' ? found.results.map(({ title }) => title) : [found.text];
};

describe('the input of the manager', () => {
  it('lists people as one types; who is chosen is saved by object id and shown by name', async () => {
    const found = await search('Ingrid');
    if (found.kind !== 'results') throw new Error(found.text);
    const [first] = found.results;
    expect(first?.title).toContain(people.userAdministrator.displayName);
    expect(first?.value).toBe(people.userAdministrator.oid);
    const saved = await press(client, message, 'Save', { manager: first?.value ?? '' });
    expect(textOf(saved.card)).toMatch(new RegExp(`Manager: .* → ${people.userAdministrator.displayName}`));
    expect(managerOf()).toBe(people.userAdministrator.oid);
    const undone = await press(client, saved, 'Undo');
    expect(textOf(undone.card)).toMatch(/^Undone\n/);
    expect(managerOf()).not.toBe(people.userAdministrator.oid);
  });

  it('can be emptied: the manager is removed', async () => {
    expect(managerOf()).toBeDefined();
    const saved = await press(client, message, 'Save', { manager: 'none' });
    expect(textOf(saved.card)).toMatch(/Manager: .* → \(empty\)/);
    expect(managerOf()).toBeUndefined();
  });

  it('tells people of the same name apart', async () => {
    const found = await titles('Anna Smith');
    expect(new Set(found).size).toBe(2);
    for (const title of found)
      expect(title).toMatch(/^\u2068Anna Smith\u2069, \u2068.+\u2069 \(\u2068anna\.smith2?@/);
  });

  it('offers nobody but says to sign in where the Token Service knows nobody', async () => {
    await client.send('sign out');
    expect(await titles('Ingrid')).toContain('Sign in first: type a name in the chat');
    const refused = await press(client, message, 'Save', { manager: 'signIn' });
    expect(managerOf()).not.toBe('signIn');
    expect(textOf(refused.card)).not.toMatch(/^Saved/);
  });

  it('says so where the directory can’t be searched, and writes nothing', async () => {
    desk.sandbox.graph.faults.add({ kind: 'status', status: 503, times: 4 });
    expect(await titles('Ingrid')).toContain('The directory can’t be searched just now');
  });

  it.each(['"', '\\', "O'Brien", '&', '%', '#', '🐙', 'x'.repeat(10_000)])(
    'takes %j for text',
    async (text) => expect((await search(text)).kind).toBe('results'),
  );
});

describe('the input of the sponsors', () => {
  it('takes several, adds and removes what changed, and puts them back', async () => {
    const sponsors = () => desk.sandbox.graph.directory.view(0).find(people.guest.oid)?.sponsorIds ?? [];
    await client.send(people.guest.oid);
    message = client.last();
    const before = [...sponsors()];
    expect(inputsOf(message.card).sponsors).toBe(before.join(','));
    const chosen = [people.userAdministrator.oid, people.employee.oid];
    const saved = await press(client, message, 'Save', { sponsors: chosen.join(',') });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect([...sponsors()].sort()).toEqual([...chosen].sort());
    await press(client, saved, 'Undo');
    expect([...sponsors()].sort()).toEqual([...before].sort());
  });
});
