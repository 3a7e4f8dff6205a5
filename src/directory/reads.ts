import type { User } from '@microsoft/microsoft-graph-types';
import {
  type FieldName,
  fieldNames,
  namesIn,
  propertyOf,
  type Section,
  type Store,
  storeOf,
} from '../profile/fields.ts';
import type { FieldValue, PersonName, PersonValue } from '../profile/kinds.ts';
import {
  type FieldValues,
  type Profile,
  profileSelect,
  readSummary,
  readValues,
  type Unreadable,
} from '../profile/profile.ts';
import { type Answer, type BatchItem, bodyOf, photoOf, valueList } from './graphAnswers.ts';
import { photoMark } from './photoMark.ts';

// Which requests read the profile, and what their answers mean. Each store has one request; all go out as one batch.

/** Most direct reports that are shown; there may be thousands. */
const mostReports = 20;

type StoreRequest = (user: string, names: readonly FieldName[]) => string;

const requests: Readonly<Record<Store, StoreRequest>> = {
  user: (user, names) => `${user}?$select=${[...new Set(['id', ...names.map(propertyOf)])].join(',')}`,
  // Apart from the others: where SharePoint fails, the rest of the profile is there all the same.
  sharePoint: (user, names) => `${user}?$select=${[...new Set(['id', ...names.map(propertyOf)])].join(',')}`,
  manager: (user) => `${user}/manager?$select=id,displayName`,
  sponsors: (user) => `${user}/sponsors?$select=id,displayName`,
  directReports: (user) => `${user}/directReports?$select=id,displayName&$top=${mostReports}`,
  licenseDetails: (user) => `${user}/licenseDetails?$select=skuId,skuPartNumber`,
  photo: (user) => `${user}/photos/96x96/$value`,
  phoneMethods: (user) => `${user}/authentication/phoneMethods`,
  emailMethods: (user) => `${user}/authentication/emailMethods`,
};

const storesOf = (names: readonly FieldName[]): Store[] => [...new Set(names.map(storeOf))];

/** The requests that read some fields of a person. */
export function fieldItems(user: string, names: readonly FieldName[], prefix = ''): BatchItem[] {
  return storesOf(names).map((store) => {
    const own = names.filter((name) => storeOf(name) === store);
    const url = requests[store](user, own);
    return { id: prefix + store, url, ...(store === 'photo' ? { mayBeLong: true } : {}) };
  });
}

/** What the tenant says of itself. */
export const organizationItem: BatchItem = {
  id: 'organization',
  url: '/organization?$select=id,verifiedDomains,countryLetterCode',
};

/** The requests that read a profile with these sections. */
export function profileItems(key: string, sections: readonly Section[], prefix = ''): BatchItem[] {
  const user = `/users/${encodeURIComponent(key)}`;
  const apart = namesIn(sections).filter((name) => storeOf(name) !== 'user');
  return [
    { id: `${prefix}user`, url: `${user}?$select=${profileSelect(sections).join(',')}` },
    ...fieldItems(user, apart, prefix),
    // Whose sensitive properties may be changed depends on their roles.
    {
      id: `${prefix}roles`,
      url: `${user}/memberOf/microsoft.graph.directoryRole?$select=id,roleTemplateId&$count=true`,
      eventual: true,
    },
    { ...organizationItem, id: prefix + organizationItem.id },
  ];
}

/** The requests that tell what other people are called. */
export function nameItems(ids: readonly string[]): BatchItem[] {
  return ids.map((id) => ({
    id: `name-${id}`,
    url: `/users/${encodeURIComponent(id)}?$select=id,displayName,userPrincipalName`,
  }));
}

/** What people are called, by object id in lower case; who is not there is left out. */
export function readNames(
  answers: ReadonlyMap<string, Answer>,
  ids: readonly string[],
): ReadonlyMap<string, PersonName> {
  const named = ids.flatMap((id): [string, PersonName][] => {
    const { displayName, userPrincipalName } = (answers.get(`name-${id}`)?.body ?? {}) as User;
    return typeof displayName === 'string'
      ? [[id.toLowerCase(), { displayName, userPrincipalName: userPrincipalName ?? '' }]]
      : [];
  });
  return new Map(named);
}

