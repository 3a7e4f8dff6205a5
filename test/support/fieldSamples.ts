import { type FieldName, fieldNames, type fields, field as rulesOf } from '../../src/profile/fields.ts';
import { people } from '../../src/sandbox/people.ts';
import type { Held } from './fieldValues.ts';

/** What somebody types, and what the directory holds then. */
export interface Sample {
  readonly text: string;
  readonly held: Held;
}

/** What a field does not take, and what the card says of it. */
export interface Wrong {
  readonly text: string;
  readonly says: string;
}

export interface FieldSamples {
  readonly first: Sample;
  readonly second: Sample;
  /** The longest value, or the one farthest out, that Entra takes. */
  readonly limits: readonly Sample[];
  readonly over: readonly Wrong[];
  readonly wrong: readonly Wrong[];
}

/** Whoever has it is told; the photo has its own tests. */
export const editable: readonly FieldName[] = fieldNames.filter(
  (name) => !rulesOf(name).readOnly && name !== 'photo',
);

const domain = 'northwind-harbor.example';
const others = [
  people.employee,
  people.secondAnnaSmith,
  people.obrien,
  people.emoji,
  people.hyphenated,
  people.cjk,
].map(({ oid }) => oid);
const [one = '', two = ''] = others;

const same = (text: string): Sample => ({ text, held: text });
const tooLong = (most: number): string => `At most ${most} characters.`;
const control: Wrong = { text: 'Kade\u202e1', says: 'This holds invisible control characters.' };
const lines = (count: number, length: number): string[] =>
  Array.from({ length: count }, (_, index) => `${index}`.padEnd(length, 'x'));
const address = (length: number, end = `@${domain}`): string => 'a'.repeat(length - end.length) + end;

function texts(first: string, second: string, most: number): FieldSamples {
  return {
    first: same(first),
    second: { text: ` ${second} `, held: second },
    limits: [same('x'.repeat(most))],
    over: [{ text: 'x'.repeat(most + 1), says: tooLong(most) }],
    wrong: [control],
  };
}

function choices(first: string, second: string): FieldSamples {
  return {
    first: same(first),
    second: same(second),
    limits: [],
    over: [],
    wrong: [{ text: 'Perhaps', says: 'Choose one of: ' }],
  };
}

const notADay = 'Use a day such as 2026-03-01.';
const day = (text: string): Sample => ({ text, held: `${text}T00:00:00Z` });
const days: FieldSamples = {
  first: day('2019-03-01'),
  second: day('2024-02-29'),
  limits: [day('0001-01-01'), day('9999-12-31')],
  over: [{ text: '10000-01-01', says: notADay }],
  wrong: ['2023-02-29', '01/03/2026', 'tomorrow'].map((text) => ({ text, says: notADay })),
};

function mails(most: number): FieldSamples {
  return {
    first: same(`first@${domain}`),
    second: same(`second@${domain}`),
    limits: [same(address(most))],
    over: [{ text: address(most + 1), says: tooLong(most) }],
    wrong: [
      { text: `ünal@${domain}`, says: `ünal@${domain} is not an address that Entra takes` },
      { text: 'nobody', says: 'nobody is not an address that Entra takes' },
    ],
  };
}

const phones = (most: number): FieldSamples => texts('+31 10 555 0100', '(010) 555-0101 ext. 7', most);
const list = (items: readonly string[]): Sample => ({ text: items.join('\n'), held: items });
const asList = ({ text, held }: Sample): Sample => ({ text, held: [held as string] });

const textList: FieldSamples = {
  first: list(['sailing', 'letterpress']),
  second: { text: ' sailing \r\n\r\nrowing, on rivers', held: ['sailing', 'rowing, on rivers'] },
  limits: [list(lines(50, 79)), list(['x'.repeat(256)])],
  over: [
    { text: lines(51, 4).join('\n'), says: 'At most 50 entries.' },
    { text: `a\n${'x'.repeat(257)}`, says: tooLong(256) },
    { text: lines(50, 80).join('\n'), says: tooLong(4_000) },
  ],
  wrong: [{ text: 'rowing\n\u200bhidden', says: control.says }],
};

function signInPhone(end: number): FieldSamples {
  return {
    first: { text: `+31 6 1234 56 0${end}`, held: `+31 61234560${end}` },
    second: { text: `0044 7400 12345${end}`, held: `+44 740012345${end}` },
    limits: [{ text: `+31 6 1234567${end} extension 1234567`, held: `+31 61234567${end}x1234567` }],
    over: [{ text: `+31 6 1234567${end} extension 12345678`, says: tooLong(32) }],
    wrong: [
      { text: '06 12345678', says: 'Begin with the country code, such as +31.' },
      { text: '+31 12', says: 'No phone number of that country is like this.' },
      { text: 'none of your business', says: 'Begin with the country code, such as +31.' },
    ],
  };
}

const notAPerson: Wrong = { text: 'Sofia Rossi', says: 'Choose somebody from the list.' };
const org = texts('North', 'South', 256);
const phoneList = phones(64);

