/** How the directory takes a `$filter` on a property: always, or with `ConsistencyLevel: eventual` and `$count=true` only. */
export type QueryMode = 'default' | 'advanced';

export type PropertyType = 'string' | 'boolean' | 'strings' | 'dateTime' | 'object' | 'number';

/** What Graph documents of one property of a user. */
export interface UserProperty {
  readonly type: PropertyType;
  /** One of the 11 that a GET without `$select` gives. */
  readonly isDefault?: true;
  readonly isReadOnly?: true;
  /** Kept in SharePoint: written apart from all others, never returned in a collection. */
  readonly inSharePoint?: true;
  readonly maxLength?: number;
  /** `null` is refused. */
  readonly isRequired?: true;
  readonly eq?: QueryMode;
  readonly startsWith?: QueryMode;
  readonly eqNull?: QueryMode;
  /** Always an advanced query. */
  readonly endsWith?: true;
}

const name = { eq: 'default', startsWith: 'default', eqNull: 'advanced' } as const;
const rarely = { eq: 'advanced', startsWith: 'advanced', eqNull: 'advanced' } as const;
const readOnly = { isReadOnly: true } as const;
const sharePoint = { inSharePoint: true } as const;
const string = { type: 'string' } as const;
const strings = { type: 'strings' } as const;
const date = { type: 'dateTime' } as const;
const object = { type: 'object' } as const;
const boolean = { type: 'boolean' } as const;

/**
 * The properties of a user in Graph v1.0. Types, limits, what is read-only: https://learn.microsoft.com/graph/api/resources/user
 * and https://learn.microsoft.com/graph/api/user-update (of `mail`: microsoft-graph-docs issue 18722); what `$filter` takes:
 * https://learn.microsoft.com/graph/aad-advanced-queries#user-properties.
 */
