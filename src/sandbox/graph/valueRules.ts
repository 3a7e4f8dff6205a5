import { badRequest, type GraphError, unreadable } from './errors.ts';
import { type UserProperty, userProperties } from './userProperties.ts';

// What a PATCH may set each property to. https://learn.microsoft.com/graph/api/user-update and
// https://learn.microsoft.com/graph/api/resources/user, if nothing else is named.

const invalid = (property: string): GraphError =>
  // Its details: microsoft-graph-docs-contrib issue 6580.
  badRequest(`Invalid value specified for property '${property}' of resource 'User'.`, [
    { code: 'InvalidValue', target: property },
  ]);

const wrongLength = (property: string, most: number): GraphError =>
  badRequest(`Invalid value specified for property '${property}' of resource 'User'.`, [
    {
      code: 'InvalidLength',
      target: property,
      message: `${property} should be between 1 and ${most} characters`,
    },
  ]);

const noAccents = /^[\x21-\x7e]+$/u;
const address = /^[^\s@]+@[^\s@.]+\.[^\s@]+$/u;
const dateTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/u;

const patterns: ReadonlyMap<string, RegExp> = new Map([
  // No period first: https://microsoft.github.io/idfix/Errors%20supported%20by%20the%20IdFix%20tool; no comma:
  // microsoft-graph-docs-contrib issue 6580.
  ['mailNickname', /^(?!\.)[^\s@()[\]\\";:<>,]+$/u],
  ['onPremisesImmutableId', /^[^$_]+$/u],
  [
    'passwordPolicies',
    /^(None|Disable(StrongPassword|PasswordExpiration))(,\s*Disable(StrongPassword|PasswordExpiration))?$/u,
  ],
  // RFC 4646, such as en-US.
  ['preferredLanguage', /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/u],
]);

const choices: ReadonlyMap<string, readonly string[]> = new Map([
  ['ageGroup', ['Minor', 'NotAdult', 'Adult']],
  ['consentProvidedForMinor', ['Granted', 'Denied', 'NotRequired']],
  // https://learn.microsoft.com/microsoft-365/enterprise/multi-geo-add-group-with-pdl#geo-location-codes
  [
    'preferredDataLocation',
    'APC ARE AUS BRA CAN CHE DEU EUR FRA GBR IND JPN KOR NAM NOR POL QAT SWE ZAF'.split(' '),
  ],
  ['userType', ['Member', 'Guest']],
]);

const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** @throws GraphError where the property can't have this value. */
export function checkValue(property: string, value: unknown): void {
  const rules = userProperties.get(property);
  if (!rules) throw badRequest(`Invalid property '${property}'.`);
  if (value === null) {
    if (property === 'displayName')
      throw badRequest("A value is required for property 'displayName' of resource 'User'.");
    if (rules.isRequired) throw invalid(property);
    // A collection is emptied by [].
    if (rules.type === 'strings')
      throw unreadable(
        `A null value was found for the property named '${property}', which has the expected type 'Collection(Edm.String)'.`,
      );
    return;
  }
  checkType(property, rules, value);
  if (typeof value === 'string') checkText(property, rules, value);
  if (Array.isArray(value) && rules.type === 'strings') checkList(property, value as string[]);
  if (property === 'onPremisesExtensionAttributes') checkExtensionAttributes(value as object);
  if (property === 'employeeOrgData') checkOrgData(value as object);
}

function checkType(property: string, rules: UserProperty, value: unknown): void {
  const isList = Array.isArray(value);
  const matches = {
    string: typeof value === 'string',
    dateTime: typeof value === 'string',
    boolean: typeof value === 'boolean',
    number: typeof value === 'number',
    strings: isList && value.every((one) => typeof one === 'string'),
    object: typeof value === 'object',
  }[rules.type];
  if (matches) return;
  const expected = { string: 'String', dateTime: 'DateTimeOffset', boolean: 'Boolean', number: 'Int32' };
  if (typeof value === 'object' || !(rules.type in expected))
    throw unreadable(`An unexpected node was found for ${property} when reading from the JSON reader.`);
  const type = expected[rules.type as keyof typeof expected];
  throw unreadable(`Cannot convert the literal '${String(value)}' to the expected type 'Edm.${type}'.`);
}

function checkText(property: string, rules: UserProperty, value: string): void {
  // An empty text is no way to clear: msgraph-sdk-powershell issues 833, 852 and 2087, msgraph-sdk-dotnet issue 187.
  if (value.trim() === '') {
    if (rules.maxLength !== undefined) throw wrongLength(property, rules.maxLength);
    throw invalid(property);
  }
  if (rules.maxLength !== undefined && value.length > rules.maxLength)
    throw wrongLength(property, rules.maxLength);
  if (rules.type === 'dateTime' && (!dateTime.test(value) || Number.isNaN(Date.parse(value))))
    throw unreadable(`Cannot convert the literal '${value}' to the expected type 'Edm.DateTimeOffset'.`);
  if (patterns.get(property)?.test(value) === false) throw invalid(property);
  if (choices.get(property)?.includes(value) === false) throw invalid(property);
  if (property === 'usageLocation' && !isCountry(value)) throw invalid(property);
  if (property === 'mail' && !(address.test(value) && noAccents.test(value))) throw invalid(property);
}

/** ISO 3166, two capitals. */
function isCountry(code: string): boolean {
  return (
    /^[A-Z]{2}$/u.test(code) && !['EU', 'EZ', 'UN', 'ZZ'].includes(code) && regions.of(code) !== undefined
  );
}

function checkList(property: string, values: readonly string[]): void {
  if (values.some((value) => value.trim() === '')) throw invalid(property);
  // "Although it's a string collection, only one number can be set."
  if (property === 'businessPhones' && values.length > 1) throw invalid(property);
  if (property !== 'otherMails') return;
  const most = 250;
  const isFine = (value: string): boolean =>
    value.length <= most && address.test(value) && noAccents.test(value);
  if (values.length > most || !values.every(isFine)) throw invalid(property);
}

function checkExtensionAttributes(value: object): void {
  for (const [name, text] of Object.entries(value)) {
    if (!/^extensionAttribute([1-9]|1[0-5])$/u.test(name)) throw badRequest(`Invalid property '${name}'.`);
    if (text !== null && (typeof text !== 'string' || text === '' || text.length > 1024))
      throw invalid('onPremisesExtensionAttributes');
  }
}

function checkOrgData(value: object): void {
  for (const [name, text] of Object.entries(value)) {
    if (name.includes('@odata.')) continue;
    if (name !== 'costCenter' && name !== 'division') throw badRequest(`Invalid property '${name}'.`);
    if (text !== null && (typeof text !== 'string' || text.trim() === '')) throw invalid('employeeOrgData');
  }
}
