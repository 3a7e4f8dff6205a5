import { describe, expect, it } from 'vitest';
import { editCard } from '../../src/cards/editCards.ts';
import type { Edit, Part } from '../../src/edits/edit.ts';
import { languageOf } from '../../src/language/language.ts';
import type { Change } from '../../src/profile/changes.ts';
import { type FieldName, field } from '../../src/profile/fields.ts';
import type { FieldValue } from '../../src/profile/kinds.ts';
import { actionsOf, textsOf } from './sampleCards.ts';
import { changeable, portalUrl, valuesFrom } from './sampleValues.ts';

const change = (name: FieldName, before: FieldValue, after: FieldValue): Change => ({
  field: name,
  before,
  after,
});
const title = change('jobTitle', 'A', 'B');
const about = change('aboutMe', 'A', 'B');
const photo = change('photo', 'mark', 'staged');
const saved = (...fields: FieldName[]): Part => ({ fields, state: 'saved' });
const refused = (...fields: FieldName[]): Part => ({ fields, state: 'notSaved', failure: 'refused' });
const unknown = (...fields: FieldName[]): Part => ({ fields, state: 'unknown', failure: 'unreachable' });

function cardOf(given: Partial<Edit>, locale = 'en') {
  const edit: Edit = {
    id: 'e',
    cardId: 'c',
    ownerId: 'owner',
    subject: { id: 'p', displayName: 'Anna', userPrincipalName: 'anna@contoso.com' },
    seen: {},
    shown: [],
    sections: ['job'],
    tenant: { verifiedDomains: [] },
    state: 'settled',
    createdAt: 0,
    expiresAt: 1,
    ...given,
  };
  return editCard(edit, portalUrl, languageOf(locale));
}
const titlesOf = (given: Partial<Edit>): string[] => actionsOf(cardOf(given)).map((action) => action.title);
const textOf = (given: Partial<Edit>, locale = 'en'): string =>
  textsOf(cardOf(given, locale))
    .filter(({ place }) => /^Text(Run|Block)\.text$/.test(place))
    .map(({ text }) => text.replace(/[\u2068\u2069]/g, ''))
    .join('\n');

describe('the card that tells the outcome', () => {
  it.each<[string, Part[], string, string[]]>([
    ['all saved', [saved('jobTitle', 'aboutMe')], 'Saved', ['Undo']],
    ['nothing saved', [refused('jobTitle', 'aboutMe')], 'Not saved', []],
    ['some saved', [saved('jobTitle'), refused('aboutMe')], 'Saved in part', ['Undo', 'Try the rest again']],
    ['all in doubt', [unknown('jobTitle', 'aboutMe')], 'Not known whether it was saved', ['Show result']],
    [
      'some in doubt',
      [saved('jobTitle'), unknown('aboutMe')],
      'Not known whether it was saved',
      ['Show result', 'Undo'],
    ],
    [
      'some in doubt, some refused',
      [unknown('jobTitle'), refused('aboutMe')],
      'Not known whether it was saved',
      ['Show result', 'Try the rest again'],
    ],
  ])('%s', (_name, parts, heading, buttons) => {
    const given = { changes: [title, about], parts };
    expect(textOf(given).split('\n')[0]).toBe(heading);
    const own = titlesOf(given).filter((one) => !['Edit again', 'View in Entra admin center'].includes(one));
    expect(own.sort()).toEqual([...buttons].sort());
  });

  it('tries the rest again by the verb that writes what is left alone', () => {
    const card = cardOf({ changes: [title, about], parts: [saved('jobTitle'), refused('aboutMe')] });
    const again = actionsOf(card).find((action) => action.title === 'Try the rest again');
    expect(again).toMatchObject({
      verb: 'retry',
      data: { $edit: 'e', $verb: 'retry' },
      associatedInputs: 'none',
    });
  });

  it('shows each change with the part that it belongs to, and why it was refused', () => {
    const text = textOf({ changes: [title, about], parts: [saved('jobTitle'), refused('aboutMe')] });
    expect(text).toMatch(
      /Saved\nJob title: \nA\n → \nB\nNot saved\nAbout me: \nA\n → \nB\nMicrosoft Entra does not accept/,
    );
  });

  it('offers no undo of a photo, and says so where the rest can be undone', () => {
    const alone = { changes: [photo], parts: [saved('photo')] };
    expect(titlesOf(alone)).not.toContain('Undo');
    const withTitle = { changes: [title, photo], parts: [saved('jobTitle'), saved('photo')] };
    expect(titlesOf(withTitle)).toContain('Undo');
    expect(textOf(withTitle)).toContain('Undo does not bring back: Photo.');
    expect(textOf({ changes: [title], parts: [saved('jobTitle')] })).not.toContain('does not bring back');
  });
});

describe('the card that asks to confirm', () => {
  const values = valuesFrom((name) => `some ${name}`);
  const sensitive = changeable.filter((name) => field(name).sensitive);
  it.each(sensitive)('says what follows from a change of %s, in each language', (name) => {
    for (const locale of ['en', 'nl']) {
      const before = values[name] ?? null;
      const after = name === 'accountEnabled' ? false : name === 'userType' ? 'Guest' : `other ${name}`;
      const given = { state: 'confirming' as const, changes: [change(name, before, after)] };
      const plainChange = { ...given, changes: [title] };
      expect(textOf(given, locale).split('\n').length).toBeGreaterThan(
        textOf(plainChange, locale).split('\n').length,
      );
    }
  });

  it('says it once, however many sign-in methods change, and of each way of an account', () => {
    const phones = sensitive.filter((name) => field(name).section === 'signIn');
    const text = textOf({
      state: 'confirming',
      changes: phones.map((name) => change(name, null, '+31 612345678')),
    });
    expect(text.split('proves who they are')).toHaveLength(2);
    for (const [name, after, words] of [
      ['accountEnabled', false, 'Anna will not be able to sign in'],
      ['accountEnabled', true, 'Anna will be able to sign in again'],
      ['userType', 'Guest', 'As a guest, Anna can see and do less'],
      ['userType', 'Member', 'As a member, Anna can see and do more'],
      ['userPrincipalName', 'b@contoso.com', 'Anna will sign in with the new name'],
    ] as const)
      expect(textOf({ state: 'confirming', changes: [change(name, null, after)] })).toContain(words);
  });

  it('does not ask again about what was saved before', () => {
    const changes = [title, change('accountEnabled', true, false)];
    const text = textOf({ state: 'confirming', changes, parts: [saved('jobTitle')] });
    expect(text).toContain('Account enabled');
    expect(text).not.toContain('Job title');
  });
});
