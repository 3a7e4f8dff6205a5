import type { EmployeeOrgData, OnPremisesExtensionAttributes, User } from '@microsoft/microsoft-graph-types';
import type { Kind } from './kinds.ts';

/** The parts of the card that open one by one. */
export const sections = [
  'identity',
  'job',
  'contact',
  'settings',
  'account',
  'onPremises',
  'about',
  'signIn',
] as const;
export type Section = (typeof sections)[number];

/** The sections that every look-up reads; the others are read when somebody opens them. */
export const firstSections: readonly Section[] = ['identity', 'job', 'contact', 'settings'];

/**
 * Where Microsoft keeps a value, and so how it is read and written: a property of the user; one that SharePoint keeps,
 * which needs a PATCH of its own; a navigation property; a way to sign in.
 */
export type Store =
  | 'user'
  | 'sharePoint'
  | 'manager'
  | 'sponsors'
  | 'photo'
  | 'phoneMethods'
  | 'emailMethods'
  | 'directReports'
  | 'licenseDetails';

/** What one field of the profile is, and the rules it is read, shown and written by. */
export interface Field {
  readonly kind: Kind;
  readonly section: Section;
  /** A property of the user if left out. */
  readonly store?: Store;
  /** Longest value that Entra takes, of a list each item, in characters; left out where Microsoft documents none. */
  readonly maxLength?: number;
  /** Most items of a list. */
  readonly mostItems?: number;
  /** What a choice is made from. */
  readonly options?: readonly string[];
  /** Whether the value can be removed (`null`, or `[]` for a list). */
  readonly clearable: boolean;
  /** Asks to confirm before it is written, and says what follows from it. */
  readonly sensitive?: true;
  /** One of Graph's sensitive actions: who may do it depends on the roles of the person it is done to. */
  readonly guarded?: true;
  /** Personal data beyond name and work place: never shown to a whole channel. */
  readonly personal?: true;
  /** Owned by the on-premises directory when the account is synced from there. */
  readonly syncs: boolean;
  /** Of a feature that few tenants have: not to be seen where the person has no value. */
  readonly whereUsed?: true;
  /** Only to be seen: computed, or owned by another service. */
  readonly readOnly?: true;
}

const shownOnly = { clearable: false, syncs: false, readOnly: true } as const;
const account = { ...shownOnly, section: 'account' } as const;
const onPremises = { ...shownOnly, section: 'onPremises' } as const;
const extension = {
  kind: 'text',
  section: 'onPremises',
  maxLength: 1024,
  clearable: true,
  syncs: true,
} as const;
const address = { section: 'contact', clearable: true, personal: true, syncs: true } as const;
// No page says how long they may be; who is synced keeps them in the cloud.
const about = {
  section: 'about',
  store: 'sharePoint',
  clearable: true,
  personal: true,
  syncs: false,
} as const;
const aboutList = { ...about, kind: 'textList', maxLength: 256, mostItems: 50 } as const;
const signIn = {
  section: 'signIn',
  clearable: true,
  sensitive: true,
  guarded: true,
  personal: true,
  syncs: false,
} as const;
const signInPhone = { ...signIn, kind: 'signInPhone', store: 'phoneMethods', maxLength: 32 } as const;

type PhoneType = 'mobile' | 'alternateMobile' | 'office';
/** A property of Graph's user, or a path to one within it, written as OData writes it. */
type Path =
  | keyof User
  | `employeeOrgData/${keyof EmployeeOrgData}`
  | `onPremisesExtensionAttributes/${keyof OnPremisesExtensionAttributes}`
  | `phoneMethods/${PhoneType}`
  | 'emailMethods';

/**
 * The profile's fields, in the order of the card. The key is the property of Microsoft Graph's user.
 *
 * Limits, what can be cleared, what a synced account owns, what is sensitive to Graph:
 * https://learn.microsoft.com/graph/api/user-update and https://learn.microsoft.com/graph/api/resources/user;
 * labels: https://learn.microsoft.com/entra/fundamentals/how-to-manage-user-profile-info. A synced account's hire date and
 * organization data are refused: microsoft-graph-docs-contrib issue 1900. Sign-in methods:
 * https://learn.microsoft.com/graph/api/resources/phoneauthenticationmethod. Five sponsors at most:
 * https://learn.microsoft.com/entra/external-id/b2b-sponsors.
 */
