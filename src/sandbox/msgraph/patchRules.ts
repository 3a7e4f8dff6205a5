import type { User } from './directoryState.ts';
import { badRequest } from './errors.ts';

interface Rule {
  /** Longest value, in characters. */
  readonly max?: number;
  readonly type?: 'boolean' | 'list';
  /** `null` is refused. */
  readonly needed?: true;
  /** Stays the cloud's on an account that is synced from on-premises. */
  readonly cloudOwned?: true;
  readonly form?: RegExp;
}

// Limits and forms: https://learn.microsoft.com/graph/api/user-update (request body) and
// https://learn.microsoft.com/graph/api/resources/user (properties).
const rules: Readonly<Record<string, Rule>> = {
  displayName: { max: 256, needed: true },
  givenName: { max: 64 },
  surname: { max: 64 },
  jobTitle: { max: 128 },
  department: { max: 64 },
  companyName: { max: 64 },
  employeeId: { max: 16 },
  employeeType: {},
  officeLocation: { max: 128 },
  streetAddress: { max: 1024 },
  city: { max: 128 },
  state: { max: 128 },
  postalCode: { max: 40 },
  country: { max: 128 },
  mobilePhone: { max: 64 },
  faxNumber: { max: 64 },
  businessPhones: { type: 'list', max: 64 },
  otherMails: { type: 'list', max: 250 },
  mail: { max: 256, needed: true },
  mailNickname: { max: 64, needed: true },
  userPrincipalName: { max: 113, needed: true, form: /^[A-Za-z0-9'.\-_!#^~]+@[\w.-]+$/ },
  usageLocation: { needed: true, cloudOwned: true, form: /^[A-Z]{2}$/ },
  preferredLanguage: { form: /^[a-z]{2,3}(-[A-Za-z]{4})?(-[A-Z]{2}|-\d{3})?$/ },
  accountEnabled: { type: 'boolean', needed: true },
  userType: { form: /^(Member|Guest)$/ },
  ageGroup: { form: /^(Minor|NotAdult|Adult)$/ },
  consentProvidedForMinor: { form: /^(Granted|Denied|NotRequired)$/ },
};

// Stored in SharePoint: alone in their PATCH, and open on synced accounts too (the first page above).
const sharePoint = new Set([
  'aboutMe',
  'birthday',
  'interests',
  'mySite',
  'pastProjects',
  'responsibilities',
  'schools',
  'skills',
]);

/**
 * Whether Graph takes this PATCH. One bad property fails all of it.
 * @throws GraphRefusal
 */
export function checkPatch(user: User, changes: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(changes);
  if (names.length === 0) throw badRequest('A request body is required.');
  const stored = names.filter((name) => sharePoint.has(name));
  if (stored.length > 0 && stored.length < names.length) {
    throw badRequest('The properties stored in SharePoint can not be updated together with others.');
  }
  for (const name of names) {
    if (sharePoint.has(name)) continue;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) {
      throw badRequest(
        name in user
          ? `Property '${name}' is read-only and cannot be set.`
          : `One or more property values specified are invalid: '${name}'.`,
      );
    }
    checkValue(name, rule, changes[name]);
    // docs issues 5768 and 7301.
    if (user.onPremisesSyncEnabled === true && !rule.cloudOwned) {
      throw badRequest(
        'Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.',
      );
    }
  }
}

function checkValue(name: string, rule: Rule, value: unknown): void {
  const invalid = () => badRequest(`Invalid value specified for property '${name}' of resource 'User'.`);
  if (value === null) {
    if (rule.needed || rule.type === 'list')
      throw badRequest(`A value is required for property '${name}' of resource 'User'.`);
    return;
  }
  if (rule.type === 'boolean') {
    if (typeof value !== 'boolean') throw invalid();
    return;
  }
  const texts = rule.type === 'list' ? value : [value];
  if (!Array.isArray(texts)) throw invalid();
  if (name === 'businessPhones' && texts.length > 1) throw invalid();
  for (const text of texts) {
    // An empty text is refused, not taken for none (msgraph-sdk-powershell issues 833 and 852).
    if (typeof text !== 'string' || text.trim() === '' || (rule.form && !rule.form.test(text)))
      throw invalid();
    if (rule.max !== undefined && text.length > rule.max) {
      throw badRequest(
        `The specified value for property '${name}' should be between 1 and ${rule.max} characters.`,
      );
    }
  }
}
