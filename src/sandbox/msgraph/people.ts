import { createHash } from 'node:crypto';

/** A user as the directory stores it: Graph's properties, and what Graph keeps beside them. */
export interface SeedUser {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly [property: string]: unknown;
}

/** Somebody of the sample directory whom others refer to. */
export interface KnownPerson {
  readonly oid: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

export const domain = 'northwind-harbor.example';
export const protectedGroupId = '7f0c1c52-6c1a-4f0e-9a61-2f4f3a6c1d01';

/** Role template ids: https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference. */
export const roles = {
  globalAdministrator: '62e90394-69f5-4237-9190-012177145e10',
  userAdministrator: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  helpdeskAdministrator: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  authenticationAdministrator: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
} as const;

/** A GUID that is the same in every run. */
function guid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

interface Person {
  readonly name: string;
  readonly alias: string;
  readonly title: string;
  readonly department: string;
  readonly manager?: string;
  readonly role?: keyof typeof roles;
  readonly photo?: true;
  readonly more?: Readonly<Record<string, unknown>>;
}

const offices = [
  {
    officeLocation: 'Harbor House, 3rd floor',
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
    streetAddress: '400 Harborview Avenue',
    city: 'Seattle',
    state: 'WA',
    postalCode: '98104',
    country: 'United States',
    usageLocation: 'US',
    phone: '+1 206 555 01',
  },
] as const;

const synced = {
  onPremisesSyncEnabled: true,
  onPremisesDomainName: 'corp.northwind-harbor.example',
  onPremisesLastSyncDateTime: '2026-11-20T06:30:00Z',
};

const list: readonly Person[] = [
  { name: 'Mara Lindqvist', alias: 'mara', title: 'Chief Executive', department: 'Board', photo: true },
  {
    name: 'Tomasz Wójcik',
    alias: 'tomasz',
    title: 'Chief Information Officer',
    department: 'Technology',
    manager: 'mara',
    photo: true,
  },
  {
    name: 'Ingrid Vos',
    alias: 'ingrid',
    title: 'Directory Administrator',
    department: 'Technology',
    manager: 'tomasz',
    role: 'userAdministrator',
    photo: true,
  },
  {
    name: 'Samuel Adeyemi',
    alias: 'samuel',
    title: 'Service Desk Agent',
    department: 'Technology',
    manager: 'ingrid',
    role: 'helpdeskAdministrator',
    photo: true,
  },
  {
    name: 'Beatriz Fonseca',
    alias: 'beatriz',
    title: 'Cloud Platform Lead',
    department: 'Technology',
    manager: 'tomasz',
    role: 'globalAdministrator',
  },
  {
    name: 'Yusuf Kaya',
    alias: 'yusuf',
    title: 'Identity Engineer',
    department: 'Technology',
    manager: 'tomasz',
    role: 'authenticationAdministrator',
  },
  { name: 'Lena Hofmann', alias: 'lena', title: 'Account Manager', department: 'Sales', manager: 'mara' },
  {
    name: 'Anna Smith',
    alias: 'anna.smith',
    title: 'Shipping Coordinator',
    department: 'Operations',
    manager: 'pieter',
    photo: true,
  },
  {
    name: 'Anna Smith',
    alias: 'anna.smith2',
    title: 'Financial Analyst',
    department: 'Finance',
    manager: 'mara',
  },
  {
    name: 'Pieter de Graaf',
    alias: 'pieter',
    title: 'Head of Operations',
    department: 'Operations',
    manager: 'mara',
    photo: true,
  },
  { name: 'Siobhán O’Brien', alias: 'siobhan', title: 'Legal Counsel', department: 'Legal', manager: 'mara' },
  {
    name: "Declan O'Brien",
    alias: "declan.o'brien",
    title: 'Crane Operator',
    department: 'Operations',
    manager: 'pieter',
  },
  {
    name: 'Marie-Claire Dubois-Lefèvre',
    alias: 'marie-claire',
    title: 'Procurement Specialist',
    department: 'Finance',
    manager: 'mara',
  },
  {
    name: 'Johnson & Partners Reception',
    alias: 'reception',
    title: 'Reception',
    department: 'Facilities',
    manager: 'pieter',
  },
  {
    name: 'Wolfgang Amadeus Maximilian von Hohenstein-Schwarzenbach zu Rheinfelden',
    alias: 'wolfgang',
    title: 'Senior Principal Engineer for Container Logistics and Harbor Automation Systems',
    department: 'Engineering and Research',
    manager: 'tomasz',
  },
  { name: '田中 美咲', alias: 'misaki', title: 'デザイナー', department: 'デザイン', manager: 'lena' },
  {
    name: '李伟 (David Li)',
    alias: 'david.li',
    title: 'Data Engineer',
    department: 'Technology',
    manager: 'tomasz',
  },
  { name: 'محمد الهاشمي', alias: 'mohammed', title: 'مهندس', department: 'Engineering', manager: 'wolfgang' },
  { name: 'נועה כהן', alias: 'noa', title: 'Product Manager', department: 'Product', manager: 'lena' },
  {
    name: 'Ελένη Παπαδοπούλου',
    alias: 'eleni',
    title: 'Nautical Officer',
    department: 'Operations',
    manager: 'pieter',
  },
  { name: 'Алексей Иванов', alias: 'aleksei', title: 'Welder', department: 'Operations', manager: 'pieter' },
  {
    name: 'प्रिया शर्मा',
    alias: 'priya',
    title: 'Quality Engineer',
    department: 'Engineering',
    manager: 'wolfgang',
  },
  {
    name: 'Noor 🌊 Bakker',
    alias: 'noor',
    title: 'Community Manager',
    department: 'Marketing',
    manager: 'lena',
  },
  {
    name: 'Rafael Torres',
    alias: 'rafael',
    title: 'Dock Planner',
    department: 'Operations',
    manager: 'pieter',
    more: { accountEnabled: false },
  },
  {
    name: 'Hannah Becker',
    alias: 'hannah',
    title: 'Payroll Officer',
    department: 'Human Resources',
    manager: 'mara',
    more: synced,
    photo: true,
  },
  {
    name: 'Oliver Grant',
    alias: 'oliver',
    title: 'Warehouse Lead',
    department: 'Operations',
    manager: 'pieter',
    more: synced,
  },
  {
    name: 'Chloé Martin',
    alias: 'chloe',
    title: 'Recruiter',
    department: 'Human Resources',
    manager: 'hannah',
    more: synced,
  },
  {
    name: 'Viktor Nilsson',
    alias: 'viktor',
    title: 'Electrician',
    department: 'Facilities',
    manager: 'pieter',
    more: { onPremisesSyncEnabled: false },
  },
  {
    name: 'Maintenance Kiosk',
    alias: 'kiosk',
    title: '',
    department: '',
    more: { mail: null, businessPhones: [], jobTitle: null, department: null },
  },
  {
    name: 'Grace Okafor',
    alias: 'grace',
    title: 'Executive Assistant',
    department: 'Board',
    manager: 'mara',
  },
  {
    name: 'Katarzyna Nowak',
    alias: 'kasia',
    title: 'Harbor Pilot',
    department: 'Operations',
    manager: 'pieter',
  },
  {
    name: 'William Chen',
    alias: 'william',
    title: 'Network Engineer',
    department: 'Technology',
    manager: 'yusuf',
  },
  {
    name: 'Fatima Zahra',
    alias: 'fatima',
    title: 'Customs Agent',
    department: 'Operations',
    manager: 'pieter',
  },
  {
    name: 'Lucas Silva',
    alias: 'lucas',
    title: 'Software Engineer',
    department: 'Technology',
    manager: 'beatriz',
  },
  { name: 'Emily Clarke', alias: 'emily', title: 'Copywriter', department: 'Marketing', manager: 'noor' },
  { name: 'Daan Visser', alias: 'daan', title: 'Apprentice', department: 'Operations', manager: 'katarina' },
  { name: 'Robin Baker', alias: 'robin', title: 'Trainer', department: 'Human Resources', manager: 'hannah' },
  { name: 'Sofia Rossi', alias: 'sofia', title: 'Controller', department: 'Finance', manager: 'mara' },
];

const manyAlexes = [
  'Abbott',
  'Bauer',
  'Carter',
  'Dvořák',
  'Evans',
  'Fischer',
  'Garcia',
  'Hughes',
  'Ito',
  'Jansen',
  'Kim',
  'López',
  'Moreau',
  'Novak',
  'Olsen',
];
const employeeTypes = ['Employee', 'Contractor', 'Consultant'];

const everybody: readonly Person[] = [
  ...list,
  ...manyAlexes.map(
    (surname, index): Person => ({
      name: `Alex ${surname}`,
      alias: `alex.${surname
        .normalize('NFD')
        .replace(/[^a-zA-Z]/g, '')
        .toLowerCase()}`,
      title: index % 2 === 0 ? 'Stevedore' : 'Planner',
      department: 'Operations',
      manager: 'pieter',
    }),
  ),
];

function seed({ name, alias, title, department, more }: Person, index: number): SeedUser {
  const { phone, ...office } = offices[index % offices.length] ?? offices[0];
  const [given = name, ...rest] = name.split(' ');
  const number = String(index).padStart(2, '0');
  // A mail address need not be the UPN: some have the one of a firm that was taken over.
  const mail = index % 9 === 4 ? `${alias.replace(/[^a-z]/g, '')}@oldport.example` : `${alias}@${domain}`;
  return {
    id: guid(alias),
    displayName: name,
    givenName: given,
    surname: rest.join(' ') || null,
    userPrincipalName: `${alias}@${domain}`,
    mail,
    mailNickname: alias.replace(/[^a-z0-9.]/g, ''),
    proxyAddresses: [`SMTP:${mail}`, `smtp:${alias.replace(/[^a-z]/g, '')}.alias@${domain}`],
    otherMails: [],
    jobTitle: title || null,
    department: department || null,
    companyName: 'Northwind Harbor',
    employeeId: `NH-1${number}`,
    employeeType: employeeTypes[index % 3],
    ...office,
    businessPhones: [`${phone}${number}`],
    mobilePhone: index % 4 === 3 ? null : `${phone}${String(index + 40).padStart(2, '0')}`,
    faxNumber: null,
    preferredLanguage: index % 5 === 0 ? 'nl-NL' : null,
    accountEnabled: true,
    userType: 'Member',
    externalUserState: null,
    onPremisesSyncEnabled: null,
    createdDateTime: '2024-03-01T08:00:00Z',
    ...more,
  };
}

const guestSeed: SeedUser = {
  ...seed({ name: 'Giulia Conti', alias: 'giulia', title: 'External Auditor', department: 'Audit' }, 60),
  id: guid('guest'),
  userPrincipalName: `giulia_auditors.example#EXT#@${domain}`,
  mail: 'giulia@auditors.example',
  userType: 'Guest',
  externalUserState: 'Accepted',
};

/** The sample directory: the people of a harbor company that does not exist. */
export const seedUsers: readonly SeedUser[] = [...everybody.map(seed), guestSeed];

/** Manager's object id by the person's. */
export const seedManagers: ReadonlyMap<string, string> = new Map(
  everybody.flatMap(({ alias, manager }) =>
    manager && everybody.some((one) => one.alias === manager) ? [[guid(alias), guid(manager)] as const] : [],
  ),
);

export const seedRoles: ReadonlyMap<string, readonly string[]> = new Map(
  everybody.flatMap(({ alias, role }) => (role ? [[guid(alias), [roles[role]]] as const] : [])),
);

export const seedPhotos: ReadonlySet<string> = new Set(
  everybody.filter(({ photo }) => photo).map(({ alias }) => guid(alias)),
);

export const seedGroups: ReadonlyMap<string, readonly string[]> = new Map([
  [protectedGroupId, [guid('mara'), guid('grace')]],
]);

function known(alias: string): KnownPerson {
  const user = seedUsers.find(({ id }) => id === guid(alias));
  if (!user) throw new Error(`The sample directory has no ${alias}`);
  return { oid: user.id, displayName: user.displayName, userPrincipalName: user.userPrincipalName };
}

/** Those whom tests and the chat page speak of. */
export const people = {
  userAdministrator: known('ingrid'),
  helpdeskAdministrator: known('samuel'),
  globalAdministrator: known('beatriz'),
  employee: known('lena'),
  annaSmith: known('anna.smith'),
  secondAnnaSmith: known('anna.smith2'),
  obrien: known("declan.o'brien"),
  guest: known('guest'),
  disabled: known('rafael'),
  synced: known('hannah'),
  protectedPerson: known('mara'),
} as const;
