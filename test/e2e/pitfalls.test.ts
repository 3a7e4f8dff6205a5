import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { editable } from '../support/fieldSamples.ts';
import { lookUp, pressAndConfirm, writeRecords, writesOf } from '../support/writes.ts';

// What users of other tools for Entra's profiles ran into, each as their reports have it, and that it is not so here. A
// photo for somebody without a mailbox is in photo.test.ts.

const target = people.annaSmith.oid;
const full = people.withFullProfile.oid;
const minuteMs = 60_000;
let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.globalAdministrator);
});
afterEach(() => desk.close());

const person = (oid = target): Readonly<Record<string, unknown>> =>
  desk.sandbox.graph.directory.person(oid) ?? {};
const outside = (changes: Readonly<Record<string, unknown>>, oid = target) => {
  desk.sandbox.graph.directory.update(oid, changes);
  now += 11 * minuteMs;
};
const bodies = () => writesOf(desk).map(({ body }) => body);
const save = async (typed: Readonly<Record<string, string>>, oid = target, ...sections: string[]) =>
  await pressAndConfirm(client, await lookUp(client, oid, ...sections), 'Save', typed);

describe('what is sent', () => {
  it('emptying a field did not clear it', async () => {
    outside({ city: 'Delft', businessPhones: ['+31 10 1'], otherMails: ['a@home.example'] });
    await save({ city: '', businessPhones: '', otherMails: '' });
    expect(person()).toMatchObject({ city: null, businessPhones: [], otherMails: [] });
  });

  it('an empty string, or white space, was sent and refused', async () => {
    outside({ mobilePhone: '+31 6 1', jobTitle: 'Clerk' });
    const saved = await save({ mobilePhone: ' ', jobTitle: '\t \u00a0', city: ' Delft ' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(bodies()).toEqual([{ mobilePhone: null, jobTitle: null, city: 'Delft' }]);
  });

  it('null was dropped on its way, and nothing was cleared', async () => {
    outside({ department: 'Sales' });
    await save({ department: '' });
    expect(Object.entries(bodies()[0] as object)).toEqual([['department', null]]);
  });

  it('all properties were sent, and those that were empty refused', async () => {
    outside({ companyName: null, state: null, faxNumber: null });
    await save({ city: 'Gouda' });
    expect(bodies()).toEqual([{ city: 'Gouda' }]);
  });

  it('the user principal name was replaced along with something else', async () => {
    outside({ mailNickname: 'another', userPrincipalName: 'Anna.SMITH@northwind-harbor.example' });
    const before = person();
    await save({ usageLocation: 'Belgium', displayName: 'Anna S. Smith' });
    expect(bodies()).toEqual([{ displayName: 'Anna S. Smith', usageLocation: 'BE' }]);
    expect(person()).toMatchObject({
      userPrincipalName: before.userPrincipalName,
      mailNickname: before.mailNickname,
    });
    const asked = await press(client, await lookUp(client, target), 'Save', { userPrincipalName: 'anna' });
    expect(titlesOf(asked.card)).toEqual(['Confirm', 'Cancel']);
  });

  it('first and last name were blanked when the display name was set', async () => {
    const { givenName, surname } = person();
    await save({ displayName: 'Annie' });
    expect(person()).toMatchObject({ displayName: 'Annie', givenName, surname });
    expect(bodies()).toEqual([{ displayName: 'Annie' }]);
  });

  it('of several business phones all but one were lost', async () => {
    outside({ businessPhones: ['+31 10 1', '+31 10 2'] });
    const message = await lookUp(client, target);
    expect(inputsOf(message.card)).not.toHaveProperty('businessPhones');
    expect(textOf(message.card)).toContain('+31 10 1, +31 10 2');
    await press(client, message, 'Save', { city: 'Gouda' });
    expect(bodies()).toEqual([{ city: 'Gouda' }]);
  });

  it('other mails were replaced by the one that was added', async () => {
    outside({ otherMails: ['a@home.example', 'b@home.example'] });
    const message = await lookUp(client, target);
    const otherMails = `${inputsOf(message.card).otherMails}\nc@home.example`;
    await press(client, message, 'Save', { otherMails });
    expect(bodies()).toEqual([{ otherMails: ['a@home.example', 'b@home.example', 'c@home.example'] }]);
  });

  it('the half of the organization data that was left out was emptied', async () => {
    outside({ employeeOrgData: { costCenter: 'CC-1', division: 'Harbor' } });
    await save({ 'employeeOrgData/costCenter': 'CC-2' });
    expect(person().employeeOrgData).toEqual({ costCenter: 'CC-2', division: 'Harbor' });
  });

  it('an update of a filtered collection, or by a name that changes, went astray', async () => {
    const upn = String(person().userPrincipalName);
    await client.send(upn);
    await pressAndConfirm(client, client.last(), 'Save', { userPrincipalName: 'annie', city: 'Gouda' });
    expect(writesOf(desk).map(({ path }) => path)).toEqual([`/users/${target}`]);
  });

  it('what SharePoint keeps was refused together with the rest, or without a person', async () => {
    await save({ city: 'Gouda', aboutMe: 'Hi', skills: 'knots' }, full, 'about');
    expect(bodies()).toEqual([{ city: 'Gouda' }, { aboutMe: 'Hi', skills: ['knots'] }]);
    const callers = new Set(writeRecords(desk).map(({ callerOid }) => callerOid));
    expect([...callers]).toEqual([people.globalAdministrator.oid]);
  });
});

describe('what the card takes and shows', () => {
  it('nothing could be saved before all optional fields were filled in', async () => {
    const saved = await save({ city: 'Delft' }, people.bare.oid);
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
  });

  it('somebody without any values, or without a licence, broke the page', async () => {
    outside({ assignedLicenses: [], mobilePhone: null, businessPhones: [] }, people.synced.oid);
    for (const oid of [
      people.synced.oid,
      people.bare.oid,
      people.withoutMailbox.oid,
      people.pendingGuest.oid,
    ]) {
      const message = await lookUp(client, oid, 'account', 'onPremises', 'about', 'signIn');
      expect(textOf(message.card)).toContain(String(person(oid).userPrincipalName));
      expect(titlesOf(message.card)).not.toContain('Show');
    }
  });

  it('job data of somebody who is synced was refused in the end', async () => {
    const { card } = await lookUp(client, people.synced.oid);
    const orgData = ['employeeHireDate', 'employeeOrgData/costCenter', 'employeeOrgData/division'];
    expect(Object.keys(inputsOf(card)).filter((name) => orgData.includes(name))).toEqual([]);
    expect(textOf(card)).toContain('Synced from on-premises Active Directory. Change it there.');
  });

  it('a phone of the profile was held to the form of a sign-in phone, or the other way round', async () => {
    const message = await lookUp(client, target, 'signIn');
    const typed = { mobilePhone: 'desk 7, ask for Anna', 'phoneMethods/mobile': '06 12345678' };
    const refused = await press(client, message, 'Save', typed);
    expect(textOf(refused.card)).toContain('Begin with the country code, such as +31.');
    await pressAndConfirm(client, refused, 'Save', { 'phoneMethods/mobile': '+31 (0)6-12 34 56 78' });
    // Each with a token of its own, at the same time.
    expect(bodies()).toHaveLength(2);
    expect(bodies()).toEqual(
      expect.arrayContaining([
        { mobilePhone: 'desk 7, ask for Anna' },
        { phoneNumber: '+31 612345678', phoneType: 'mobile' },
      ]),
    );
  });

  it('proxy addresses looked as if they could be edited', async () => {
    const { card } = await lookUp(client, people.withManyAddresses.oid, 'account');
    expect(textOf(card)).toContain('SMTP:noor@northwind-harbor.example');
    expect(inputsOf(card)).not.toHaveProperty('proxyAddresses');
  });

  it('fields were missing, such as the fax number and the business phone', async () => {
    const { card } = await lookUp(client, full, 'onPremises', 'about', 'signIn');
    expect(editable.filter((name) => !(name in inputsOf(card)))).toEqual([]);
  });
});

describe('what becomes of it', () => {
  it('success was shown, and then the old values', async () => {
    outside({ city: 'Rotterdam' });
    desk.sandbox.graph.settings.readLagMs = 5 * minuteMs;
    const saved = await save({ city: 'Delft' });
    expect(textOf(saved.card)).toContain('Other pages may show the old value for some minutes.');
    now += minuteMs;
    expect(inputsOf((await press(client, saved, 'Edit again')).card).city).toBe('Delft');
    expect(inputsOf((await lookUp(client, target)).card).city).toBe('Delft');
  });

  it('an extension attribute was accepted and never changed', async () => {
    const name = 'onPremisesExtensionAttributes/extensionAttribute1';
    outside({ onPremisesExtensionAttributes: { extensionAttribute1: 'old' } });
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 204 });
    await save({ [name]: 'new' }, target, 'onPremises');
    expect(person().onPremisesExtensionAttributes).toEqual({ extensionAttribute1: 'old' });
    // A read may be ten minutes old; after that it is believed.
    now += 11 * minuteMs;
    const { card } = await lookUp(client, target, 'onPremises');
    expect(inputsOf(card)[name]).toBe('old');
  });

  it('a 403 did not say that the person is an administrator', async () => {
    desk.sandbox.entra.settings.consents.delete('RoleManagement.Read.Directory');
    client = await desk.as(people.userAdministrator);
    const told = await save({ mobilePhone: '+31 6 1' }, people.globalAdministrator.oid);
    expect(textOf(told.card)).toContain(
      'Either Profile Desk lacks a permission, or your role does not cover this field, or this person holds a role that outranks yours.',
    );
  });

  it('somebody new was not found for a while, and the tool gave up', async () => {
    desk.sandbox.graph.settings.readLagMs = minuteMs;
    const id = '9a3c1f7e-1111-4222-8333-444455556666';
    const user = { id, displayName: 'New Person', userPrincipalName: 'new@northwind-harbor.example' };
    desk.sandbox.graph.directory.create({ user, managerId: undefined });
    await client.send(id);
    expect(textOf(client.last().card)).toContain('Nobody found for');
    now += 2 * minuteMs;
    expect(textOf((await lookUp(client, id)).card)).toContain('New Person');
  });

  it('there was no record of who changed what', async () => {
    await save({ city: 'Gouda' });
    const line = desk.lines.find((one) => one.includes('"actor"'));
    expect(line).toContain(people.globalAdministrator.oid);
    expect(line).toContain(target);
    expect(line).toContain('city');
    expect(line).not.toContain('Gouda');
  });

  it('a second click, or somebody else’s, saved it twice', async () => {
    const message = await lookUp(client, target);
    const save = actionOf(message.card, 'Save') as CardAction;
    const click = { ...save, data: { ...(save.data as object), ...inputsOf(message.card), city: 'Gouda' } };
    const ingrid = await desk.as(people.userAdministrator);
    await Promise.all([client, client, ingrid].map((who) => who.execute(message.id, click)));
    expect(bodies()).toEqual([{ city: 'Gouda' }]);
  });

  it('private phone numbers stood in a channel: they stand in nobody’s chat but the asker’s', async () => {
    const ingrid = await desk.as(people.userAdministrator);
    const message = await lookUp(client, full, 'signIn');
    expect(textOf(message.card)).toContain('+421 903123456');
    await ingrid.reload();
    expect(JSON.stringify(ingrid.views())).not.toContain('903123456');
    const { card } = await desk.stored(client, message);
    expect(textOf(card)).toContain('+421 903123456');
  });
});
