import { type FieldName, field, fieldNames, longestText } from '../../src/profile/fields.ts';
import type { DirectoryState } from '../../src/sandbox/graph/directory.ts';
import { people } from '../../src/sandbox/people.ts';

// Values that stand nowhere else, so that whatever holds one of them is found.

export const canary = 'Kanarie';
export const canaryPhone = '7099912';
const canaryDay = '1893-11-27';

/** Of other people, who are the manager, the sponsor and the report. */
const relatives = { manager: people.employee, report: people.secondAnnaSmith };
/** Whom the canaries are about: they may be named by their ids alone, and in audit lines alone. */
export const canaryPeople = [people.obrien, ...Object.values(relatives)];

/** In the form that Graph has, where that is not the value that is shown. */
const inOwnForm: Partial<Record<FieldName, unknown>> = {
  identities: [
    { signInType: 'federated', issuer: `${canary}-issuer`, issuerAssignedId: textOf('identities') },
  ],
  onPremisesProvisioningErrors: [
    { propertyCausingError: 'mail', value: textOf('onPremisesProvisioningErrors') },
  ],
};

/** Of no field that Graph lets anybody write, nor does a directory hold it: an object id, and what is computed. */
const withoutOwnText: readonly FieldName[] = ['id', 'legalAgeGroupClassification'];

/** A value of a field that holds a text, a number or a day; undefined where it is one of a few, as yes and no are. */
function heldIn(name: FieldName): unknown {
  if (withoutOwnText.includes(name)) return undefined;
  const { kind, store = 'user' } = field(name);
  if (!['user', 'sharePoint'].includes(store)) return undefined;
  switch (kind) {
    case 'text':
    case 'multiline':
    case 'alias':
      return textOf(name);
    case 'textList':
      return [textOf(name)];
    case 'upn':
    case 'mail':
      return `${textOf(name)}@northwind-harbor.example`;
    case 'mailList':
      return [`${textOf(name)}@home.example`];
    case 'phone':
      return `+31 6 ${canaryPhone}`;
    case 'phoneList':
      return [`+31 70 ${canaryPhone}`];
    case 'language':
      return `nl-x-${canary.toLowerCase()}`;
    case 'date':
    case 'instant':
      return `${canaryDay}T00:00:00Z`;
    case 'signInPhone':
    case 'country':
    case 'choice':
    case 'yesNo':
    case 'person':
    case 'personList':
    case 'photo':
      return undefined;
  }
}

/** Another one of each field, as long as it may be. */
function textOf(name: FieldName): string {
  const room = longestText(field(name)) - canary.length - 1;
  return `${canary}-${name.split('/').at(-1)?.slice(-room)}`;
}

/** What Graph's user holds: in every property that the bot reads as a text, a canary of its own. */
export const canaryUser = userOf(fieldNames) as Readonly<Record<string, unknown>> &
  Readonly<Record<'displayName' | 'userPrincipalName' | 'mobilePhone', string>>;

function userOf(names: readonly FieldName[]): Readonly<Record<string, unknown>> {
  const user: Record<string, unknown> = {};
  for (const name of names) {
    const value = inOwnForm[name] ?? heldIn(name);
    if (value === undefined) continue;
    const [property = name, part] = name.split('/');
    user[property] = part === undefined ? value : { ...(user[property] ?? {}), [part]: value };
  }
  return user;
}

const relativeNames = { manager: `${canary}-Chef`, report: `${canary}-Medewerker` };

/** The canaries that a reader of all sections sees: a text of each field that has one. */
export const canaryTexts: readonly string[] = [
  ...fieldNames.filter((name) => JSON.stringify(heldIn(name) ?? '').includes(textOf(name))).map(textOf),
  `${canary}-emailMethods`,
  ...Object.values(relativeNames),
];

/** Has the directory hold them of a person, wherever it holds anything of anybody. */
export function holdCanaries(directory: DirectoryState, oid: string): void {
  const { manager, report } = relatives;
  directory.update(oid, { ...canaryUser, accountEnabled: true });
  directory.update(manager.oid, { displayName: relativeNames.manager });
  directory.update(report.oid, { displayName: relativeNames.report });
  directory.setManager(oid, manager.oid);
  directory.setManager(report.oid, oid);
  directory.setSponsors(oid, [manager.oid]);
  directory.setSignInMethods(oid, {
    phones: {
      mobile: `+31 6${canaryPhone}1`,
      alternateMobile: `+31 6${canaryPhone}2`,
      office: `+31 6${canaryPhone}3`,
    },
    email: `${canary}-emailMethods@home.example`,
  });
}

/** A licence, whose name is of Microsoft's choosing, and what stands in addresses that let one in: of a file, of a sign-in. */
const otherSigns = ['SPE_E3', 'SPE_F1', 'tempauth', 'sign-in/start'];
/** Longer than any id that happens to begin like it. */
const token = /eyJ[\w-]{30,}/;

/** @returns those of the canaries, and of other hidden values, that a text holds */
export function leaksIn(text: string, others: readonly string[] = []): string[] {
  return secretsIn(text, [canary, canaryPhone, canaryDay, ...otherSigns, ...others]);
}

/** @returns those of the secrets that a text holds, and whether a token is in it */
export function secretsIn(text: string, secrets: readonly string[]): string[] {
  const lower = text.toLowerCase();
  const found = secrets.filter((hidden) => lower.includes(hidden.toLowerCase()));
  return token.test(text) ? [...found, 'a token'] : found;
}