export const fields = {
  displayName: { kind: 'text', section: 'identity', maxLength: 256, clearable: false, syncs: true },
  givenName: { kind: 'text', section: 'identity', maxLength: 64, clearable: true, syncs: true },
  surname: { kind: 'text', section: 'identity', maxLength: 64, clearable: true, syncs: true },
  userPrincipalName: {
    kind: 'upn',
    section: 'identity',
    maxLength: 113,
    clearable: false,
    sensitive: true,
    guarded: true,
    syncs: true,
  },
  userType: {
    kind: 'choice',
    section: 'identity',
    options: ['Member', 'Guest'],
    clearable: false,
    sensitive: true,
    syncs: false,
  },
  mail: { kind: 'mail', section: 'identity', maxLength: 256, clearable: false, personal: true, syncs: true },
  mailNickname: { kind: 'alias', section: 'identity', maxLength: 64, clearable: false, syncs: true },
  otherMails: {
    kind: 'mailList',
    section: 'identity',
    maxLength: 250,
    mostItems: 250,
    clearable: true,
    guarded: true,
    personal: true,
    syncs: true,
  },
  preferredLanguage: { kind: 'language', section: 'identity', clearable: true, syncs: true },
  photo: { kind: 'photo', section: 'identity', store: 'photo', clearable: true, syncs: false },

  jobTitle: { kind: 'text', section: 'job', maxLength: 128, clearable: true, syncs: true },
  department: { kind: 'text', section: 'job', maxLength: 64, clearable: true, syncs: true },
  companyName: { kind: 'text', section: 'job', maxLength: 64, clearable: true, syncs: true },
  employeeId: { kind: 'text', section: 'job', maxLength: 16, clearable: true, syncs: true },
  employeeType: { kind: 'text', section: 'job', clearable: true, syncs: true },
  employeeHireDate: { kind: 'date', section: 'job', clearable: true, syncs: true },
  'employeeOrgData/costCenter': { kind: 'text', section: 'job', clearable: true, syncs: true },
  'employeeOrgData/division': { kind: 'text', section: 'job', clearable: true, syncs: true },
  officeLocation: { kind: 'text', section: 'job', maxLength: 128, clearable: true, syncs: true },
  manager: { kind: 'person', section: 'job', store: 'manager', clearable: true, syncs: true },
  sponsors: {
    kind: 'personList',
    section: 'job',
    store: 'sponsors',
    mostItems: 5,
    clearable: true,
    syncs: false,
  },

  businessPhones: { ...address, kind: 'phoneList', maxLength: 64, guarded: true },
  mobilePhone: { ...address, kind: 'phone', maxLength: 64, guarded: true },
  faxNumber: { ...address, kind: 'phone' },
  streetAddress: { ...address, kind: 'multiline', maxLength: 1024 },
  city: { ...address, kind: 'text', maxLength: 128 },
  state: { ...address, kind: 'text', maxLength: 128 },
  postalCode: { ...address, kind: 'text', maxLength: 40 },
  country: { ...address, kind: 'text', maxLength: 128 },

  accountEnabled: {
    kind: 'yesNo',
    section: 'settings',
    clearable: false,
    sensitive: true,
    guarded: true,
    syncs: true,
  },
  usageLocation: { kind: 'country', section: 'settings', clearable: false, syncs: false },
  preferredDataLocation: { kind: 'text', section: 'settings', clearable: true, syncs: true, whereUsed: true },
  ageGroup: {
    kind: 'choice',
    section: 'settings',
    options: ['Minor', 'NotAdult', 'Adult'],
    clearable: true,
    personal: true,
    syncs: false,
  },
  consentProvidedForMinor: {
    kind: 'choice',
    section: 'settings',
    options: ['Granted', 'Denied', 'NotRequired'],
    clearable: true,
    personal: true,
    syncs: false,
  },
  legalAgeGroupClassification: { ...shownOnly, kind: 'text', section: 'settings', personal: true },

  id: { ...account, kind: 'text' },
  createdDateTime: { ...account, kind: 'instant' },
  creationType: { ...account, kind: 'text' },
  lastPasswordChangeDateTime: { ...account, kind: 'instant' },
  signInSessionsValidFromDateTime: { ...account, kind: 'instant' },
  externalUserState: { ...account, kind: 'text' },
  externalUserStateChangeDateTime: { ...account, kind: 'instant' },
  passwordPolicies: { ...account, kind: 'text' },
  identities: { ...account, kind: 'textList', personal: true },
  proxyAddresses: { ...account, kind: 'textList', personal: true },
  imAddresses: { ...account, kind: 'textList', personal: true },
  assignedLicenses: { ...account, kind: 'textList', store: 'licenseDetails' },
  directReports: { ...account, kind: 'personList', store: 'directReports' },

  onPremisesSyncEnabled: { ...onPremises, kind: 'yesNo' },
  onPremisesLastSyncDateTime: { ...onPremises, kind: 'instant' },
  onPremisesDomainName: { ...onPremises, kind: 'text' },
  onPremisesSamAccountName: { ...onPremises, kind: 'text' },
  onPremisesUserPrincipalName: { ...onPremises, kind: 'text' },
  onPremisesDistinguishedName: { ...onPremises, kind: 'text' },
  onPremisesImmutableId: { ...onPremises, kind: 'text' },
  onPremisesSecurityIdentifier: { ...onPremises, kind: 'text' },
  onPremisesProvisioningErrors: { ...onPremises, kind: 'textList' },
  'onPremisesExtensionAttributes/extensionAttribute1': extension,
  'onPremisesExtensionAttributes/extensionAttribute2': extension,
  'onPremisesExtensionAttributes/extensionAttribute3': extension,
  'onPremisesExtensionAttributes/extensionAttribute4': extension,
  'onPremisesExtensionAttributes/extensionAttribute5': extension,
  'onPremisesExtensionAttributes/extensionAttribute6': extension,
  'onPremisesExtensionAttributes/extensionAttribute7': extension,
  'onPremisesExtensionAttributes/extensionAttribute8': extension,
  'onPremisesExtensionAttributes/extensionAttribute9': extension,
  'onPremisesExtensionAttributes/extensionAttribute10': extension,
  'onPremisesExtensionAttributes/extensionAttribute11': extension,
  'onPremisesExtensionAttributes/extensionAttribute12': extension,
  'onPremisesExtensionAttributes/extensionAttribute13': extension,
  'onPremisesExtensionAttributes/extensionAttribute14': extension,
  'onPremisesExtensionAttributes/extensionAttribute15': extension,

  aboutMe: { ...about, kind: 'multiline', maxLength: 2048 },
  birthday: { ...about, kind: 'date' },
  interests: aboutList,
  mySite: { ...about, kind: 'text', maxLength: 256 },
  pastProjects: aboutList,
  responsibilities: aboutList,
  schools: aboutList,
  skills: aboutList,

  'phoneMethods/mobile': signInPhone,
  'phoneMethods/alternateMobile': signInPhone,
  'phoneMethods/office': signInPhone,
  emailMethods: { ...signIn, kind: 'mail', store: 'emailMethods', maxLength: 254 },
} as const satisfies { readonly [Name in Path]?: Field };

export type FieldName = keyof typeof fields;

export const fieldNames = Object.keys(fields) as readonly FieldName[];

const namesBySection = new Map(
  sections.map((section) => [section, fieldNames.filter((name) => field(name).section === section)]),
);

/** The names of the sections' fields, in their order. */
export function namesIn(chosen: readonly Section[]): readonly FieldName[] {
  return sections.flatMap((section) => (chosen.includes(section) ? (namesBySection.get(section) ?? []) : []));
}

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(fields, name);
}

/** The rules of one field. */
export function field(name: FieldName): Field {
  return fields[name];
}

export function storeOf(name: FieldName): Store {
  return field(name).store ?? 'user';
}

/** The property of Graph's user that a field is, or is a part of: what `$select` names. */
export function propertyOf(name: FieldName): string {
  return name.split('/')[0] ?? name;
}

/** The limit where Microsoft documents none, in characters. Whose value is longer has it in the Entra admin center. */
const longestUndocumented = 256;

/** Longest text that a field takes, in characters; of a list, each item. */
export function longestText({ maxLength = longestUndocumented }: Field): number {
  return maxLength;
}
