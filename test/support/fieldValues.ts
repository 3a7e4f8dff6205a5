import { type FieldName, propertyOf, storeOf } from '../../src/profile/fields.ts';
import { uploadedPhoto } from '../../src/sandbox/graph/photo.ts';
import type { PhoneType } from '../../src/sandbox/graph/signInMethods.ts';
import type { DeskUnderTest } from './desk.ts';
import type { ArrivedWrite } from './writes.ts';

/** A value as the sandbox's directory holds it: of people their object ids, of a photo its bytes in Base64. */
export type Held = string | boolean | readonly string[] | null;

/** Whatever has Microsoft's services beside it. */
export type WithSandbox = Pick<DeskUnderTest, 'sandbox'>;

type Store = ReturnType<typeof storeOf>;
const partOf = (name: FieldName): string => name.split('/')[1] ?? '';

/** What the directory truly holds in a field. */
export function heldIn(desk: WithSandbox, oid: string, name: FieldName): Held {
  const { user, managerId, sponsorIds, signInMethods, photo } =
    desk.sandbox.graph.directory.record(oid) ?? {};
  const stores: Partial<Record<Store, unknown>> = {
    manager: managerId,
    sponsors: sponsorIds,
    phoneMethods: signInMethods?.phones?.[partOf(name) as PhoneType],
    emailMethods: signInMethods?.email,
  };
  const store = storeOf(name);
  if (store === 'photo') return photo ? Buffer.from(photo.bytes()).toString('base64') : null;
  if (store in stores) return (stores[store] ?? null) as Held;
  const held = user?.[propertyOf(name)] as Record<string, Held> | Held | undefined;
  return ((name.includes('/') ? (held as Record<string, Held>)?.[partOf(name)] : held) ?? null) as Held;
}

/** Changes a field from outside, by none of Graph's rules. */
export function hold(desk: WithSandbox, oid: string, name: FieldName, value: Held): void {
  const { directory } = desk.sandbox.graph;
  const { user, signInMethods = {} } = directory.record(oid) ?? {};
  const property = propertyOf(name);
  switch (storeOf(name)) {
    case 'manager':
      directory.setManager(oid, (value as string | null) ?? undefined);
      break;
    case 'sponsors':
      directory.setSponsors(oid, value as readonly string[]);
      break;
    case 'photo':
      directory.setPhoto(
        oid,
        value === null ? undefined : uploadedPhoto(Buffer.from(String(value), 'base64')),
      );
      break;
    case 'emailMethods': {
      const { email: _former, ...rest } = signInMethods;
      directory.setSignInMethods(oid, value === null ? rest : { ...rest, email: String(value) });
      break;
    }
    case 'phoneMethods': {
      const others = Object.entries(signInMethods.phones ?? {}).filter(([type]) => type !== partOf(name));
      const phones = value === null ? others : [...others, [partOf(name), value]];
      directory.setSignInMethods(oid, { ...signInMethods, phones: Object.fromEntries(phones) });
      break;
    }
    default: {
      const whole = name.includes('/')
        ? { ...(user?.[property] as object | undefined), [partOf(name)]: value }
        : value;
      directory.update(oid, { [property]: whole });
    }
  }
}

/** All that the directory holds of somebody but for one field, to see that nothing else changed. */
export function allBut(desk: DeskUnderTest, oid: string, name: FieldName): unknown {
  const { user, managerId, sponsorIds, signInMethods } = desk.sandbox.graph.directory.record(oid) ?? {};
  const all: Record<string, unknown> = {
    ...user,
    manager: managerId,
    sponsors: sponsorIds,
    phoneMethods: signInMethods?.phones,
    emailMethods: signInMethods?.email,
  };
  const property = propertyOf(name);
  all[property] = name.includes('/')
    ? { ...(all[property] as object | undefined), [partOf(name)]: undefined }
    : undefined;
  // The directory itself keeps the other addresses in step with the primary one.
  return name === 'mail' ? { ...all, proxyAddresses: undefined } : all;
}

const phoneIds: Readonly<Record<string, string>> = {
  mobile: '3179e48a-750b-4051-897c-87b9720928f7',
  alternateMobile: 'b6332ec1-7057-4abe-9331-3d72feddfe41',
  office: 'e37fc753-ff3b-4958-9484-eaa9425c82bc',
};
const emailId = '3ddfcfc8-9383-446f-83cc-3ab9be4be18f';

/** The requests that have to arrive, and no others, where a field goes from one value to another. */
export function requestsFor(
  desk: DeskUnderTest,
  oid: string,
  name: FieldName,
  before: Held,
  after: Held,
): ArrivedWrite[] {
  const user = `/users/${oid}`;
  const reference = (id: unknown) => ({
    '@odata.id': `${desk.sandbox.environment().GRAPH_BASE_URL}/v1.0/directoryObjects/${id}`,
  });
  const request = (method: string, path: string, body?: unknown): ArrivedWrite => ({
    method,
    path: user + path,
    body,
  });
  const isAdded = before === null;
  switch (storeOf(name)) {
    case 'manager':
      return after === null
        ? [request('DELETE', '/manager/$ref')]
        : [request('PUT', '/manager/$ref', reference(after))];
    case 'sponsors': {
      const [were, are] = [before, after] as (readonly string[])[];
      return [
        ...(were ?? [])
          .filter((id) => !are?.includes(id))
          .map((id) => request('DELETE', `/sponsors/${id}/$ref`)),
        ...(are ?? [])
          .filter((id) => !were?.includes(id))
          .map((id) => request('POST', '/sponsors/$ref', reference(id))),
      ];
    }
    case 'phoneMethods': {
      const path = '/authentication/phoneMethods';
      const type = partOf(name);
      const body = { phoneNumber: after, phoneType: type };
      if (after === null) return [request('DELETE', `${path}/${phoneIds[type]}`)];
      return [isAdded ? request('POST', path, body) : request('PATCH', `${path}/${phoneIds[type]}`, body)];
    }
    case 'emailMethods': {
      const path = '/authentication/emailMethods';
      if (after === null) return [request('DELETE', `${path}/${emailId}`)];
      const body = { emailAddress: after };
      return [isAdded ? request('POST', path, body) : request('PATCH', `${path}/${emailId}`, body)];
    }
    default:
      return [request('PATCH', '', bodyFor(desk, oid, name, after))];
  }
}

function bodyFor(desk: DeskUnderTest, oid: string, name: FieldName, after: Held): object {
  const property = propertyOf(name);
  if (property === name) return { [name]: after };
  // Graph empties a half of the organization data that is left out.
  const others =
    property === 'employeeOrgData' ? (desk.sandbox.graph.directory.person(oid)?.[property] as object) : {};
  return { [property]: { ...others, [partOf(name)]: after } };
}
