import type { RoleName } from './roles.ts';
import { domains, groupIdOf, objectId } from './sampleCompany.ts';
import { sampleLicences } from './sampleLicences.ts';
import { sampleProfiles } from './sampleProfiles.ts';
import { type StaffMember, sampleStaff } from './sampleStaff.ts';
import type { SignInMethods } from './signInMethods.ts';

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
  const { more: given = {}, signIn = {}, sponsors = [] } = sampleProfiles.get(member.alias) ?? {};
  const more: Readonly<Record<string, unknown>> = { ...member.more, ...given };
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
      employeeHireDate: index % 6 === 5 ? null : `20${10 + (index % 14)}-0${1 + (index % 9)}-01T00:00:00Z`,
      employeeOrgData: { costCenter: `CC-${100 + (index % 7)}`, division: 'Harbor' },
      ...address,
      businessPhones: [`${phone}${number}`],
      mobilePhone: index % 4 === 3 ? null : `${phone}${String((index + 40) % 100).padStart(2, '0')}`,
      faxNumber: index % 10 === 0 ? `${phone}99` : null,
      preferredDataLocation: address.usageLocation === 'US' ? 'NAM' : null,
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
    sponsorIds: sponsors.map(objectId),
    signInMethods: signIn,
    hasPhoto: member.photo ?? false,
  };
}

/** The people of a harbor company that does not exist. */
export const samplePeople: readonly PersonSeed[] = sampleStaff.map(seedOf);
