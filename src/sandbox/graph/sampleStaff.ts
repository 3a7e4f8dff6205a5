import type { RoleName } from './roles.ts';
import { guest, synced } from './sampleOrigins.ts';

/** Somebody of the sample company, as far as the others do not show it. */
export interface StaffMember {
  readonly alias: string;
  readonly name: string;
  /** Left out where the first word is it. */
  readonly given?: string | null;
  /** Left out where all further words are it. */
  readonly family?: string | null;
  readonly title: string | null;
  readonly department: string | null;
  /** The manager's alias. */
  readonly manager?: string;
  readonly role?: RoleName;
  /** A role over the restricted management administrative unit alone. */
  readonly scopedRole?: RoleName;
  readonly group?: 'protected' | 'nested' | 'roleAssignable';
  readonly photo?: true;
  /** Properties that differ from everybody's. */
  readonly more?: Readonly<Record<string, unknown>>;
}

type Row = readonly [
  alias: string,
  name: string,
  title: string | null,
  department: string | null,
  manager?: string,
];

const member = (row: Row, more: Partial<StaffMember> = {}): StaffMember => {
  const [alias, name, title, department, manager] = row;
  return { alias, name, title, department, ...(manager === undefined ? {} : { manager }), ...more };
};

const alexes =
  'Abbott Bauer Carter Dvorak Evans Fischer Garcia Hughes Ito Jansen Kim Lopez Moreau Novak'.split(' ');