/** What the answers say of some fields. What was not answered is left out, and its store told. */
export function readFields(
  answers: ReadonlyMap<string, Answer>,
  names: readonly FieldName[],
  prefix = '',
): { values: FieldValues; unreadable: Partial<Record<Store, Unreadable>> } {
  const values: Partial<Record<FieldName, FieldValue>> = {};
  const unreadable: Partial<Record<Store, Unreadable>> = {};
  for (const store of storesOf(names)) {
    const own = names.filter((name) => storeOf(name) === store);
    const answer = answers.get(prefix + store);
    const read = readStore(store, own, answer);
    if (read) Object.assign(values, read);
    else unreadable[store] = answer?.status === 403 ? 'forbidden' : 'unreachable';
  }
  return { values, unreadable };
}

/** @returns undefined where the store could not be read. */
function readStore(
  store: Store,
  names: readonly FieldName[],
  answer: Answer | undefined,
): FieldValues | undefined {
  const missing = answer?.status === 404;
  switch (store) {
    case 'manager':
      // Nobody is the manager: https://learn.microsoft.com/graph/api/user-list-manager.
      return missing ? { manager: null } : okOf(answer, (body) => ({ manager: personIn(body) }));
    case 'photo':
      return missing
        ? { photo: null }
        : answer?.status === 200
          ? { photo: photoMark(answer.body) }
          : undefined;
    case 'sponsors':
    case 'directReports':
      return okOf(answer, (body) => ({ [store]: valueList(body).flatMap((one) => personIn(one) ?? []) }));
    case 'licenseDetails':
      return okOf(answer, (body) => ({
        assignedLicenses: valueList(body).map(({ skuPartNumber, skuId }) => String(skuPartNumber ?? skuId)),
      }));
    case 'phoneMethods':
      return okOf(answer, (body) => {
        const numbers = new Map(
          valueList(body).map(({ phoneType, phoneNumber }) => [
            `phoneMethods/${phoneType}`,
            String(phoneNumber ?? ''),
          ]),
        );
        return Object.fromEntries(names.map((name) => [name, numbers.get(name) ?? null]));
      });
    case 'emailMethods':
      return okOf(answer, (body) => ({ emailMethods: textOr(valueList(body)[0]?.emailAddress) }));
    default:
      return okOf(answer, (body) => readValues(body as User, names));
  }
}

function okOf(answer: Answer | undefined, read: (body: unknown) => FieldValues): FieldValues | undefined {
  // An answer that is no object tells nothing.
  const isObject = typeof answer?.body === 'object' && answer.body !== null;
  return answer?.status === 200 && isObject ? read(answer.body) : undefined;
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A person of a list, or somebody else's manager; a group may be a sponsor too. */
function personIn(body: unknown): PersonValue | null {
  const { id, displayName } = (body ?? {}) as { id?: unknown; displayName?: unknown };
  return typeof id === 'string' ? { id, displayName: textOr(displayName) ?? id } : null;
}

/**
 * The profile that the answers to `profileItems` tell.
 * @throws DirectoryError where the user themself could not be read.
 */
export function readProfile(
  answers: ReadonlyMap<string, Answer>,
  sections: readonly Section[],
  isProtected: boolean,
  prefix = '',
): Profile {
  const user = bodyOf<User>(answers.get(`${prefix}user`));
  const names = namesIn(sections);
  const { values, unreadable } = readFields(answers, names, prefix);
  const roles = answers.get(`${prefix}roles`);
  return {
    ...readSummary(user),
    sections,
    values: Object.fromEntries(
      fieldNames.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
    ),
    unreadable,
    photo: photoOf(answers.get(`${prefix}photo`)),
    isProtected,
    wasSynced: user.onPremisesSyncEnabled !== true && Boolean(user.onPremisesLastSyncDateTime),
    isRestricted: user.isManagementRestricted === true,
    roleTemplateIds: roles?.status === 200 ? roleIdsIn(roles.body) : undefined,
    names: new Map(),
    tenant: { verifiedDomains: verifiedDomainsIn(answers.get(`${prefix}organization`)) },
  };
}

/** Without the permission to read roles, Graph tells that there are some, and not which: then nothing is known. */
function roleIdsIn(body: unknown): readonly string[] | undefined {
  const ids = valueList(body).map(({ roleTemplateId }) => roleTemplateId);
  return ids.every((id) => typeof id === 'string') ? (ids as string[]) : undefined;
}

function verifiedDomainsIn(answer: Answer | undefined): readonly string[] {
  if (answer?.status !== 200) return [];
  const domains = valueList(answer.body)[0]?.verifiedDomains;
  return Array.isArray(domains)
    ? domains.map(({ name }: { name?: unknown }) => name).filter((name) => typeof name === 'string')
    : [];
}
