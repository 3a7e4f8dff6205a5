import type { SignInMethods } from './signInMethods.ts';

/** What some of the sample company have beyond everybody's. */
interface SampleProfile {
  readonly more?: Readonly<Record<string, unknown>>;
  readonly signIn?: SignInMethods;
  /** The sponsors' aliases. */
  readonly sponsors?: readonly string[];
}

/** By alias. */
export const sampleProfiles: ReadonlyMap<string, SampleProfile> = new Map<string, SampleProfile>([
  [
    'lena',
    {
      signIn: {
        phones: { mobile: '+31 612345678', alternateMobile: '+31 687654321', office: '+31 105550109x12' },
        email: 'lena@home.example',
      },
    },
  ],
  ["declan.o'brien", { signIn: { phones: { mobile: '+353 851234567' }, defaultPhone: 'mobile' } }],
  ['anna.smith2', { signIn: { phones: { office: '+1 2065550113' } } }],
  ['giulia_auditors.example#EXT#', { sponsors: ['sofia'] }],
  [
    'katarina',
    {
      signIn: { phones: { mobile: '+421 903123456' }, email: 'katka@home.example' },
      more: {
        faxNumber: '+1 206 555 0199',
        otherMails: ['katarina@home.example', 'kkovacova@university.example'],
        employeeType: 'Employee',
        employeeHireDate: '2015-09-01T00:00:00Z',
        preferredLanguage: 'sk-SK',
        preferredDataLocation: 'EUR',
        ageGroup: 'Adult',
        consentProvidedForMinor: 'NotRequired',
        passwordPolicies: 'DisablePasswordExpiration',
        onPremisesExtensionAttributes: {
          extensionAttribute1: 'crane crew',
          extensionAttribute2: 'badge 0042',
          extensionAttribute15: 'parking B7',
        },
        aboutMe: 'Builds cranes, and mends what others built.\nAsk me about tides.',
        birthday: '1979-04-12T00:00:00Z',
        interests: ['sailing', 'letterpress'],
        mySite: 'https://northwind-harbor-my.example/personal/katarina/',
        pastProjects: ['Pier 4', 'North lock'],
        responsibilities: ['structural safety', 'maintenance plan'],
        schools: ['Slovenská technická univerzita'],
        skills: ['statics', 'welding inspection', 'German'],
      },
    },
  ],
  [
    'quinn',
    {
      more: {
        otherMails: ['quinn+*bold*@evil.example'],
        onPremisesExtensionAttributes: {
          extensionAttribute1: '**bold** [link](https://evil.example)',
          extensionAttribute3: 'left\u202Ethgir and a tab\there',
        },
        aboutMe: '<script>alert(1)</script>\n# Not a heading\n- [ ] not a task',
        skills: ['<at>everyone</at>', '*stars*', 'a, b; c'],
        interests: ['{{DATE(2026-01-01T00:00:00Z,SHORT)}}', '%name%'],
      },
    },
  ],
  [
    'jean-luc',
    {
      more: {
        otherMails: ['one', 'two', 'three', 'four', 'five'].map((name) => `jean-luc.${name}@home.example`),
      },
    },
  ],
  [
    'noor',
    {
      more: {
        mailNickname: 'marketing',
        proxyAddresses: [
          'SMTP:noor@northwind-harbor.example',
          'smtp:marketing@northwind-harbor.example',
          'smtp:noor@oldport.example',
          'SIP:noor@northwind-harbor.example',
        ],
      },
    },
  ],
  // Synced, yet these are not the on-premises directory's.
  ['hannah', { more: { aboutMe: 'Your first day? Come by.', interests: ['choir'] } }],
  ['layla', { more: { schools: ['جامعة القاهرة'], skills: ['إدارة المشاريع'] } }],
  ['haruka', { more: { aboutMe: 'お気軽にどうぞ 🚢' } }],
  ['alex.ito', { more: { ageGroup: 'Minor', consentProvidedForMinor: 'Granted' } }],
  ['alex.jansen', { more: { ageGroup: 'Minor', consentProvidedForMinor: 'Denied' } }],
  ['alex.kim', { more: { ageGroup: 'NotAdult', consentProvidedForMinor: null } }],
]);
