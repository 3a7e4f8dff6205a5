import { randomUUID } from 'node:crypto';
import type { DirectoryUser, PersonRecord } from './directory.ts';

/** https://learn.microsoft.com/graph/api/resources/modifiedproperty; in Entra's own log the values are JSON texts. */
interface ModifiedProperty {
  readonly displayName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
}

/** https://learn.microsoft.com/graph/api/resources/directoryaudit */
export interface DirectoryAudit {
  readonly activityDisplayName: string;
  readonly initiatedBy: {
    readonly user: { readonly id: string; readonly [property: string]: unknown } | null;
    readonly app: object | null;
  };
  readonly targetResources: readonly { readonly id: string; readonly [property: string]: unknown }[];
  readonly [property: string]: unknown;
}

/** What is written of one activity beside who, whom and when. */
interface Activity {
  readonly name: string;
  readonly service: 'Core Directory' | 'Authentication Methods';
  readonly modified: readonly ModifiedProperty[];
}

/** What wrote that was nobody of the directory's: an app with permissions of its own. */
const outside = {
  appId: null,
  displayName: 'HR provisioning',
  servicePrincipalId: null,
  servicePrincipalName: null,
};

/** Entra's audit log: a line for each change that the directory took. What was refused is not in it. */
export class AuditLog {
  readonly #entries: { readonly at: number; readonly audit: DirectoryAudit }[] = [];

  /** The lines that can be read at a moment, newest first. */
  asOf(moment: number): readonly DirectoryAudit[] {
    return this.#entries
      .filter(({ at }) => at <= moment)
      .map(({ audit }) => audit)
      .toReversed();
  }

  /**
   * @param by whose token it was written with; undefined for a write from outside Graph.
   * @param nameOf what somebody is called, by object id.
   */
  note(
    before: PersonRecord,
    after: PersonRecord,
    by: DirectoryUser | undefined,
    at: number,
    nameOf: (id: string) => string,
  ): void {
    for (const { name, service, modified } of activitiesOf(before, after, nameOf))
      this.#entries.push({
        at,
        audit: {
          id: `Directory_${randomUUID()}`,
          category: 'UserManagement',
          correlationId: randomUUID(),
          result: 'success',
          resultReason: '',
          activityDisplayName: name,
          activityDateTime: new Date(at).toISOString(),
          loggedByService: service,
          operationType: 'Update',
          initiatedBy: by
            ? {
                // The name is empty: https://learn.microsoft.com/graph/api/directoryaudit-list, example 2.
                user: {
                  id: by.id,
                  displayName: null,
                  userPrincipalName: by.userPrincipalName,
                  ipAddress: '',
                },
                app: null,
              }
            : { user: null, app: outside },
          targetResources: [
            {
              id: after.user.id,
              displayName: null,
              type: 'User',
              userPrincipalName: after.user.userPrincipalName,
              groupType: null,
              modifiedProperties: modified,
            },
          ],
          additionalDetails: [{ key: 'UserType', value: after.user.userType ?? 'Member' }],
        },
      });
  }
}

/**
 * The activities that https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities lists. It
 * has none for a photo, which Exchange keeps, and none for sponsors: that one is in DataDog/stratus-red-team,
 * entra-id.persistence.guest-user.
 */
function activitiesOf(before: PersonRecord, after: PersonRecord, nameOf: (id: string) => string): Activity[] {
  const people = (ids: readonly (string | undefined)[]) => ids.flatMap((id) => (id ? [nameOf(id)] : []));
  const core = (name: string, modified: readonly ModifiedProperty[]): Activity[] =>
    modified.length > 0
      ? [{ name, service: 'Core Directory', modified: [...modified, ...included(modified)] }]
      : [];
  const isFewer = after.sponsorIds.length < before.sponsorIds.length;
  const sponsorActivity = isFewer ? 'Remove user sponsor' : 'Add user sponsor';
  const [phones, newPhones] = [signInTexts(before), signInTexts(after)];
  // No page shows the properties of the two activities about people: they look like those of `Update user`.
  return [
    ...core('Update user', propertiesOf(before.user, after.user)),
    ...core('Set user manager', changeOf('Manager', people([before.managerId]), people([after.managerId]))),
    ...core(sponsorActivity, changeOf('Sponsors', people(before.sponsorIds), people(after.sponsorIds))),
    ...(JSON.stringify(phones) === JSON.stringify(newPhones)
      ? []
      : [
          {
            name: `Admin ${verbOf(phones, newPhones)} security info`,
            service: 'Authentication Methods' as const,
            modified: [],
          },
        ]),
  ];
}

// Names of Azure AD's own schema that are not Graph's, as synced attributes still have them:
// https://learn.microsoft.com/entra/identity/hybrid/connect/reference-connect-sync-attributes-synchronized.
const ownNames: ReadonlyMap<string, string> = new Map([
  ['businessPhones', 'TelephoneNumber'],
  ['faxNumber', 'FacsimileTelephoneNumber'],
  ['mobilePhone', 'Mobile'],
  ['officeLocation', 'PhysicalDeliveryOfficeName'],
  ['otherMails', 'OtherMail'],
]);

/** It tells of no change of the usage location: https://office365itpros.com/2023/08/08/audit-user-account-changes/. */
const unlogged = new Set(['usageLocation']);

function propertiesOf(before: DirectoryUser, after: DirectoryUser): ModifiedProperty[] {
  return Object.keys(after)
    .filter((name) => !unlogged.has(name))
    .flatMap((name) => {
      const logged = ownNames.get(name) ?? name.charAt(0).toUpperCase() + name.slice(1);
      return changeOf(logged, valuesOf(before[name]), valuesOf(after[name]));
    });
}

/**
 * Values are JSON lists in a text, as in `"[\"user@contoso.com\"]"`:
 * https://learn.microsoft.com/entra/identity/monitoring-health/troubleshoot-audit-data-verified-domain.
 */
function changeOf(
  displayName: string,
  before: readonly unknown[],
  after: readonly unknown[],
): ModifiedProperty[] {
  const [oldValue, newValue] = [JSON.stringify(before), JSON.stringify(after)];
  return oldValue === newValue ? [] : [{ displayName, oldValue, newValue }];
}

function valuesOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** What each line ends with: the page of changeOf. */
function included(modified: readonly ModifiedProperty[]): ModifiedProperty[] {
  const names = modified.map(({ displayName }) => displayName).join(', ');
  return [
    { displayName: 'Included Updated Properties', oldValue: null, newValue: JSON.stringify(names) },
    { displayName: 'TargetId.UserType', oldValue: null, newValue: '"Member"' },
  ];
}

function signInTexts({ signInMethods: { phones = {}, email } }: PersonRecord): readonly string[] {
  return [...Object.entries(phones).map(([type, number]) => `${type} ${number}`), ...(email ? [email] : [])];
}

function verbOf(before: readonly string[], after: readonly string[]): string {
  if (after.length > before.length) return 'registered';
  return after.length < before.length ? 'deleted' : 'updated';
}
