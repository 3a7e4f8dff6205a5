import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { lookUp, pressAndConfirm, writesOf } from '../support/writes.ts';

// Of several changes to how somebody signs in, some have to wait for others.

const { oid } = people.annaSmith;
const phones = { 'phoneMethods/mobile': '+31 612345678', 'phoneMethods/alternateMobile': '+31 687654321' };
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.globalAdministrator);
});
afterEach(() => desk.close());

const methods = () => desk.sandbox.graph.directory.record(oid)?.signInMethods.phones ?? {};
const save = async (typed: Readonly<Record<string, string>>, whose = oid) =>
  await pressAndConfirm(client, await lookUp(client, whose, 'signIn'), 'Save', typed);
const ends = () => writesOf(desk).map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);

describe('an alternate mobile phone', () => {
  it('is added after the mobile phone, and removed before it', async () => {
    const saved = await save(phones);
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(writesOf(desk).map(({ body }) => body)).toEqual([
      { phoneNumber: '+31 612345678', phoneType: 'mobile' },
      { phoneNumber: '+31 687654321', phoneType: 'alternateMobile' },
    ]);
    const undone = await pressAndConfirm(client, saved, 'Undo');
    expect(textOf(undone.card)).toMatch(/^Undone\n/);
    expect(ends().slice(2)).toEqual([
      'DELETE b6332ec1-7057-4abe-9331-3d72feddfe41',
      'DELETE 3179e48a-750b-4051-897c-87b9720928f7',
    ]);
    expect(methods()).toEqual({});
  });

  it('is not tried where the mobile phone was refused, and Try the rest again does both', async () => {
    desk.sandbox.graph.faults.add({
      match: { method: 'POST', pathIncludes: '/phoneMethods' },
      kind: 'status',
      status: 400,
    });
    const told = await save({ ...phones, city: 'Delft' });
    expect(textOf(told.card)).toMatch(/^Saved in part\n/);
    expect(textOf(told.card)).toContain('Not tried, because something that had to come first was not saved.');
    expect(methods()).toEqual({});
    const saved = await pressAndConfirm(client, told, 'Try the rest again');
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(methods()).toEqual({ mobile: '+31 612345678', alternateMobile: '+31 687654321' });
  });
});

describe('access', () => {
  it('is given after everything else', async () => {
    const disabled = await save({ accountEnabled: 'false', emailMethods: 'a@home.example' });
    expect(textOf(disabled.card)).toMatch(/^Saved\n/);
    const enabled = await save({ accountEnabled: 'true', emailMethods: 'b@home.example' });
    expect(textOf(enabled.card)).toMatch(/^Saved\n/);
    expect(ends().slice(-2)).toEqual(['PATCH 3ddfcfc8-9383-446f-83cc-3ab9be4be18f', `PATCH ${oid}`]);
  });

  it('is not given where how somebody signs in could not be changed', async () => {
    desk.sandbox.graph.directory.update(oid, { accountEnabled: false });
    desk.sandbox.graph.faults.add({
      match: { pathIncludes: '/emailMethods', method: 'POST' },
      kind: 'status',
      status: 400,
    });
    const told = await save({ accountEnabled: 'true', emailMethods: 'b@home.example' });
    expect(textOf(told.card)).toMatch(/^Not saved\n/);
    expect(desk.sandbox.graph.directory.person(oid)?.accountEnabled).toBe(false);
  });
});

describe('the phone that is asked first', () => {
  it('can’t be removed, and the card says that Entra does not take it', async () => {
    const told = await save({ 'phoneMethods/mobile': '', city: 'Delft' }, people.withDefaultSignInPhone.oid);
    expect(textOf(told.card)).toMatch(/^Saved in part\n/);
    expect(textOf(told.card)).toContain('Microsoft Entra does not accept this value');
    expect(titlesOf(told.card)).toContain('Try the rest again');
  });
});
