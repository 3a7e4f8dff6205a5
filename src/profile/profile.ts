import type { User } from '@microsoft/microsoft-graph-types';
import { type FieldName, field, namesIn, propertyOf, type Section, type Store, storeOf } from './fields.ts';
import { emptyOf, type FieldValue, type PersonName } from './kinds.ts';
import type { TenantRules } from './parseInput.ts';

export type FieldValues = Readonly<Partial<Record<FieldName, FieldValue>>>;

/** What a field may hold instead of its value: what a recent write left there, perhaps. */
export type AlsoPossible = Readonly<Partial<Record<FieldName, readonly FieldValue[]>>>;

/** A person in the directory, in a list. */
export interface PersonSummary {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly jobTitle: string | null;
  readonly department: string | null;
  readonly isGuest: boolean;
  readonly isSynced: boolean;
  readonly isDisabled: boolean;
}

/** Why values that are kept apart from the user could not be read. */
export type Unreadable = 'forbidden' | 'consentMissing' | 'unreachable';

/** One person's profile, as read with the viewer's rights. */
export interface Profile extends PersonSummary {
  /** The sections that were read. */
  readonly sections: readonly Section[];
  /** The values of these sections; one that could not be read is left out. */
  readonly values: FieldValues;
  readonly alsoPossible?: AlsoPossible | undefined;
  readonly unreadable: Readonly<Partial<Record<Store, Unreadable>>>;
  /** A data URI, 96 pixels wide, or undefined where the person has no photo or it can't be read. */
  readonly photo: string | undefined;
  /** Whether the operator's rule (`PROTECTED_GROUP_ID`) keeps the person from being edited. */
  readonly isProtected: boolean;
  /** Was synced from on-premises before, and is the cloud's now: some properties then are Exchange's. */
  readonly wasSynced: boolean;
  /** Member of a restricted management administrative unit: only a role over that unit reaches them. */
  readonly isRestricted: boolean;
  /** Template ids of the directory roles that they hold; undefined where the viewer can't read them. */
  readonly roleTemplateIds: readonly string[] | undefined;
  /** What other people are called that were asked for, by object id in lower case. */
  readonly names: ReadonlyMap<string, PersonName>;
  readonly tenant: TenantRules;
}

const summaryProperties = [
  'id',
  'displayName',
  'userPrincipalName',
  'jobTitle',
  'department',
  'userType',
  'onPremisesSyncEnabled',
  'accountEnabled',
];

/** What tells of the account beside its values. */
const stateProperties = ['onPremisesLastSyncDateTime', 'isManagementRestricted'];

/** The `$select` of a list. */
export const summarySelect: readonly string[] = summaryProperties;

/** The `$select` of a profile with these sections: what is a property of the user. */
export function profileSelect(sections: readonly Section[]): readonly string[] {
  const own = namesIn(sections).filter((name) => storeOf(name) === 'user');
  return [...new Set([...summaryProperties, ...stateProperties, ...own.map(propertyOf)])];
}

/** What Graph's user says, for a list. A property that Graph left out counts as empty. */
export function readSummary(user: User): PersonSummary {
  return {
    id: user.id ?? '',
    displayName: user.displayName ?? user.userPrincipalName ?? user.id ?? '',
    userPrincipalName: user.userPrincipalName ?? '',
    jobTitle: user.jobTitle ?? null,
    department: user.department ?? null,
    isGuest: user.userType === 'Guest',
    isSynced: user.onPremisesSyncEnabled === true,
    isDisabled: user.accountEnabled === false,
  };
}

/** A profile with other values, which its summary tells too. */
export function withValues(profile: Profile, others: FieldValues, alsoPossible?: AlsoPossible): Profile {
  const values = { ...profile.values, ...others };
  // A field that is a property of the user has its name. `object`: of the many values, only those of a summary are read.
  const user: object = {
    ...profile,
    userType: profile.isGuest ? 'Guest' : 'Member',
    onPremisesSyncEnabled: profile.isSynced,
    accountEnabled: !profile.isDisabled,
    ...values,
  };
  return { ...profile, ...readSummary(user), values, alsoPossible };
}

/** The values of some fields from Graph's user. Only those that are its properties. */
export function readValues(user: User, names: readonly FieldName[]): FieldValues {
  return Object.fromEntries(names.map((name) => [name, valueIn(user, name) ?? emptyOf(field(name).kind)]));
}

function valueIn(user: User, name: FieldName): FieldValue | undefined {
  const [property = name, part] = name.split('/');
  const held = (user as Readonly<Record<string, unknown>>)[property];
  if (part !== undefined) return (held as Record<string, FieldValue> | null | undefined)?.[part];
  // What is a list of objects is told in words.
  if (property === 'identities') return user.identities?.map(identityText);
  if (property === 'onPremisesProvisioningErrors')
    return user.onPremisesProvisioningErrors?.map(({ propertyCausingError, value }) =>
      [propertyCausingError, value].filter(Boolean).join(': '),
    );
  return held as FieldValue | undefined;
}

function identityText({
  signInType,
  issuer,
  issuerAssignedId,
}: {
  readonly signInType?: string | null;
  readonly issuer?: string | null;
  readonly issuerAssignedId?: string | null;
}): string {
  return [signInType, issuer, issuerAssignedId].filter(Boolean).join(', ');
}