/** In no order that means anything. Four levels of managers: Mara, Tomasz, Ingrid, Samuel's team. */
export const sampleStaff: readonly StaffMember[] = [
  member(['mara', 'Mara Lindqvist', 'Chief Executive', 'Board'], { photo: true, group: 'protected' }),
  member(['tomasz', 'Tomasz Wójcik', 'Chief Information Officer', 'Technology', 'mara'], { photo: true }),
  member(['ingrid', 'Ingrid Vos', 'Directory Administrator', 'Technology', 'tomasz'], {
    role: 'userAdministrator',
    photo: true,
  }),
  member(['beatriz', 'Beatriz Almeida', 'Head of Platform', 'Technology', 'tomasz'], {
    role: 'globalAdministrator',
    photo: true,
  }),
  member(['samuel', 'Samuel Adeyemi', 'Service Desk Agent', 'Technology', 'ingrid'], {
    role: 'helpdeskAdministrator',
    photo: true,
  }),
  member(['aoife', 'Aoife Ní Bhriain', 'Identity Analyst', 'Technology', 'ingrid'], {
    role: 'authenticationAdministrator',
  }),
  member(['marcus', 'Marcus Reed', 'Service Desk Trainee', 'Technology', 'samuel'], {
    role: 'passwordAdministrator',
  }),
  member(['yusuf', 'Yusuf Demir', 'Messaging Engineer', 'Technology', 'beatriz'], {
    role: 'exchangeAdministrator',
  }),
  member(['olga', 'Olga Petrova', 'Operations Lead', 'Technology', 'beatriz'], { group: 'roleAssignable' }),
  member(['lena', 'Lena Fischer', 'Harbor Planner', 'Operations', 'pieter'], {
    photo: true,
  }),
  member(['pieter', 'Pieter van den Berg', 'Operations Manager', 'Operations', 'mara'], { photo: true }),
  member(['grace', 'Grace Okafor', 'Executive Assistant', 'Board', 'mara'], { group: 'nested' }),
  member(['anna.smith', 'Anna Smith', 'Marketing Manager', 'Marketing', 'noor'], { photo: true }),
  member(['anna.smith2', 'Anna Smith', 'Crane Operator', 'Operations', 'pieter']),
  member(["declan.o'brien", "Declan O'Brien", 'Customs Broker', 'Operations', 'pieter'], {
    photo: true,
  }),
  member(['hart.soul', 'Hart & Soul Catering', 'Supplier', 'Facilities', 'hannah'], {
    given: 'Hart',
    family: 'Soul',
  }),
  member(['jean-luc', 'Jean-Luc Dupont-Moreau', 'Naval Architect', 'Engineering', 'katarina']),
  member(['noor', 'Noor de Wit', 'Head of Marketing', 'Marketing', 'mara']),
  member(['katarina', 'Katarína Kováčová', 'Head of Engineering', 'Engineering', 'mara'], { photo: true }),
  member(['hannah', 'Hannah Weber', 'HR Director', 'Human Resources', 'mara'], {
    photo: true,
    more: synced('hweber', true),
  }),
  member(['chloe', 'Chloé Martin', 'Recruiter', 'Human Resources', 'hannah'], {
    more: synced('cmartin', true),
  }),
  member(['bram', 'Bram Kuipers', 'Payroll Officer', 'Human Resources', 'hannah'], {
    more: { ...synced('bkuipers', true), mobilePhone: null, faxNumber: null },
  }),
  member(['viktor', 'Viktor Nilsson', 'Electrician', 'Facilities', 'pieter'], {
    more: synced('vnilsson', false),
  }),
  member(['henrik', 'Henrik Sørensen', 'Security Officer', 'Board', 'mara'], {
    more: { isManagementRestricted: true },
  }),
  member(['rafael', 'Rafael Núñez', 'Welder', 'Engineering', 'katarina'], {
    more: { accountEnabled: false },
  }),
  member(['sven', 'Sven Ek', null, null], { more: { accountEnabled: false, mobilePhone: null } }),
  member(['kiosk', 'Maintenance Kiosk', null, null], {
    given: null,
    family: null,
    more: { mail: null, proxyAddresses: [], imAddresses: [], businessPhones: [], mobilePhone: null },
  }),
  member(['robot', 'Robot', null, null], {
    given: null,
    more: Object.fromEntries(
      'mail companyName employeeId employeeType employeeOrgData officeLocation streetAddress city state postalCode country mobilePhone faxNumber preferredLanguage usageLocation createdDateTime'
        .split(' ')
        .map((property) => [property, null]),
    ),
  }),
  member(['giulia_auditors.example#EXT#', 'Giulia Conti', 'External Auditor', 'Audit'], {
    more: guest('giulia@auditors.example', 'Accepted'),
  }),
  member(['tom_shipping.example#EXT#', 'Tom Hardy (Shipping)', null, null], {
    given: null,
    family: null,
    more: guest('tom@shipping.example', 'PendingAcceptance'),
  }),
  member(
    [
      'maximilian',
      'Maximilian Alexander Ferdinand von und zu Hohenstein-Wittelsbach-Rosenthal, Doctor of Laws honoris causa',
      'Deputy Assistant to the Senior Vice President for Intermodal Logistics and Hinterland Connections',
      'Legal',
      'mara',
    ],
    {
      given: 'Maximilian Alexander Ferdinand',
      family: 'von und zu Hohenstein-Wittelsbach-Rosenthal',
    },
  ),
  member(['pim', 'Pim 🚢 de Boer', 'Tugboat Captain', 'Operations', 'pieter'], { family: 'de Boer' }),
  member(['david.li', '李四(David Li)', '高级工程师', '工程部', 'katarina'], { given: '四', family: '李' }),
  member(['haruka', '佐藤 春香', 'カスタマーサポート', 'Operations', 'pieter'], {
    given: '春香',
    family: '佐藤',
  }),
  member(['minjun', '김민준', '항만 운영', 'Operations', 'pieter'], { given: '민준', family: '김' }),
  member(['layla', 'ليلى الحسن', 'مديرة المشاريع', 'Engineering', 'katarina'], { photo: true }),
  member(['noa', 'נועה כהן', 'מנהלת כספים', 'Finance', 'sofia']),
  member(['eleni', 'Ελένη Παπαδοπούλου', 'Λογίστρια', 'Finance', 'sofia'], { role: 'licenseAdministrator' }),
  member(['dmitri', 'Дмитрий Соколов', 'Инженер', 'Engineering', 'katarina'], {
    role: 'privilegedAuthenticationAdministrator',
  }),
  member(['priya', 'प्रिया शर्मा', 'विश्लेषक', 'Finance', 'sofia'], { role: 'globalReader' }),
  member(['nguyen', 'Nguyễn Thị Ánh', 'Buyer', 'Finance', 'sofia'], {
    given: 'Ánh',
    family: 'Nguyễn',
    role: 'contactDataEditor',
  }),
  member(['sofia', 'Sofia Rossi', 'Controller', 'Finance', 'mara'], { photo: true }),
  member(['zoe', 'Zoë "Zee" McAllister', 'Photographer', 'Marketing', 'noor'], {
    role: 'peopleAdministrator',
  }),
  member(
    ['quinn', 'Quinn <b>Bold</b> *Star* [link](https://evil.example)', 'Tester', 'Technology', 'beatriz'],
    {
      given: 'Quinn',
      family: 'Bold',
    },
  ),
  member(['emily', 'Emily Clarke', 'Copywriter', 'Marketing', 'noor'], { role: 'jobDataEditor' }),
  member(['kasia', 'Katarzyna Nowak', 'Harbor Pilot', 'Operations', 'pieter'], {
    scopedRole: 'userAdministrator',
  }),
  ...alexes.map((surname, index) =>
    member([
      `alex.${surname.toLowerCase()}`,
      `Alex ${surname}`,
      index % 2 === 0 ? 'Stevedore' : 'Planner',
      'Operations',
      'pieter',
    ]),
  ),
];
