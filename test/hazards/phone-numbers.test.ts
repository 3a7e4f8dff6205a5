import fc from 'fast-check';
import examples from 'libphonenumber-js/examples.mobile.json' with { type: 'json' };
import { type CountryCode, getCountries, getExampleNumber, type PhoneNumber } from 'libphonenumber-js/max';
import { afterAll, beforeAll, expect } from 'vitest';
import { parseSignInPhone } from '../../src/profile/phoneNumbers.ts';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { lookUp, pressAndConfirm, writesOf } from '../support/writes.ts';
import { hazard } from './hazard.ts';

const { oid } = people.annaSmith;
const name = 'phoneMethods/mobile';
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.globalAdministrator);
});
afterAll(() => desk.close());

const held = () => desk.sandbox.graph.directory.record(oid)?.signInMethods.phones?.mobile;
const regions = getCountries();
const exampleOf = (region: CountryCode): PhoneNumber => {
  const example = getExampleNumber(region, examples);
  if (!example) throw new Error(`There is no example for ${region}`);
  return example;
};
/** The form that Entra takes: https://learn.microsoft.com/graph/api/resources/phoneauthenticationmethod. */
const entras = ({ countryCallingCode, nationalNumber }: PhoneNumber): string =>
  `+${countryCallingCode} ${nationalNumber}`;
/** In some regions a national number begins as an international one does elsewhere. */
const looksInternational = (number: string): boolean => /^00[1-9]/.test(number);

/** Types a number as people write it there, with and without its country. */
async function throughTheCard(region: CountryCode): Promise<void> {
  const example = exampleOf(region);
  const national = example.formatNational();
  let message = await lookUp(client, oid, 'signIn');
  if (!looksInternational(national)) {
    const seen = desk.sandbox.graph.requests.length;
    message = await press(client, message, 'Save', { [name]: national });
    expect(textOf(message.card)).toContain('Begin with the country code');
    expect(inputsOf(message.card)[name]).toBe(national);
    expect(writesOf(desk, seen)).toEqual([]);
  }
  await pressAndConfirm(client, message, 'Save', { [name]: example.formatInternational() });
  expect(held()).toBe(entras(example));
  // A number of the profile, which nobody signs in with, stays as it was typed.
  const shown = await lookUp(client, oid);
  await pressAndConfirm(client, shown, 'Save', { mobilePhone: national });
  expect(desk.sandbox.graph.directory.person(oid)).toMatchObject({ mobilePhone: national });
  // Written otherwise it is the same number, and there is nothing to save.
  const seen = desk.sandbox.graph.requests.length;
  const again = await lookUp(client, oid, 'signIn');
  expect(inputsOf(again.card)[name]).toBe(entras(example));
  await press(client, again, 'Save', { [name]: example.number.replace('+', '00') });
  expect(writesOf(desk, seen)).toEqual([]);
}

const numbers = fc.record({
  region: fc.constantFrom(...regions),
  lastDigits: fc.stringMatching(/^\d{4}$/),
  extension: fc.oneof(fc.constant(''), fc.stringMatching(/^\d{1,6}$/)),
  spelling: fc.constantFrom('E164', 'INTERNATIONAL', 'RFC3966', 'IDD', 'Entra'),
});

hazard(
  {
    number: 27,
    hazard: 'Phone numbers to sign in with, as people write them in every region',
    promise:
      'A number arrives in the one form that Entra takes, whatever its spelling; one without its country is asked for it. A number of the profile stays as it was typed',
    cases: 10 * regions.length,
  },
  async (run) => {
    const tried = new Set<string>();
    await run.property(
      fc.property(numbers, ({ region, lastDigits, extension, spelling }) => {
        tried.add(region);
        const example = exampleOf(region);
        const digits = example.nationalNumber.slice(0, -4) + lastDigits;
        const number = `+${example.countryCallingCode} ${digits}${extension === '' ? '' : `x${extension}`}`;
        const written = {
          E164: number.replace(' ', ''),
          INTERNATIONAL: number.replace(digits, digits.replace(/(\d{3})(?=\d{2})/g, '$1-')),
          RFC3966: number.replace(' ', '-').replace('x', ';ext='),
          IDD: number.replace('+', '00'),
          Entra: number,
        }[spelling];
        expect(parseSignInPhone(written)).toEqual({ number });
        expect(parseSignInPhone(number)).toEqual({ number });
        if (!looksInternational(digits))
          expect(parseSignInPhone(digits)).toEqual({ problem: 'phoneNeedsCountry' });
      }),
    );
    // Of a smaller run, those that follow one another from somewhere on.
    const some = Math.ceil(regions.length * run.scale);
    for (let index = 0; index < some; index += 1) {
      const region = regions[(run.seed + index) % regions.length] as CountryCode;
      await run.check(region, () => throughTheCard(region));
    }
    return `${tried.size} regions, 0 numbers changed by being read again; of ${some} the example was saved on a card, and came back the same`;
  },
);