const declared: Readonly<Record<string, UserProperty>> = {
  id: { ...string, ...readOnly, isDefault: true, isRequired: true, eq: 'default' },
  accountEnabled: { ...boolean, isRequired: true, eq: 'default' },
  aboutMe: { ...string, ...sharePoint },
  ageGroup: { ...string, eq: 'default' },
  assignedLicenses: { ...object, ...readOnly },
  assignedPlans: { ...object, ...readOnly },
  authorizationInfo: object,
  birthday: { ...date, ...sharePoint },
  businessPhones: { ...strings, isDefault: true, eq: 'default', startsWith: 'default' },
  city: { ...string, ...name, maxLength: 128 },
  companyName: { ...string, ...rarely, maxLength: 64 },
  consentProvidedForMinor: { ...string, eq: 'default' },
  country: { ...string, ...name, maxLength: 128 },
  createdDateTime: { ...date, ...readOnly, eq: 'default' },
  creationType: { ...string, ...readOnly, eq: 'default' },
  customSecurityAttributes: object,
  deletedDateTime: { ...date, ...readOnly },
  department: { ...string, ...name, maxLength: 64 },
  deviceEnrollmentLimit: { type: 'number' },
  displayName: { ...string, ...name, isDefault: true, isRequired: true, maxLength: 256 },
  employeeHireDate: { ...date, eq: 'advanced' },
  employeeId: { ...string, ...name, maxLength: 16 },
  employeeLeaveDateTime: { ...date, eq: 'advanced' },
  employeeOrgData: object,
  employeeType: { ...string, eq: 'advanced', startsWith: 'advanced' },
  externalUserState: { ...string, ...readOnly, eq: 'default' },
  externalUserStateChangeDateTime: { ...date, ...readOnly },
  faxNumber: { ...string, ...rarely },
  givenName: { ...string, ...name, isDefault: true, maxLength: 64 },
  hireDate: { ...date, ...sharePoint, ...readOnly },
  identities: object,
  imAddresses: { ...strings, ...readOnly, eq: 'default', startsWith: 'default' },
  interests: { ...strings, ...sharePoint },
  isManagementRestricted: { ...boolean, ...readOnly },
  isResourceAccount: { ...boolean, ...readOnly },
  jobTitle: {
    ...string,
    eq: 'default',
    startsWith: 'default',
    eqNull: 'advanced',
    isDefault: true,
    maxLength: 128,
  },
  lastPasswordChangeDateTime: { ...date, ...readOnly },
  legalAgeGroupClassification: { ...string, ...readOnly },
  licenseAssignmentStates: { ...object, ...readOnly },
  mail: {
    ...string,
    eq: 'default',
    startsWith: 'default',
    eqNull: 'advanced',
    endsWith: true,
    isDefault: true,
    isRequired: true,
  },
  mailNickname: { ...string, ...name, isRequired: true, maxLength: 64 },
  mobilePhone: { ...string, ...rarely, isDefault: true, maxLength: 64 },
  mySite: { ...string, ...sharePoint },
  officeLocation: { ...string, ...rarely, isDefault: true },
  onPremisesDistinguishedName: { ...string, ...readOnly },
  onPremisesDomainName: { ...string, ...readOnly },
  onPremisesExtensionAttributes: object,
  onPremisesImmutableId: { ...string, eq: 'advanced' },
  onPremisesLastSyncDateTime: { ...date, ...readOnly, eq: 'advanced' },
  onPremisesProvisioningErrors: { ...object, ...readOnly },
  onPremisesSamAccountName: { ...string, ...readOnly, eq: 'advanced', startsWith: 'advanced' },
  onPremisesSecurityIdentifier: { ...string, ...readOnly, eq: 'default', eqNull: 'advanced' },
  onPremisesSyncEnabled: { ...boolean, ...readOnly, eq: 'default', eqNull: 'default' },
  onPremisesUserPrincipalName: { ...string, ...readOnly, eq: 'default', startsWith: 'default' },
  otherMails: { ...strings, eq: 'default', startsWith: 'default', endsWith: true },
  passwordPolicies: { ...string, eq: 'advanced', eqNull: 'advanced' },
  passwordProfile: { ...object, isRequired: true },
  pastProjects: { ...strings, ...sharePoint },
  postalCode: { ...string, ...rarely, maxLength: 40 },
  preferredDataLocation: string,
  preferredLanguage: { ...string, ...rarely, isDefault: true },
  preferredName: { ...string, ...sharePoint, ...readOnly },
  provisionedPlans: { ...object, ...readOnly },
  proxyAddresses: { ...strings, ...readOnly, eq: 'default', startsWith: 'default', endsWith: true },
  responsibilities: { ...strings, ...sharePoint },
  schools: { ...strings, ...sharePoint },
  securityIdentifier: { ...string, ...readOnly, eq: 'default', startsWith: 'default' },
  showInAddressList: boolean,
  signInSessionsValidFromDateTime: { ...date, ...readOnly },
  skills: { ...strings, ...sharePoint },
  state: { ...string, ...name, maxLength: 128 },
  streetAddress: { ...string, ...rarely, maxLength: 1024 },
  surname: { ...string, ...name, isDefault: true, maxLength: 64 },
  usageLocation: { ...string, eq: 'default', startsWith: 'default', eqNull: 'advanced', isRequired: true },
  userPrincipalName: {
    ...string,
    eq: 'default',
    startsWith: 'default',
    endsWith: true,
    isDefault: true,
    isRequired: true,
  },
  userType: { ...string, eq: 'default', eqNull: 'advanced', isRequired: true },
};

/** By name. A map, so that `constructor` and the like are no properties. */
export const userProperties: ReadonlyMap<string, UserProperty> = new Map(Object.entries(declared));

export const defaultProperties: readonly string[] = [...userProperties]
  .filter(([, { isDefault }]) => isDefault)
  .map(([property]) => property);

const canonicalNames = new Map(
  [...userProperties.keys()].map((property) => [property.toLowerCase(), property]),
);

/** The property's own spelling; a query may write it in any letter case. */
export function canonicalProperty(text: string): string | undefined {
  return canonicalNames.get(text.toLowerCase());
}