const special: Partial<Record<FieldName, FieldSamples>> = {
  userPrincipalName: {
    first: same(`first@${domain}`),
    second: same('second@oldport.example'),
    limits: [same(`${'a'.repeat(64)}@${domain}`)],
    over: [{ text: address(114), says: tooLong(113) }],
    wrong: [
      { text: 'anna@elsewhere.example', says: 'The domain has to be a verified one: ' },
      { text: `änna@${domain}`, says: `änna@${domain} is not an address that Entra takes` },
    ],
  },
  userType: choices('Member', 'Guest'),
  mail: mails(256),
  mailNickname: {
    ...texts('first', 'second.one', 64),
    wrong: ['änna', 'anna smith', '.anna'].map((text) => ({
      text,
      says: 'Use letters without accents, digits, and points between them.',
    })),
  },
  otherMails: {
    first: list(['one@home.example', 'two@home.example']),
    second: list(['two@home.example', 'three@home.example']),
    limits: [
      list([address(250)]),
      list(Array.from({ length: 250 }, (_, index) => `a${10 + index}@b.example`)),
    ],
    over: [
      { text: `a@b.example\n${address(251)}`, says: tooLong(250) },
      {
        text: Array.from({ length: 251 }, (_, index) => `a${index}@b.example`).join('\n'),
        says: 'At most 250 entries.',
      },
    ],
    wrong: [{ text: 'a@b.example\nnobody', says: 'nobody is not an address that Entra takes' }],
  },
  preferredLanguage: {
    first: same('en-US'),
    second: { text: 'NL-nl', held: 'nl-NL' },
    limits: [{ text: 'zho-hant-tw', held: 'zh-Hant-TW' }],
    over: [{ text: 'x'.repeat(257), says: tooLong(256) }],
    wrong: [{ text: 'Dutch!', says: 'Use a language tag such as en-US or nl.' }],
  },
  employeeId: texts('NH-1', 'NH-99', 16),
  employeeHireDate: days,
  birthday: days,
  'employeeOrgData/costCenter': org,
  'employeeOrgData/division': org,
  manager: {
    first: same(one),
    second: same(two),
    limits: [],
    over: [{ text: `${one}0`, says: tooLong(36) }],
    wrong: [notAPerson],
  },
  sponsors: {
    first: { text: one, held: [one] },
    second: { text: `${others[2]},${others[3]}`, held: others.slice(2, 4) },
    limits: [{ text: others.slice(0, 5).join(','), held: others.slice(0, 5) }],
    over: [{ text: others.join(','), says: 'At most 5 entries.' }],
    wrong: [notAPerson],
  },
  businessPhones: {
    ...phoneList,
    first: asList(phoneList.first),
    second: asList(phoneList.second),
    limits: phoneList.limits.map(asList),
  },
  streetAddress: {
    ...texts('Kade 1', 'Kade 2', 1024),
    second: { text: 'Kade 1\r\nUnit 2', held: 'Kade 1\nUnit 2' },
  },
  accountEnabled: {
    ...choices('true', 'false'),
    first: { text: 'true', held: true },
    second: { text: 'false', held: false },
    wrong: [{ text: 'perhaps', says: 'Choose yes or no.' }],
  },
  usageLocation: {
    first: { text: 'Netherlands', held: 'NL' },
    second: { text: 'germany', held: 'DE' },
    limits: [{ text: 'South Georgia & South Sandwich Islands', held: 'GS' }],
    over: [{ text: 'x'.repeat(257), says: tooLong(256) }],
    wrong: [{ text: 'Germny', says: 'No country of that name or code. Did you mean ' }],
  },
  // Entra knows a few of them, and the bot leaves it to Entra which.
  preferredDataLocation: { ...texts('EUR', 'NAM', 256), limits: [] },
  ageGroup: choices('Adult', 'NotAdult'),
  consentProvidedForMinor: choices('Granted', 'Denied'),
  aboutMe: texts('I build cranes.', 'I build cranes.\nAsk me.', 2048),
  interests: textList,
  pastProjects: textList,
  responsibilities: textList,
  schools: textList,
  skills: textList,
  'phoneMethods/mobile': signInPhone(1),
  'phoneMethods/alternateMobile': signInPhone(2),
  'phoneMethods/office': signInPhone(3),
  emailMethods: mails(254),
};

const longest: Partial<Record<keyof typeof fields, number>> = {
  displayName: 256,
  givenName: 64,
  surname: 64,
  jobTitle: 128,
  department: 64,
  companyName: 64,
  officeLocation: 128,
  mobilePhone: 64,
  city: 128,
  state: 128,
  postalCode: 40,
  country: 128,
};

/**
 * What to enter into a field, from Microsoft's pages. Where those name no limit, the bot's own is 256 characters, of
 * several lines 2048, and of a list 4000.
 */
export function samplesOf(name: FieldName): FieldSamples {
  const own = special[name];
  if (own) return own;
  if (name === 'mobilePhone' || name === 'faxNumber') return phones(longest[name] ?? 256);
  const most = name.startsWith('onPremisesExtensionAttributes/') ? 1024 : 256;
  return texts(`Old ${name.slice(-9)}`, `New ${name.slice(-9)}`, longest[name] ?? most);
}
