import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  desk.sandbox.graph.directory.update(target.oid, {
    jobTitle: 'Clerk',
    city: 'Rotterdam',
    skills: ['Rowing'],
  });
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const cardText = () => textOf(client.last().card);
const person = (): Readonly<Record<string, unknown>> => desk.sandbox.graph.directory.person(target.oid) ?? {};

describe('a message that says what to change', () => {
  it('opens the card with the inputs filled and the changes listed, and one click saves', async () => {
    await client.send(`${target.displayName}: job title = Lead Engineer; City = ; companyName=Oldport`);
    expect(cardText()).toContain('Nothing was saved yet. Check the change and press Save.');
    expect(cardText()).toContain('Job title: Clerk → Lead Engineer');
    expect(cardText()).toContain('City: Rotterdam → (empty)');
    expect(inputsOf(client.last().card)).toMatchObject({ jobTitle: 'Lead Engineer', companyName: 'Oldport' });
    expect(desk.patches()).toEqual([]);
    await press(client, client.last(), 'Save');
    expect(desk.bodies()).toEqual([{ jobTitle: 'Lead Engineer', companyName: 'Oldport', city: null }]);
  });

  it('reads every kind of value: a country, a choice, yes or no, a day, a list, somebody’s name', async () => {
    const changes = [
      'usage location = Belgium',
      'user type = guest',
      'account enabled = no',
      'employee hire date = 2026-03-01',
      'skills = Rowing, Knots',
      `manager = ${people.userAdministrator.displayName}`,
      'cost center = C-7',
    ];
    await client.send(`${target.userPrincipalName}: ${changes.join('; ')}`);
    expect(cardText()).toContain('Usage location: ');
    expect(cardText()).toContain('User type: Member → Guest');
    expect(cardText()).toContain('Account enabled: Yes → No');
    expect(cardText()).toContain('→ March 1, 2026');
    expect(cardText()).toContain('Skills: Rowing → Rowing, Knots');
    expect(cardText()).toContain(`→ ${people.userAdministrator.displayName}`);
    const asked = await press(client, client.last(), 'Save');
    expect(titlesOf(asked.card)).toContain('Confirm');
    expect(textOf((await press(client, asked, 'Confirm')).card)).toMatch(/^Saved\n/);
    expect(person()).toMatchObject({
      usageLocation: 'BE',
      userType: 'Guest',
      accountEnabled: false,
      skills: ['Rowing', 'Knots'],
    });
    const record = desk.sandbox.graph.directory.view(0).find(target.oid);
    expect(record?.managerId).toBe(people.userAdministrator.oid);
  });

  it('understands the labels of the language in which somebody types', async () => {
    desk.sandbox.teams.settings.locale = 'nl-NL';
    await client.send(`${target.userPrincipalName}: functie = Loods; account ingeschakeld = nee`);
    expect(cardText()).toContain('Functie: Clerk → Loods');
    expect(cardText()).toContain('Account ingeschakeld: Ja → Nee');
  });

  it.each([
    ['a label that is none, with the nearest ones', 'jobtitel = X', ['“jobtitel”', 'Job title']],
    ['a label without a value', 'city = X; job title', ['Job title: what is it to be?']],
    ['a value that is none', 'usage location = Belgum', ['Usage location: No country', 'Belgium']],
    ['a value that is too long', `employee id = ${'9'.repeat(17)}`, ['At most 16 characters']],
    ['a field that can only be seen', 'object id = 1', ['“object id” is no field']],
    ['a name that nobody has', 'manager = Zzyzx Qqq', ['Nobody was found for “Zzyzx Qqq”']],
    ['a name that several have', 'manager = Anna Smith', ['could be several people', 'anna.smith2']],
  ])('that is not understood is said at once: %s', async (_what, changes, says) => {
    await client.send(`${target.displayName}: ${changes}`);
    expect(cardText()).toMatch(/^Not understood, so nothing was changed\n/);
    for (const words of says) expect(cardText()).toContain(words);
    expect(titlesOf(client.last().card)).not.toContain('Save');
    expect(desk.patches()).toEqual([]);
  });

  it('fills the card of whoever is chosen from a list', async () => {
    await client.send('Anna Smith: city = Delft');
    const chosen = await press(client, client.last(), 'Open');
    expect(inputsOf(chosen.card).city).toBe('Delft');
    await press(client, chosen, 'Save');
    expect(desk.bodies()).toEqual([{ city: 'Delft' }]);
  });

  it('says which of the fields can’t be changed here', async () => {
    await client.send(`${people.synced.userPrincipalName}: job title = X; usage location = Belgium`);
    expect(cardText()).toContain('Can’t be changed here: Job title.');
    expect(inputsOf(client.last().card)).not.toHaveProperty('jobTitle');
    await press(client, client.last(), 'Save');
    expect(desk.bodies()).toEqual([{ usageLocation: 'BE' }]);
  });

  it('is no such message where a name merely has a colon in it', async () => {
    await client.send('Smith: Anna');
    expect(cardText()).not.toContain('Not understood');
  });
});
