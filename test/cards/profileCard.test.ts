import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileCard } from '../../src/cards/profileCard.ts';
import { inputsIn } from '../../src/cards/profileContent.ts';
import { languageOf } from '../../src/language/language.ts';
import { diff, domainInput, readSubmission } from '../../src/profile/changes.ts';
import { type FieldName, field, fieldNames, firstSections, sections } from '../../src/profile/fields.ts';
import type { FieldValues, Profile } from '../../src/profile/profile.ts';
import { allValues, verifiedDomains } from '../profile/arbitraries.ts';
import { nodesOf, untouchedInputs } from './sampleCards.ts';
import { locksFor, noValues, portalUrl, profileFrom, valuesFrom } from './sampleValues.ts';

const ordinary = (place: string): string => (place === 'usageLocation' ? 'NL' : `Some ${place}`);
const tenant = { verifiedDomains };

/** A profile card with the locks that the rules give it, and the fields that have an input on it. */
function openCard(values: FieldValues, locale: string, given: Partial<Profile> = {}, more: object = {}) {
  const profile = { ...profileFrom(ordinary, { values, tenant }), ...given };
  const locks = locksFor(profile);
  const context = { $card: 'c', $edit: 'e', $person: 'p' };
  const content = { profile, locks, context, portalUrl, reason: 'optional' as const, ...more };
  const shown = inputsIn(profile.sections, content);
  return { card: profileCard(content, languageOf(locale)), shown };
}

const anySections = fc.subarray([...sections], { minLength: 1 });
const anyLocale = fc.constantFrom('en', 'nl');
const inputIds = (card: object): string[] =>
  nodesOf(card)
    .filter((node) => String(node.type).startsWith('Input.') && !String(node.id).startsWith('$'))
    .map((node) => String(node.id));
const idsOf = (card: object): string[] => nodesOf(card).flatMap(({ id }) => (id ? [String(id)] : []));

describe('a profile card', () => {
  it('says in its head what somebody does, as it is', () => {
    const { card } = openCard({}, 'en');
    expect(JSON.stringify(card)).toContain('\u2068Some jobTitle\u2069 · \u2068Some department\u2069');
  });

  it('that nobody touched changes nothing, whatever the values and whichever sections are open', () => {
    fc.assert(
      fc.property(allValues, anySections, anyLocale, (values, opened, locale) => {
        const { card, shown } = openCard(values, locale, { sections: opened });
        const submission = readSubmission(untouchedInputs(card), shown);
        if (shown.length === 0) return;
        if (submission.kind !== 'entered') throw new Error(submission.kind);
        expect(diff(values, submission.entered, tenant)).toEqual({ changes: [], problems: {} });
      }),
      { numRuns: 300 },
    );
  });

  it('has an input for exactly the fields of its sections that are open', () => {
    fc.assert(
      fc.property(allValues, anySections, (values, opened) => {
        const { card, shown } = openCard(values, 'en', { sections: opened });
        const ids = inputIds(card).filter((id) => !id.endsWith(domainInput));
        expect(ids.sort()).toEqual([...shown].sort());
        for (const id of shown) expect(opened).toContain(field(id).section);
      }),
    );
  });

  it('limits each text that can be typed', () => {
    const { card } = openCard(noValues, 'en');
    const unlimited = nodesOf(card).filter(
      ({ type, id, maxLength }) => type === 'Input.Text' && id !== '$form' && !maxLength,
    );
    expect(unlimited.map(({ id }) => id)).toEqual([]);
  });

  it('holds a value that was shortened in no input', () => {
    const long = valuesFrom((name) => `${name} `.repeat(400));
    const { card } = openCard(long, 'en');
    const inputs = untouchedInputs(card);
    for (const [id, text] of Object.entries(inputs))
      expect([id, text]).not.toEqual([id, expect.stringMatching(/ {1}\w+ /)]);
    expect(Object.keys(inputs).some((id) => field(id as FieldName)?.kind === 'text')).toBe(false);
  });

  it('has a button for each section that was not read, and sends along what was typed', () => {
    const { card } = openCard(valuesFrom(ordinary), 'en', { sections: firstSections });
    const buttons = nodesOf(card).filter(({ type, verb }) => type === 'Action.Execute' && verb === 'section');
    const opens = buttons.map(({ data }) => (data as { $section: string }).$section);
    expect(opens).toEqual(sections.filter((section) => !firstSections.includes(section)));
    for (const { associatedInputs } of buttons) expect(associatedInputs).toBeUndefined();
  });

  it('shows nothing of a section that was not read, nor of a field that could not be read', () => {
    const { aboutMe: _unread, ...values } = valuesFrom(ordinary);
    const { card } = openCard(values, 'en', { sections: ['about'] });
    const text = JSON.stringify(card);
    expect(text).toContain('Some mySite');
    for (const hidden of ['Some city', 'Some aboutMe', 'About me']) expect(text).not.toContain(hidden);
    expect(inputIds(card)).not.toContain('aboutMe');
  });

  it('says in words why some of it could not be read', () => {
    const language = languageOf('en');
    for (const why of ['forbidden', 'consentMissing', 'unreachable'] as const) {
      const { card } = openCard(noValues, 'en', { sections: ['about'], unreadable: { sharePoint: why } });
      expect(JSON.stringify(card)).toContain(language.text(`unreadable.${why}`));
    }
  });

  it('never shows the photo’s mark, nor a field of a feature that is not used', () => {
    const { card } = openCard({ ...noValues, photo: 'the-mark' }, 'en');
    expect(JSON.stringify(card)).not.toContain('the-mark');
    expect(inputIds(card)).not.toContain('preferredDataLocation');
    const used = openCard({ ...noValues, preferredDataLocation: 'EUR' }, 'en').card;
    expect(inputIds(used)).toContain('preferredDataLocation');
  });
});

