import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FieldName, field } from '../../src/profile/fields.ts';
import { roles } from '../../src/sandbox/graph/roles.ts';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { editable, samplesOf } from '../support/fieldSamples.ts';
import { allBut, heldIn, hold } from '../support/fieldValues.ts';
import { lookUp, pressAndConfirm, writeRecords, writesOf } from '../support/writes.ts';

// Each field that can be edited: of somebody who is synced from on-premises, and by somebody without the right.

const synced = people.synced.oid;
const { oid } = people.withFullProfile;
const administrator = people.globalAdministrator.oid;
let cells = 0;
let now = Date.parse('2026-03-02T09:00:00Z');
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.globalAdministrator);
  desk.sandbox.graph.directory.update(synced, { preferredDataLocation: 'EUR' });
});
afterAll(async () => {
  process.stdout.write(`Fields × (synced, refused by role): ${cells} cells\n`);
  await desk.close();
});

const onDemand = (name: FieldName): string[] =>
  ['onPremises', 'about', 'signIn'].filter((section) => section === field(name).section);

/** What Microsoft says that the on-premises directory does not own. */
const cloudOwned = editable.filter(
  (name) => ['about', 'signIn'].includes(field(name).section) || ['usageLocation', 'sponsors'].includes(name),
);
/** No page says whose they are, so Entra decides; the sandbox refuses them. */
const undecided: readonly FieldName[] = ['userType', 'ageGroup', 'consentProvidedForMinor'];

describe('a field of somebody who is synced', () => {
  it.each(editable.filter((name) => !cloudOwned.includes(name) && !undecided.includes(name)))(
    '%s: has no input, and a forged one is refused with all that came along',
    async (name) => {
      cells += 1;
      const message = await lookUp(client, synced, ...onDemand(name));
      expect(inputsOf(message.card)).not.toHaveProperty(name);
      expect(textOf(message.card)).toContain('Synced from on-premises Active Directory. Change it there.');
      const earlier = writesOf(desk).length;
      const save = actionOf(message.card, 'Save') as CardAction;
      const forged = { [name]: samplesOf(name).second.text, usageLocation: 'BE' };
      await client.submit(message.id, save, forged);
      expect(textOf(client.shown(message.id))).toContain('This card did not hold what was sent');
      expect(writesOf(desk)).toHaveLength(earlier);
    },
  );

  it.each(cloudOwned)('%s: is the cloud’s, and can be saved', async (name) => {
    cells += 1;
    if (name === 'phoneMethods/alternateMobile') hold(desk, synced, 'phoneMethods/mobile', '+31 612345678');
    now += 11 * 60_000;
    const message = await lookUp(client, synced, ...onDemand(name));
    const { text, held } = samplesOf(name).second;
    const saved = await pressAndConfirm(client, message, 'Save', { [name]: text });
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(heldIn(desk, synced, name)).toEqual(held);
  });

  it.each(undecided)('%s: is for Entra to decide, and its refusal is told', async (name) => {
    cells += 1;
    const message = await lookUp(client, synced);
    const before = heldIn(desk, synced, name);
    const other = samplesOf(name).first.held === before ? samplesOf(name).second : samplesOf(name).first;
    const told = await pressAndConfirm(client, message, 'Save', { [name]: other.text });
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(textOf(told.card)).toContain('Microsoft Entra does not accept this value');
    expect(heldIn(desk, synced, name)).toEqual(before);
  });
});

describe('a field that the caller has no right to', () => {
  it.each(editable)(
    '%s: is refused by Entra, told with the three causes, and left as it is',
    async (name) => {
      cells += 1;
      const { first, second } = samplesOf(name);
      hold(desk, oid, name, first.held);
      if (name === 'phoneMethods/alternateMobile') hold(desk, oid, 'phoneMethods/mobile', '+421 903123456');
      const message = await lookUp(client, oid, ...onDemand(name));
      const rest = allBut(desk, oid, name);
      // The role is gone after the card was opened, so that nothing but Entra can say so.
      desk.sandbox.graph.directory.setRoles(administrator, []);
      const told = await pressAndConfirm(client, message, 'Save', { [name]: second.text });
      desk.sandbox.graph.directory.setRoles(administrator, [roles.globalAdministrator]);
      expect(textOf(told.card)).toMatch(/^Not saved\n/);
      expect(textOf(told.card)).toContain(
        'Either Profile Desk lacks a permission, or your role does not cover this field, or this person holds a role that outranks yours.',
      );
      expect(titlesOf(told.card)).not.toContain('Undo');
      expect(heldIn(desk, oid, name)).toEqual(first.held);
      expect(allBut(desk, oid, name)).toEqual(rest);
      expect(writeRecords(desk).filter(({ status, url }) => status < 300 && url.includes(oid))).toEqual([]);
    },
  );
});
