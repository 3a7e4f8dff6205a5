import { type FieldName, field, storeOf } from './fields.ts';
import { fitsInput, isEmpty, isMasked } from './kinds.ts';
import type { Profile } from './profile.ts';
import { covers, holdsAdminRole, outranks } from './roles.ts';

/** Why a field can only be read. Each has its words in the catalogue. */
export type Lock =
  | 'writesOff'
  | 'closedByOperator'
  | 'protected'
  | 'readOnly'
  | 'synced'
  | 'onceSynced'
  | 'restricted'
  | 'role'
  | 'outranked'
  | 'administrator'
  | 'ownAccount'
  | 'masked'
  | 'notShowable';

/** What the operator closed. */
export interface EditPolicy {
  readonly writes: boolean;
  readonly editableFields: ReadonlySet<FieldName>;
}

/** Who looks, as far as their token tells. */
export interface Viewer {
  readonly oid: string;
  /** Template ids of their directory roles; empty where the tenant does not put them into tokens. */
  readonly roleTemplateIds: readonly string[];
}

/** Whether there is anything to show of a field: its section was read, it could be read, and the tenant uses it. */
export function isShown(name: FieldName, { values }: Profile): boolean {
  const value = values[name];
  if (value === undefined || field(name).kind === 'photo') return false;
  return !(field(name).whereUsed && isEmpty(value));
}

/**
 * Why the field of this person is closed to editing, or undefined where it is open. What the operator closed is closed;
 * what Entra is known to refuse is a hint, and Graph has the last word.
 */
export function lockOf(
  name: FieldName,
  profile: Profile,
  policy: EditPolicy,
  viewer: Viewer,
): Lock | undefined {
  const rules = field(name);
  if (!policy.writes) return 'writesOff';
  if (profile.isProtected) return 'protected';
  if (rules.readOnly) return 'readOnly';
  if (!policy.editableFields.has(name)) return 'closedByOperator';
  // https://learn.microsoft.com/entra/fundamentals/how-to-manage-user-profile-info: change those in Active Directory.
  if (profile.isSynced && rules.syncs) return 'synced';
  // "Objects that have originated within an external service" are Exchange's: microsoft-graph-docs-contrib issue 3564.
  if (profile.wasSynced && name.startsWith('onPremisesExtensionAttributes/')) return 'onceSynced';
  const isOwn = viewer.oid === profile.id.toLowerCase();
  // "Self-service operations aren't supported": https://learn.microsoft.com/graph/api/authentication-post-phonemethods.
  if (isOwn && rules.section === 'signIn') return 'ownAccount';
  const hint = isOwn ? undefined : roleLock(name, profile, viewer);
  if (hint) return hint;
  if (rules.kind === 'signInPhone' && isMasked(profile.values[name] ?? null)) return 'masked';
  if (!fitsInput(rules, profile.values[name] ?? null)) return 'notShowable';
  return undefined;
}

function roleLock(name: FieldName, profile: Profile, { roleTemplateIds: own }: Viewer): Lock | undefined {
  // A token names roles over the whole tenant alone: who has none of them may have one over a unit, or a custom one.
  if (!holdsAdminRole(own)) return undefined;
  if (profile.isRestricted) return 'restricted';
  if (!covers(own, name)) return 'role';
  const theirs = profile.roleTemplateIds;
  if (theirs === undefined || !field(name).guarded) return undefined;
  if (outranks(theirs, own, storeOf(name))) return 'outranked';
  // "Directory.AccessAsUser.All", which the bot never asks for: https://learn.microsoft.com/graph/api/user-update.
  return holdsAdminRole(theirs) && storeOf(name) === 'user' ? 'administrator' : undefined;
}