describe('a form that comes again', () => {
  it('with nothing changed in it opens no more than a fresh one, and repeats no value', () => {
    fc.assert(
      fc.property(allValues, anyLocale, (values, locale) => {
        const { card, shown } = openCard(values, locale, { sections: firstSections });
        const submission = readSubmission(untouchedInputs(card), shown);
        if (submission.kind !== 'entered') throw new Error(submission.kind);
        const { entered } = submission;
        const again = openCard(values, locale, { sections: firstSections }, { entered }).card;
        expect(again.body).toEqual(card.body);
      }),
    );
  });

  it('shows what was typed, and what the directory holds beside it', () => {
    const values = valuesFrom(ordinary);
    const { card } = openCard(values, 'en', {}, { entered: { jobTitle: 'Typed', usageLocation: 'Germany' } });
    expect(untouchedInputs(card)).toMatchObject({ jobTitle: 'Typed', usageLocation: 'Germany' });
    const text = JSON.stringify(card).replace(/[\u2068\u2069]/g, '');
    expect(text).toContain('In the directory: Some jobTitle');
    expect(text).toContain('In the directory: Netherlands');
  });

  it('opens the sections in which something was typed, and no other', () => {
    for (const name of fieldNames.filter((one) => firstSections.includes(field(one).section))) {
      const { card, shown } = openCard(
        valuesFrom(ordinary),
        'en',
        { sections: firstSections },
        { entered: { [name]: 'other' } },
      );
      if (!shown.includes(name)) continue;
      const open = nodesOf(card).filter(
        ({ id, isVisible }) => /^\$edit-/.test(String(id)) && isVisible === true,
      );
      expect(open.map(({ id }) => id)).toEqual([`$edit-${field(name).section}`]);
    }
  });

  it('marks a field that groups or licenses follow from', () => {
    const drivers = new Set<FieldName>(['department']);
    const { card } = openCard(valuesFrom(ordinary), 'en', {}, { drivers });
    const hint = languageOf('en').text('hint.driver');
    expect(JSON.stringify(card).split(hint)).toHaveLength(2);
    expect(idsOf(card)).toContain('department');
  });
});
