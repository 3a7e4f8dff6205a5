import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { hold } from '../support/fieldValues.ts';
import { lookUp, writesOf } from '../support/writes.ts';

// Sponsors are added and removed one by one, so a change of them can be half done.

const { oid } = people.withFullProfile;
const [lena, declan, pim, jean, david, layla] = [
  people.employee,
  people.obrien,
  people.emoji,
  people.hyphenated,
  people.cjk,
  people.rightToLeft,
].map((person) => person.oid) as [string, string, string, string, string, string];
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const sponsors = () => desk.sandbox.graph.directory.record(oid)?.sponsorIds;
const save = async (ids: readonly string[]) =>
  await press(client, await lookUp(client, oid), 'Save', { sponsors: ids.join(',') });

describe('five sponsors', () => {
  it('are one at most: who comes instead of another is added after the other is removed', async () => {
    const five = [lena, declan, pim, jean, david];
    hold(desk, oid, 'sponsors', five);
    const saved = await save([layla, declan, pim, jean, david]);
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(sponsors()).toEqual([declan, pim, jean, david, layla]);
    const requests = desk.sandbox.graph.requests.filter(({ url }) => url.includes('/sponsors/'));
    expect(requests.map(({ method }) => method)).toEqual(['DELETE', 'POST']);
    await press(client, saved, 'Undo');
    expect([...(sponsors() ?? [])].sort()).toEqual([...five].sort());
  });
});

describe('a change of sponsors that is half done', () => {
  it('is told as not known, and Edit again shows who is there now and finishes it', async () => {
    hold(desk, oid, 'sponsors', [lena]);
    desk.sandbox.graph.faults.add({
      match: { method: 'POST', pathIncludes: '/sponsors/' },
      kind: 'status',
      status: 400,
    });
    const told = await save([declan]);
    expect(sponsors()).toEqual([]);
    expect(textOf(told.card)).toMatch(/^Not known whether it was saved\n/);
    expect(titlesOf(told.card)).not.toContain('Undo');
    const again = await press(client, told, 'Edit again');
    expect(inputsOf(again.card).sponsors).toBe(declan);
    expect(textOf(again.card)).toContain('Sponsors: (empty) → ');
    const saved = await press(client, again, 'Save');
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(sponsors()).toEqual([declan]);
    expect(writesOf(desk).map(({ method }) => method)).toEqual(['DELETE', 'POST', 'POST']);
  });
});
