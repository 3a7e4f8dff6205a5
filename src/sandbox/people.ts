import { objectId } from './graph/sampleCompany.ts';
import { samplePeople } from './graph/sampleSeeds.ts';

export { domains, protectedGroupId, unverifiedDomain } from './graph/sampleCompany.ts';
export { samplePeople } from './graph/sampleSeeds.ts';

/** Somebody of the sample directory whom tests and the chat page speak of. */
export interface KnownPerson {
  readonly oid: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
}

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
  /** One phone to sign in with, which can't be deleted. */
  withDefaultSignInPhone: known("declan.o'brien"),
  /** A value in every property that can be written, those in SharePoint too. */
  withFullProfile: known('katarina'),
  /** Texts in lists, in SharePoint and in extension attributes that look like Markdown, HTML and control characters. */
  withHostileTexts: known('quinn'),
  /** Five other mail addresses. */
  withManyOtherMails: known('jean-luc'),
  /** A nickname that is not the alias, and four addresses. */
  withManyAddresses: known('noor'),
  minorWithConsent: known('alex.ito'),
  minorWithoutConsent: known('alex.jansen'),
  /** Between a minor and an adult. */
  notAdult: known('alex.kim'),
} as const;

/** Somebody of another organisation, whom no part of the company's directory knows. */
export const foreignPartner = {
  oid: objectId('partner nadia.rahman'),
  displayName: 'Nadia Rahman',
  userPrincipalName: 'nadia.rahman@bluegull-shipping.example',
  tenantId: objectId('tenant bluegull-shipping'),
} as const;
