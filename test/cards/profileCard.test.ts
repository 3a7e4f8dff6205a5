import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileCard } from '../../src/cards/profileCard.ts';
import { languageOf } from '../../src/language/language.ts';
import { diff, readSubmission } from '../../src/profile/changes.ts';
import { type FieldName, field, fieldNames } from '../../src/profile/fields.ts';
import { lockOf } from '../../src/profile/profile.ts';
import { anyValueOf } from '../profile/arbitraries.ts';
import {
  allCards,
  bytesOf,
  nodesOf,
  portalUrl,
  profileFrom,
  untouchedInputs,
  valuesFrom,
} from './sampleCards.ts';

const languages = [languageOf('en'), languageOf('nl')];
const ordinary = (place: string): string => (place === 'usageLocation' ? 'NL' : `Some ${place}`);

/** A profile card with the locks that the rules give it. */
function openCard(values: ReturnType<typeof valuesFrom>, locale: string, more: object = {}) {
  const profile = { ...profileFrom(ordinary), isSynced: false, values };
  const policy = { writes: true, editableFields: new Set(fieldNames) };
  const locks = Object.fromEntries(
    fieldNames.flatMap((name) => {
      const lock = lockOf(name, profile, policy);
      return lock ? [[name, lock] as const] : [];
    }),
  );
  const shown = fieldNames.filter((name) => !Object.hasOwn(locks, name));
  const context = { $card: 'c', $edit: 'e', $person: 'p' };
  const content = { profile, locks, context, portalUrl, reason: 'optional' as const, ...more };
  return { card: profileCard(content, languageOf(locale)), shown };
}

describe('a profile card', () => {
  const anyValues = fc.record(
    Object.fromEntries(fieldNames.map((name) => [name, anyValueOf(name)])) as Record<
      FieldName,
      ReturnType<typeof anyValueOf>
    >,
  );

  it('that nobody touched changes nothing', () => {
    fc.assert(
      fc.property(anyValues, fc.constantFrom('en', 'nl'), (values, locale) => {
        const { card, shown } = openCard(values, locale);
        const submission = readSubmission(untouchedInputs(card), shown);
        if (submission.kind !== 'entered') throw new Error(submission.kind);
        expect(diff(values, submission.entered)).toEqual({ changes: [], problems: {} });
      }),
    );
  });

  it('has an input for exactly the fields that are open, each with a limit where it takes text', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const { card, shown } = openCard(values, 'en');
        const inputs = nodesOf(card).filter(
          (node) => String(node.type).startsWith('Input.') && !String(node.id).startsWith('$'),
        );
        expect(inputs.map((input) => input.id).sort()).toEqual([...shown].sort());
      }),
    );
    const { card } = openCard(
      valuesFrom(() => ''),
      'en',
    );
    const unlimited = nodesOf(card).filter(
      ({ type, id, maxLength }) => type === 'Input.Text' && id !== '$form' && !maxLength,
    );
    // Those of a fixed form may do without.
    expect(
      unlimited.map(({ id }) => id).filter((id) => id !== 'usageLocation' && id !== 'preferredLanguage'),
    ).toEqual([]);
  });

  it('holds a value that was shortened in no input', () => {
    const { card } = openCard(
      valuesFrom((name) => `${name} `.repeat(200)),
      'en',
    );
    for (const [id, text] of Object.entries(untouchedInputs(card)))
      if (!id.startsWith('$') && field(id as FieldName).kind !== 'yesNo')
        throw new Error(`${id} holds ${text}`);
  });
});

describe('the size of a card', () => {
  const photo = `data:image/jpeg;base64,${'A'.repeat(Math.ceil((5 * 1_024 * 4) / 3))}`;
  it.each(['x', 'é'])('is 28 KB at most for an ordinary profile, filled with %j', (character) => {
    const values = valuesFrom((name) =>
      name === 'usageLocation'
        ? 'NL'
        : name === 'preferredLanguage'
          ? 'en-US'
          : character.repeat(Math.min(40, (field(name) as { maxLength?: number }).maxLength ?? 40)),
    );
    for (const locale of ['en', 'nl']) {
      const { card } = openCard(values, locale);
      const withPhoto = openCard(values, locale, {
        profile: { ...profileFrom(ordinary), isSynced: false, values, photo },
      }).card;
      expect(bytesOf(card)).toBeLessThanOrEqual(28 * 1_024);
      expect(bytesOf(withPhoto)).toBeLessThanOrEqual(28 * 1_024);
    }
  });

  it.each(['x', '中', '👩‍👩‍👧', 'Z̸̡̧̛', '"'])('is 80 KB at most with the longest values, of %j', (character) => {
    const longest = (name: string): string =>
      character
        .repeat(2_000)
        .slice(0, fieldNames.includes(name as FieldName) ? (field(name as FieldName).maxLength ?? 256) : 256);
    for (const language of languages)
      for (const [name, card] of allCards(longest, language))
        expect([name, bytesOf(card) <= 80 * 1_024]).toEqual([name, true]);
    const typed = Object.fromEntries(
      fieldNames.map((name) => [name, field(name).kind === 'yesNo' ? 'true' : `${longest(name).slice(1)}!`]),
    );
    const { card } = openCard(valuesFrom(longest), 'nl', {
      entered: typed,
      profile: { ...profileFrom(longest), photo: `data:image/png;base64,${'A'.repeat(16_000)}` },
    });
    expect(bytesOf(card)).toBeLessThanOrEqual(80 * 1_024);
  });

  it('is 80 KB at most whatever was pasted into an input that has no limit of its own', () => {
    const { card: fresh } = openCard(
      valuesFrom(() => ''),
      'en',
    );
    const inputs = nodesOf(fresh).filter(
      ({ type, id }) => type === 'Input.Text' && !String(id).startsWith('$'),
    );
    const entered = Object.fromEntries(
      inputs.map(({ id, maxLength }) => [String(id), 'x'.repeat(Number(maxLength ?? 40_000))]),
    );
    const { card } = openCard(
      valuesFrom(() => ''),
      'en',
      { entered },
    );
    expect(bytesOf(card)).toBeLessThanOrEqual(80 * 1_024);
  });
});
