import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FieldName, field } from '../../src/profile/fields.ts';
import { domains, people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { editable, samplesOf } from '../support/fieldSamples.ts';
import { hold } from '../support/fieldValues.ts';
import { lookUp, pressAndConfirm } from '../support/writes.ts';

// Whatever somebody enters into a field, and Entra takes: it stands in the input when the person is looked up again.

const { oid } = people.withFullProfile;
const runs = 4;
let count = 0;
let desk: DeskUnderTest;
let client: TeamsClient;
let now = Date.parse('2026-03-02T09:00:00Z');
beforeAll(async () => {
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.globalAdministrator);
  hold(desk, oid, 'phoneMethods/mobile', '+421 903123456');
});
afterAll(async () => {
  process.stdout.write(`Round trips: ${count} values of ${editable.length} fields\n`);
  await desk.close();
});

/** What is typed, and what the input holds later. */
interface Typed {
  readonly text: string;
  readonly input: string;
}

const as = (text: string): Typed => ({ text, input: text });
const matching = (pattern: RegExp) => fc.stringMatching(pattern);

/** Texts of any script, without what an input could show as something else than it is. */
const words = (most: number, longest = 60): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: Math.min(most, longest) })
    .map((text) => text.replace(/(?!\u200d)[\p{Cc}\p{Cs}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').trim())
    .filter((text) => text !== '' && text.length <= most && text !== 'none');

const name = matching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,30}$/);
const address = fc.tuple(name, fc.constantFrom('home.example', 'KIOSK.example', 'a.b-c.example'));
const mail = address.map((parts) => parts.join('@'));
const texts = (rules: { readonly maxLength?: number }) => words(rules.maxLength ?? 256);
const chosen = fc.uniqueArray(
  fc.constantFrom(...[people.employee, people.obrien, people.emoji, people.cjk].map((one) => one.oid)),
  { minLength: 1, maxLength: 3 },
);
const digits = (count: number) => matching(new RegExp(`^[0-9]{${count}}$`));

function valuesOf(field_: FieldName): fc.Arbitrary<Typed> {
  const rules = field(field_);
  const options = rules.clearable ? ['none', ...(rules.options ?? [])] : (rules.options ?? []);
  switch (rules.kind) {
    case 'choice':
      return fc.constantFrom(...options).map(as);
    case 'yesNo':
      return fc.constantFrom('true', 'false').map(as);
    case 'date':
      return fc
        .date({ min: new Date('1900-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
        .map((day) => as(day.toISOString().slice(0, 10)));
    case 'country':
      return fc.constantFrom(
        { text: 'nl', input: 'Netherlands' },
        { text: 'Côte d’Ivoire', input: 'Côte d’Ivoire' },
        { text: 'duitsland', input: 'Germany' },
        { text: 'GB', input: 'United Kingdom' },
      );
    case 'language':
      return fc.constantFrom(as('sk-SK'), { text: 'ZH-hant-tw', input: 'zh-Hant-TW' }, as('es-419'), as(''));
    case 'upn':
      return fc.tuple(name, fc.constantFrom(...domains)).map(([own, domain]) => ({
        text: `${own}@${domain}`,
        input: own,
      }));
    case 'mail':
      return mail.map(as);
    case 'alias':
      return name.map(as);
    case 'mailList':
      return fc.uniqueArray(mail, { maxLength: 8 }).map((list) => as(list.join('\n')));
    case 'textList':
      return fc
        .uniqueArray(words(256, 40), { maxLength: 8 })
        .map((list) => ({ text: `  ${list.join(' \r\n\n')}`, input: list.join('\n') }));
    case 'multiline':
      return fc
        .array(texts(rules), { minLength: 1, maxLength: 4 })
        .map((list) => ({ text: ` ${list.join('\r\n')} `, input: list.join('\n') }));
    case 'person':
      return fc.oneof(
        chosen.map(([one = '']) => as(one)),
        fc.constant(as('none')),
      );
    case 'personList':
      return chosen.map((ids) => as(ids.join(',')));
    case 'signInPhone':
      return digits(8).map((number) => ({ text: `00316-${number}`, input: `+31 6${number}` }));
    case 'phone':
    case 'phoneList':
      return fc.oneof(
        matching(/^\+[1-9][0-9]{1,2} [0-9() -]{4,30}[0-9]$/).map(as),
        texts(rules).map(as),
        fc.constant(as('')),
      );
    default:
      // Entra knows a list of these.
      if (field_ === 'preferredDataLocation') return fc.constantFrom('EUR', 'NAM', 'APC').map(as);
      return fc.oneof(
        { weight: 3, arbitrary: texts(rules).map((text) => ({ text: `${text} `, input: text })) },
        ...(rules.clearable ? [fc.constant(as(''))] : []),
      );
  }
}

it.each(editable)(
  '%s: what is entered stands in the input when the person is looked up again',
  async (one) => {
    const sections = ['onPremises', 'about', 'signIn'].filter((section) => section === field(one).section);
    await fc.assert(
      fc.asyncProperty(valuesOf(one), async ({ text, input }) => {
        count += 1;
        now += 11 * 60_000;
        // Something else is there before, so that there is something to save.
        hold(desk, oid, one, samplesOf(one).first.held);
        const saved = await pressAndConfirm(client, await lookUp(client, oid, ...sections), 'Save', {
          [one]: text,
        });
        expect(textOf(saved.card)).toMatch(/^Saved\n|Nothing was changed/);
        const again = await lookUp(client, oid, ...sections);
        const held = inputsOf(again.card)[one];
        const inAnyOrder = (ids = ''): string => ids.split(',').sort().join();
        expect(one === 'sponsors' ? inAnyOrder(held) : held).toBe(
          one === 'sponsors' ? inAnyOrder(input) : input,
        );
      }),
      { numRuns: runs },
    );
  },
);
