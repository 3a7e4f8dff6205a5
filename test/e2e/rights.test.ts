import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { lookUp, pressAndConfirm, writesOf } from '../support/writes.ts';

// What the card leaves open follows from the roles of both, as far as they are known; Graph has the last word.

let desk: DeskUnderTest;
beforeEach(async () => {
  desk = await startDesk();
});
afterEach(() => desk.close());

const target = people.annaSmith.oid;
const lockedByRole = 'Your role does not cover this.';
const threeCauses =
  'Either Profile Desk lacks a permission, or your role does not cover this field, or this person holds a role that outranks yours.';

/** The fields that have an input. */
const openOn = (card: unknown): string[] =>
  Object.keys(inputsOf(card)).filter((id) => !id.startsWith('$') && !id.includes('@'));

async function cardFor(
  caller: { readonly oid: string },
  oid: string,
  ...sections: readonly string[]
): Promise<{ client: TeamsClient; message: Awaited<ReturnType<typeof lookUp>> }> {
  const client = await desk.as(caller);
  return { client, message: await lookUp(client, oid, ...sections) };
}

describe('what a role covers', () => {
  it('a Helpdesk Administrator has phones and other mails open, and the job title locked', async () => {
    const { client, message } = await cardFor(people.helpdeskAdministrator, target);
    expect(openOn(message.card).sort()).toEqual(['businessPhones', 'mobilePhone', 'otherMails']);
    expect(textOf(message.card)).toContain(lockedByRole);
    const saved = await press(client, message, 'Save', { mobilePhone: '+31 6 1', businessPhones: '' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(writesOf(desk).map(({ body }) => body)).toEqual([{ mobilePhone: '+31 6 1', businessPhones: [] }]);
  });

  it('a User Administrator has all but sign-in methods open', async () => {
    const { message } = await cardFor(people.userAdministrator, target, 'onPremises', 'about', 'signIn');
    expect(openOn(message.card)).toContain('jobTitle');
    expect(openOn(message.card)).toContain('onPremisesExtensionAttributes/extensionAttribute1');
    expect(openOn(message.card).filter((id) => /Methods/.test(id))).toEqual([]);
  });

  it('of an administrator, where roles can be read, the sensitive fields are locked, and the others can be saved', async () => {
    const { client, message } = await cardFor(
      people.userAdministrator,
      people.authenticationAdministrator.oid,
    );
    const open = openOn(message.card);
    expect(['jobTitle', 'city', 'manager'].filter((name) => !open.includes(name))).toEqual([]);
    expect(
      ['userPrincipalName', 'accountEnabled', 'mobilePhone', 'otherMails'].filter((id) => open.includes(id)),
    ).toEqual([]);
    expect(textOf(message.card)).toContain('This person holds a role that outranks yours.');
    expect(textOf((await press(client, message, 'Save', { city: 'Delft' })).card)).toMatch(/^Saved\n/);
  });

  it('of an administrator whose roles can’t be read, Graph refuses it, and the three causes are told', async () => {
    desk.sandbox.entra.settings.consents.delete('RoleManagement.Read.Directory');
    const administrator = people.authenticationAdministrator.oid;
    const { client, message } = await cardFor(people.userAdministrator, administrator);
    const told = await press(client, message, 'Save', { mobilePhone: '+31 6 1' });
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(textOf(told.card)).toContain(threeCauses);
  });

  it('somebody whose token names no role has everything open, and is told the three causes', async () => {
    const { client, message } = await cardFor(people.employee, target);
    expect(openOn(message.card)).toContain('jobTitle');
    const told = await press(client, message, 'Save', { jobTitle: 'Lead' });
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(textOf(told.card)).toContain(threeCauses);
  });

  it('a custom role, which no token names, saves what it covers and is told of the rest', async () => {
    const { client, message } = await cardFor(people.jobDataEditor, target);
    const saved = await press(client, message, 'Save', { jobTitle: 'Lead' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    const again = await press(client, saved, 'Edit again');
    const told = await press(client, again, 'Save', { jobTitle: 'Head', city: 'Delft' });
    expect(textOf(told.card)).toContain(threeCauses);
    expect(desk.sandbox.graph.directory.person(target)).toMatchObject({ jobTitle: 'Lead' });
  });
});

describe('whose account it is', () => {
  it('synced: what the on-premises directory owns is closed', async () => {
    const { message } = await cardFor(people.userAdministrator, people.synced.oid, 'onPremises', 'about');
    expect(textOf(message.card)).toContain('Synced from on-premises Active Directory. Change it there.');
    expect(openOn(message.card)).not.toContain('jobTitle');
    expect(openOn(message.card)).not.toContain('onPremisesExtensionAttributes/extensionAttribute1');
    expect(openOn(message.card)).toContain('usageLocation');
    expect(openOn(message.card)).toContain('aboutMe');
  });

  it('once synced: the extension attributes are Exchange’s, and the rest can be saved', async () => {
    const { client, message } = await cardFor(people.userAdministrator, people.onceSynced.oid, 'onPremises');
    expect(textOf(message.card)).toContain('Was synced from on-premises before; Exchange owns it now.');
    expect(openOn(message.card).filter((id) => id.startsWith('onPremises'))).toEqual([]);
    expect(textOf((await press(client, message, 'Save', { city: 'Delft' })).card)).toMatch(/^Saved\n/);
  });

  it('in a restricted unit: closed to a role over the whole tenant, and Save is not offered', async () => {
    const { message } = await cardFor(people.globalAdministrator, people.restricted.oid);
    expect(textOf(message.card)).toContain('This person is in a restricted management unit');
    expect(titlesOf(message.card)).not.toContain('Save');
  });

  it('in a restricted unit: open to a role over that unit, which no token names', async () => {
    const { client, message } = await cardFor(people.restrictedUnitAdministrator, people.restricted.oid);
    const saved = await press(client, message, 'Save', { jobTitle: 'Guard', mobilePhone: '+31 6 1' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
  });

  it('one’s own: the sign-in methods are closed, with the way to change them', async () => {
    const { globalAdministrator } = people;
    desk.sandbox.graph.directory.setSignInMethods(globalAdministrator.oid, {
      phones: { mobile: '+31 612345678' },
    });
    const { message } = await cardFor(globalAdministrator, globalAdministrator.oid, 'signIn');
    expect(openOn(message.card).filter((id) => /Methods/.test(id))).toEqual([]);
    expect(textOf(message.card)).toContain('Your own sign-in methods are changed at My Account, not here.');
    expect(textOf(message.card)).toContain('+31 612345678');
  });
});

describe('sign-in methods', () => {
  const withMethods = people.withSignInMethods.oid;
  const masked =
    'Entra shows you a part of this number only, so it can’t be edited here. Use the Entra admin center.';

  it('a number that is shown in part is read-only; the e-mail next to it can be saved', async () => {
    const { client, message } = await cardFor(people.authenticationAdministrator, withMethods, 'signIn');
    expect(openOn(message.card).filter((id) => id.startsWith('phoneMethods'))).toEqual([]);
    expect(textOf(message.card)).toContain(masked);
    expect(textOf(message.card)).toContain('XX78');
    expect(textOf(message.card)).not.toContain('+31 612345678');
    const saved = await pressAndConfirm(client, message, 'Save', { emailMethods: 'new@home.example' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(writesOf(desk).map(({ body }) => body)).toEqual([{ emailAddress: 'new@home.example' }]);
  });

  it('a phone that is not there yet can be added, though the others are shown in part', async () => {
    const { client, message } = await cardFor(
      people.authenticationAdministrator,
      people.obrien.oid,
      'signIn',
    );
    const saved = await pressAndConfirm(client, message, 'Save', { 'phoneMethods/office': '+353 15550100' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    const { phones } = desk.sandbox.graph.directory.record(people.obrien.oid)?.signInMethods ?? {};
    expect(phones).toEqual({ mobile: '+353 851234567', office: '+353 15550100' });
  });

  it('without consent to read them, the rest of the card is there, and can be saved', async () => {
    desk.sandbox.entra.settings.consents.delete('UserAuthenticationMethod.ReadWrite.All');
    const { client, message } = await cardFor(people.globalAdministrator, target, 'signIn');
    expect(textOf(message.card)).toContain(
      'An administrator has not consented to Profile Desk reading this.',
    );
    expect(openOn(message.card).filter((id) => /Methods/.test(id))).toEqual([]);
    const saved = await press(client, message, 'Save', { city: 'Delft' });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
  });

  it('that the role may not see are told to be so, and the rest of the card is there', async () => {
    const { client, message } = await cardFor(people.userAdministrator, withMethods, 'signIn');
    expect(textOf(message.card)).toContain('your role may not allow it');
    expect(textOf(message.card)).not.toContain('612345678');
    expect(textOf((await press(client, message, 'Save', { city: 'Delft' })).card)).toMatch(/^Saved\n/);
  });
});
