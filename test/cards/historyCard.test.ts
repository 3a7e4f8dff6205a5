import { describe, expect, it } from 'vitest';
import { historyCard } from '../../src/cards/historyCard.ts';
import { languageOf } from '../../src/language/language.ts';
import type { FieldName } from '../../src/profile/fields.ts';
import { textOf } from '../support/cards.ts';
import { bytesOf, historyFrom } from './sampleCards.ts';
import { otherId } from './sampleValues.ts';

const english = languageOf('en');
const dutch = languageOf('nl');
const drawn = (given: Parameters<typeof historyFrom>[1] = {}, language = english) =>
  textOf(
    historyCard(
      historyFrom((place) => place, given),
      'card',
      language,
    ),
  );

describe('the card of a history', () => {
  it('tells when, what became of it, who, which fields and why', () => {
    const text = drawn();
    expect(text).toContain('November 24, 2026 at 9:00 AM UTC\nSaved · by actor\nDisplay name, ');
    expect(text).toContain('Not saved · by displayName\nJob title, City\nReason or ticket number: reason');
    expect(text).toContain('Not known whether it was saved · asked by asker, approved by actor');
  });

  it('shows the object id of who has no name, and says how many older ones there are', () => {
    const text = drawn({ names: new Map() });
    expect(text).toContain(`by ${otherId}`);
    expect(text).toContain('2 older ones are not shown.');
    expect(drawn({ entries: historyFrom(String).entries.slice(0, 11) })).toContain(
      '1 older one is not shown.',
    );
  });

  it('tells apart what the audit log says, with values before and after', () => {
    const [own = '', log = ''] = drawn().split('In Entra’s audit log');
    expect(own).not.toContain('→');
    expect(log).toContain('some minutes behind');
    expect(log).toContain('Update user · by userPrincipalName\nJob title: jobTitle before → jobTitle after');
    expect(log).toContain('Account enabled: Yes → No');
    expect(log).toContain('Business phone: phone → (empty)');
    expect(log).toContain('StrongAuthenticationUserDetails: StrongAuthenticationUserDetails before → ');
    expect(log).toContain('activity · Not done');
    expect(log).toContain('Older ones are in the Entra admin center.');
  });

  it.each([
    ['forbidden', 'only some roles read it'],
    ['consentMissing', 'has not consented'],
    ['unreachable', 'could not be read just now'],
  ] as const)('says why the log is not there: %s', (auditLog, words) => {
    const text = drawn({ auditLog });
    expect(text).toContain(words);
    expect(text).toContain('Not saved');
    expect(text).not.toContain('minutes behind');
  });

  it('says so where there is nothing', () => {
    const text = drawn({ entries: [], days: 1, auditLog: { activities: [], more: false } });
    expect(text).toContain('None in the last day.');
    expect(text).toContain('Entra keeps it for 7 days');
  });

  it('speaks Dutch', () => {
    const text = drawn({}, dutch);
    expect(text).toContain('24 november 2026 om 09:00 UTC\nOpgeslagen · door actor');
    expect(text).toContain('gevraagd door asker, goedgekeurd door actor');
    expect(text).toContain('Functie: jobTitle before → jobTitle after');
    expect(text).toContain('2 oudere worden niet getoond.');
  });

  it('leaves out a field that the table has no more', () => {
    const [entry] = historyFrom(String).entries;
    const fields = ['gone', 'city'] as unknown as readonly FieldName[];
    expect(drawn({ entries: entry ? [{ ...entry, fields }] : [] })).toContain('by actor\nCity\n');
  });

  it('fits with the longest of texts, and any number of properties', () => {
    const family = '👨🏽‍👩🏽‍👧🏽‍👦🏽'.repeat(300);
    const one = historyFrom((place) => (place === 'id' ? otherId : family));
    const log = one.auditLog as Exclude<typeof one.auditLog, string>;
    const activities = log.activities.map((activity) => ({
      ...activity,
      modified: Array.from({ length: 100 }, () => activity.modified).flat(),
    }));
    for (const language of [english, dutch])
      expect(
        bytesOf(historyCard({ ...one, auditLog: { ...log, activities } }, 'card', language)),
      ).toBeLessThanOrEqual(80 * 1_024);
  });
});
