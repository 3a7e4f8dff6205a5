import type { User } from '@microsoft/microsoft-graph-types';
import { type FieldName, field, fieldNames } from './fields.ts';
import { type FieldValue, fitsInput } from './kinds.ts';

export type FieldValues = Readonly<Record<FieldName, FieldValue>>;

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

/** One person's whole profile, as read with the viewer's rights. */
export interface Profile extends PersonSummary {
  readonly values: FieldValues;
  readonly manager: { readonly id: string; readonly displayName: string } | undefined;
  /** A data URI, 96 pixels wide, or undefined where the person has no photo or it can't be read. */
  readonly photo: string | undefined;
  /** Whether the operator's rule (`PROTECTED_GROUP_ID`) keeps the person from being edited. */
  readonly isProtected: boolean;
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

/** The `$select` of a list. */
export const summarySelect: readonly string[] = summaryProperties;
/** The `$select` of a whole profile. */
export const profileSelect: readonly string[] = [...new Set([...summaryProperties, ...fieldNames])];

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

/** The values of some fields from Graph's user. */
export function readValues<Name extends FieldName>(
  user: User,
  names: readonly Name[],
): Record<Name, FieldValue> {
  const empty = (name: FieldName): FieldValue => (field(name).kind === 'phoneList' ? [] : null);
  return Object.fromEntries(names.map((name) => [name, user[name] ?? empty(name)])) as Record<
    Name,
    FieldValue
  >;
}

/** Why a field can only be read. */
export type Lock = 'writesOff' | 'closedByOperator' | 'protected' | 'synced' | 'notShowable';

/** What the operator closed. */
export interface EditPolicy {
  readonly writes: boolean;
  readonly editableFields: ReadonlySet<FieldName>;
}

/** Why the field of this person is closed to editing, or undefined where it is open. Graph still has the last word. */
export function lockOf(name: FieldName, profile: Profile, policy: EditPolicy): Lock | undefined {
  const rules = field(name);
  if (!policy.writes) return 'writesOff';
  if (profile.isProtected) return 'protected';
  if (!policy.editableFields.has(name)) return 'closedByOperator';
  // https://learn.microsoft.com/entra/fundamentals/how-to-manage-user-profile-info: change those in Active Directory.
  if (profile.isSynced && rules.syncs) return 'synced';
  if (!fitsInput(rules, profile.values[name])) return 'notShowable';
  return undefined;
}
