import type { DirectoryAudit, NullableOption } from '@microsoft/microsoft-graph-types';
import { type FieldName, field, isFieldName } from './fields.ts';
import { type FieldValue, isListKind } from './kinds.ts';
import type { Unreadable } from './profile.ts';

// What Entra's audit log says of one person: https://learn.microsoft.com/graph/api/resources/directoryaudit.

/** One property, before and after. */
export interface ModifiedProperty {
  /** As the log has it, such as `JobTitle`. */
  readonly name: string;
  /** The field that it is; undefined where the table has none. */
  readonly field: FieldName | undefined;
  readonly before: FieldValue;
  readonly after: FieldValue;
}

/** Something that was done to a person. */
export interface Activity {
  /** A moment, as Graph writes it. */
  readonly at: string;
  /** In the log's own words, such as `Update user`. */
  readonly name: string;
  /** The name of a user or an app, or its id; undefined where the log does not tell. */
  readonly initiatedBy: string | undefined;
  /** False for what was tried in vain. */
  readonly isDone: boolean;
  readonly modified: readonly ModifiedProperty[];
}

/** The newest activities, newest first; or why they can't be read. */
export type AuditLog = { readonly activities: readonly Activity[]; readonly more: boolean } | Unreadable;

/** What an entry of the log says about a person. */
export function readActivity(audit: DirectoryAudit, personId: string): Activity {
  const { user, app } = audit.initiatedBy ?? {};
  const own = (audit.targetResources ?? []).filter(({ id }) => id?.toLowerCase() === personId.toLowerCase());
  return {
    at: audit.activityDateTime ?? '',
    name: audit.activityDisplayName ?? '',
    initiatedBy:
      [user?.displayName, user?.userPrincipalName, app?.displayName, user?.id, app?.appId].find(Boolean) ??
      undefined,
    isDone: audit.result === 'success',
    modified: own.flatMap(({ modifiedProperties }) =>
      (modifiedProperties ?? []).flatMap(({ displayName, oldValue, newValue }) => {
        const name = displayName ?? '';
        if (isBookkeeping(name)) return [];
        const known = fieldOf(name);
        return [
          { name, field: known, before: readValue(oldValue, known), after: readValue(newValue, known) },
        ];
      }),
    ),
  };
}

/** What the log notes of the entry itself, as in https://learn.microsoft.com/graph/api/directoryaudit-list, example 1. */
function isBookkeeping(name: string): boolean {
  return /^(Included Updated Properties|Action Client Name|(TargetId|ActorId)\..*|)$/.test(name);
}

// The log writes Graph's names with a capital, but for a few of the directory's own schema:
// https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-sync-attributes-synchronized.
const ownNames: ReadonlyMap<string, FieldName> = new Map([
  ['Company', 'companyName'],
  ['FacsimileTelephoneNumber', 'faxNumber'],
  ['Mobile', 'mobilePhone'],
  ['OtherMail', 'otherMails'],
  ['PhysicalDeliveryOfficeName', 'officeLocation'],
  ['TelephoneNumber', 'businessPhones'],
]);

function fieldOf(name: string): FieldName | undefined {
  const like = name.charAt(0).toLowerCase() + name.slice(1);
  return ownNames.get(name) ?? (isFieldName(like) ? like : undefined);
}

/** Values are JSON in a text, mostly a list of one. What is something else is shown as it is. */
function readValue(text: NullableOption<string> | undefined, name: FieldName | undefined): FieldValue {
  const items = itemsOf(text ?? '');
  const [only = null] = items;
  if (items.length > 1) return items.map(String);
  if (only === null) return null;
  if (name && isListKind(field(name).kind)) return [String(only)];
  return only;
}

function itemsOf(text: string): (string | boolean)[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = text;
  }
  const list = Array.isArray(parsed) ? parsed : [parsed];
  return list.flatMap((item: unknown) => {
    if (item === null || item === undefined || item === '') return [];
    if (typeof item === 'boolean' || typeof item === 'string') return [item];
    return [typeof item === 'object' ? partsOf(item) : String(item)].filter(Boolean);
  });
}

/** An object in a line, without what is empty in it. */
function partsOf(item: object): string {
  return Object.entries(item)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key}: ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}
