import type { User } from '@microsoft/microsoft-graph-types';
import type { Kind } from './kinds.ts';

/** The parts of the card that open one by one. */
export const sections = ['identity', 'job', 'contact', 'settings'] as const;
export type Section = (typeof sections)[number];

/** What one field of the profile is, and the rules it is read, shown and written by. */
export interface Field {
  readonly kind: Kind;
  readonly section: Section;
  /** Longest value that Entra takes, in characters; left out where Microsoft documents none. */
  readonly maxLength?: number;
  /** Whether the value can be removed (`null`, or `[]` for a list). */
  readonly clearable: boolean;
  /** Asks to confirm before it is written. */
  readonly sensitive?: true;
  /** Personal data beyond name and work place: never shown to a whole channel. */
  readonly personal?: true;
  /** Owned by the on-premises directory when the account is synced from there. */
  readonly syncs: boolean;
}

/**
 * The profile's editable fields, in the order of the card. The key is the property of Microsoft Graph's user.
 *
 * Limits, what can be cleared and what a synced account owns:
 * https://learn.microsoft.com/graph/api/user-update and https://learn.microsoft.com/graph/api/resources/user;
 * labels: https://learn.microsoft.com/entra/fundamentals/how-to-manage-user-profile-info.
 */
export const fields = {
  displayName: { kind: 'text', section: 'identity', maxLength: 256, clearable: false, syncs: true },
  givenName: { kind: 'text', section: 'identity', maxLength: 64, clearable: true, syncs: true },
  surname: { kind: 'text', section: 'identity', maxLength: 64, clearable: true, syncs: true },
  preferredLanguage: { kind: 'language', section: 'identity', clearable: true, syncs: true },
  jobTitle: { kind: 'text', section: 'job', maxLength: 128, clearable: true, syncs: true },
  department: { kind: 'text', section: 'job', maxLength: 64, clearable: true, syncs: true },
  companyName: { kind: 'text', section: 'job', maxLength: 64, clearable: true, syncs: true },
  employeeId: { kind: 'text', section: 'job', maxLength: 16, clearable: true, syncs: true },
  employeeType: { kind: 'text', section: 'job', clearable: true, syncs: true },
  officeLocation: { kind: 'text', section: 'job', clearable: true, syncs: true },
  businessPhones: {
    kind: 'phoneList',
    section: 'contact',
    maxLength: 64,
    clearable: true,
    personal: true,
    syncs: true,
  },
  mobilePhone: {
    kind: 'phone',
    section: 'contact',
    maxLength: 64,
    clearable: true,
    personal: true,
    syncs: true,
  },
  faxNumber: { kind: 'phone', section: 'contact', clearable: true, personal: true, syncs: true },
  streetAddress: {
    kind: 'multiline',
    section: 'contact',
    maxLength: 1024,
    clearable: true,
    personal: true,
    syncs: true,
  },
  city: { kind: 'text', section: 'contact', maxLength: 128, clearable: true, personal: true, syncs: true },
  state: { kind: 'text', section: 'contact', maxLength: 128, clearable: true, personal: true, syncs: true },
  postalCode: {
    kind: 'text',
    section: 'contact',
    maxLength: 40,
    clearable: true,
    personal: true,
    syncs: true,
  },
  country: { kind: 'text', section: 'contact', maxLength: 128, clearable: true, personal: true, syncs: true },
  usageLocation: { kind: 'country', section: 'settings', clearable: false, syncs: false },
  accountEnabled: { kind: 'yesNo', section: 'settings', clearable: false, sensitive: true, syncs: true },
} as const satisfies { readonly [Property in keyof User]?: Field };

export type FieldName = keyof typeof fields;

export const fieldNames = Object.keys(fields) as readonly FieldName[];

export function isFieldName(name: string): name is FieldName {
  return Object.hasOwn(fields, name);
}

/** The rules of one field. */
export function field(name: FieldName): Field {
  return fields[name];
}

/** Where Microsoft documents no limit, the bot has one: nobody's value is longer, and a card has to hold all of them. */
const longestUndocumented = 256;

/** Longest text that a field's input takes, in characters. */
export function longestText(rules: Field): number {
  return rules.maxLength ?? longestUndocumented;
}
