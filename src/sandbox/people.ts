import { createHash } from 'node:crypto';
import type { RoleName } from './graph/roles.ts';
import { sampleLicences } from './graph/sampleLicences.ts';
import { type StaffMember, sampleStaff } from './graph/sampleStaff.ts';
import type { SignInMethods } from './graph/signInMethods.ts';

/** One person that a directory begins with. */
export interface PersonSeed {
  /** Graph's properties of the user. */
  readonly user: {
    readonly id: string;
    readonly displayName: string;
    readonly userPrincipalName: string;
    readonly [property: string]: unknown;
  };
  /** Object id. */
  readonly managerId: string | undefined;
  readonly roleNames?: readonly RoleName[];
  /** Roles over the restricted management administrative unit alone. */
  readonly scopedRoleNames?: readonly RoleName[];
  readonly groupIds?: readonly string[];
  /** Object ids of people and groups. */
  readonly sponsorIds?: readonly string[];
  readonly signInMethods?: SignInMethods;
  /** A drawn portrait. */
  readonly hasPhoto?: boolean;
}

/** Somebody of the sample directory whom tests and the chat page speak of. */
export interface KnownPerson {
  readonly oid: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

/** The company's domains; the first is the default one. */
export const domains = ['northwind-harbor.example', 'oldport.example'] as const;
/** Registered, but not proved to be the company's yet: no sign-in name can have it. */
export const unverifiedDomain = 'harbor-next.example';

/** An object id: the same in every run. */
function objectId(alias: string): string {
  const hex = createHash('sha256').update(`northwind harbor/${alias}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The group whose members nobody may edit through the bot (its `PROTECTED_GROUP_ID`). */
export const protectedGroupId = objectId('group board');
const roleGroupId = objectId('group role-assignable');
const nestedGroupId = objectId('group board office');

/** Groups, with the groups that they are in themselves. */
export const sampleGroups = [
  {
    id: protectedGroupId,
    displayName: 'Board and protected accounts',
    isAssignableToRole: false,
    memberOf: [],
  },
  { id: nestedGroupId, displayName: 'Board office', isAssignableToRole: false, memberOf: [protectedGroupId] },
  { id: roleGroupId, displayName: 'Tier 1 operators', isAssignableToRole: true, memberOf: [] },
] as const;

const groupIdOf = { protected: protectedGroupId, nested: nestedGroupId, roleAssignable: roleGroupId };

const offices = [
  {
    officeLocation: 'Harbor House 3.12',
    streetAddress: 'Westerkade 12',
    city: 'Rotterdam',
    state: 'Zuid-Holland',
    postalCode: '3016 CL',
    country: 'Netherlands',
    usageLocation: 'NL',
    phone: '+31 10 555 01',
  },
  {
    officeLocation: 'Quay Building 2',
    streetAddress: '18 Custom House Quay',
    city: 'Dublin',
    state: 'Leinster',
    postalCode: 'D01 X2X2',
    country: 'Ireland',
    usageLocation: 'IE',
    phone: '+353 1 555 01',
  },
  {
    officeLocation: 'Lighthouse 7.04',
    streetAddress: '400 Harborview Avenue\nSuite 7',
    city: 'Seattle',
    state: 'WA',
    postalCode: '98104',
    country: 'United States',
    usageLocation: 'US',
    phone: '+1 206 555 01',
  },
] as const;

const employeeTypes = ['Employee', 'Contractor', 'Consultant', null] as const;

function seedOf(member: StaffMember, index: number): PersonSeed {
  const { phone, ...address } = offices[index % offices.length] ?? offices[0];
  const number = String(index).padStart(2, '0');
  const [domain, formerDomain] = domains;
  // Some kept the address of a firm that was taken over: mail need not be the UPN.
  const mail = `${member.alias.replaceAll("'", '')}@${index % 9 === 4 ? formerDomain : domain}`;
  const nickname = member.alias.replaceAll(/[^a-z0-9.-]/g, '');
  const { more = {} } = member;
  const isLicensed = more.mail !== null && more.userType !== 'Guest';
  const licence = sampleLicences[index % 5 === 3 ? 1 : 0];
  return {
    user: {
      id: objectId(member.alias),
      displayName: member.name,
      givenName: member.given ?? member.name.split(' ')[0] ?? null,
      surname: member.family ?? (member.name.split(' ').slice(1).join(' ') || null),
      userPrincipalName: `${member.alias}@${domain}`,
      mail,
      mailNickname: nickname,
      proxyAddresses: [`SMTP:${mail}`, `smtp:${nickname}@desk.${domain}`],
      imAddresses: [mail],
      otherMails: [],
      jobTitle: member.title,
      department: member.department,
      companyName: 'Northwind Harbor',
      employeeId: `NH-1${number}`,
      employeeType: employeeTypes[index % employeeTypes.length] ?? null,
      employeeOrgData: { costCenter: `CC-${100 + (index % 7)}`, division: 'Harbor' },
      ...address,
      businessPhones: [`${phone}${number}`],
      mobilePhone: index % 4 === 3 ? null : `${phone}${String((index + 40) % 100).padStart(2, '0')}`,
      faxNumber: index % 10 === 0 ? `${phone}99` : null,
      preferredLanguage: index % 5 === 0 ? 'nl-NL' : null,
      accountEnabled: true,
      userType: 'Member',
      createdDateTime: '2024-03-01T08:00:00Z',
      lastPasswordChangeDateTime: '2026-02-10T07:45:00Z',
      assignedLicenses: isLicensed ? [{ disabledPlans: [], skuId: licence.skuId }] : [],
      onPremisesSyncEnabled: null,
      securityIdentifier: `S-1-12-1-${1_000_000 + index}-1-2-3`,
      ...more,
    },
    managerId: member.manager === undefined ? undefined : objectId(member.manager),
    roleNames: member.role === undefined ? [] : [member.role],
    scopedRoleNames: member.scopedRole === undefined ? [] : [member.scopedRole],
    groupIds: member.group === undefined ? [] : [groupIdOf[member.group]],
    sponsorIds: (member.sponsors ?? []).map(objectId),
    signInMethods: member.signIn ?? {},
    hasPhoto: member.photo ?? false,
  };
}

/** The people of a harbor company that does not exist. */
export const samplePeople: readonly PersonSeed[] = sampleStaff.map(seedOf);

function known(alias: string): KnownPerson {
  const user = samplePeople.find(({ user: { id } }) => id === objectId(alias))?.user;
  if (!user) throw new Error(`The sample directory has no ${alias}`);
  return { oid: user.id, displayName: user.displayName, userPrincipalName: user.userPrincipalName };
}

/** Those whom tests and the chat page speak of. */
export const people = {
  userAdministrator: known('ingrid'),
  helpdeskAdministrator: known('samuel'),
  globalAdministrator: known('beatriz'),
  authenticationAdministrator: known('aoife'),
  passwordAdministrator: known('marcus'),
  exchangeAdministrator: known('yusuf'),
  privilegedAuthenticationAdministrator: known('dmitri'),
  peopleAdministrator: known('zoe'),
  licenseAdministrator: known('eleni'),
  globalReader: known('priya'),
  /** A custom role for job data and the manager; a token names no custom role. */
  jobDataEditor: known('emily'),
  /** A custom role for contact data, but not the sensitive ones of it. */
  contactDataEditor: known('nguyen'),
  /** No role, a manager, a photo. */
  employee: known('lena'),
  /** Two people with the same name. */
  annaSmith: known('anna.smith'),
  secondAnnaSmith: known('anna.smith2'),
  obrien: known("declan.o'brien"),
  ampersand: known('hart.soul'),
  hyphenated: known('jean-luc'),
  longName: known('maximilian'),
  emoji: known('pim'),
  cjk: known('david.li'),
  rightToLeft: known('layla'),
  guest: known('giulia_auditors.example#EXT#'),
  pendingGuest: known('tom_shipping.example#EXT#'),
  disabled: known('rafael'),
  synced: known('hannah'),
  onceSynced: known('viktor'),
  withoutMailbox: known('kiosk'),
  /** Only what Entra demands. */
  bare: known('robot'),
  /** Their mail address is not their UPN. */
  otherAddress: known('samuel'),
  protectedPerson: known('mara'),
  /** Protected through a group in the group. */
  nestedProtectedPerson: known('grace'),
  inRoleAssignableGroup: known('olga'),
  restricted: known('henrik'),
  /** User Administrator over the restricted unit, and nowhere else. */
  restrictedUnitAdministrator: known('kasia'),
  /** A phone of each kind and an address to sign in with. */
  withSignInMethods: known('lena'),
} as const;
