import { GraphError } from './errors.ts';
import type { PhoneType, SignInMethods } from './signInMethods.ts';

/** https://learn.microsoft.com/graph/api/resources/phoneauthenticationmethod, id */
export const phoneIds: Readonly<Record<PhoneType, string>> = {
  alternateMobile: 'b6332ec1-7057-4abe-9331-3d72feddfe41',
  office: 'e37fc753-ff3b-4958-9484-eaa9425c82bc',
  mobile: '3179e48a-750b-4051-897c-87b9720928f7',
};
export const phoneTypes = Object.keys(phoneIds) as readonly PhoneType[];

/** "Always": https://learn.microsoft.com/graph/api/emailauthenticationmethod-update. */
export const emailId = '3ddfcfc8-9383-446f-83cc-3ab9be4be18f';
/** https://learn.microsoft.com/graph/api/resources/passwordauthenticationmethod */
export const passwordId = '28c10230-6103-485e-b985-444c60001490';

// "+{country code} {number}x{extension}, with extension optional": the page of phoneIds.
const phoneNumber = /^\+[1-9]\d{0,2} \d{4,14}(x\d{1,10})?$/u;
const address = /^[^\s@]+@[^\s@.]+\.[^\s@]+$/u;

/** No page names the codes of these refusals, so a client can go by the status alone. */
export const refused = (message: string): GraphError => new GraphError(400, 'badRequest', message);
export const methodNotFound = (id: string): GraphError =>
  new GraphError(404, 'resourceNotFound', `The authentication method '${id}' was not found.`);

type Written = Readonly<Record<string, unknown>>;

/** @throws GraphError where it is no JSON object, or has what can't be written. */
export function readMethod(body: unknown, allowed: readonly string[]): Written {
  if (typeof body !== 'object' || body === null || Array.isArray(body) || body instanceof Uint8Array)
    throw refused('The request body is not valid.');
  const entries = Object.entries(body).filter(([name]) => !name.includes('@odata.'));
  for (const [name] of entries)
    if (!allowed.includes(name)) throw refused(`The property '${name}' can't be written.`);
  return Object.fromEntries(entries);
}

/** @throws GraphError */
export function readPhoneType({ phoneType }: Written): PhoneType {
  const type = phoneTypes.find((one) => one === phoneType);
  if (type === undefined) throw refused('The phoneType is not valid.');
  return type;
}

/** @throws GraphError */
export function readPhoneNumber({ phoneNumber: number }: Written): string {
  if (typeof number !== 'string' || !phoneNumber.test(number))
    throw refused('The phone number is not of the form +{country code} {number}x{extension}.');
  return number;
}

/** @throws GraphError */
export function readEmailAddress({ emailAddress: text }: Written): string {
  if (typeof text !== 'string' || !address.test(text) || text.length > 254)
    throw refused('The email address is not valid.');
  return text;
}

/** What a new phone needs: https://learn.microsoft.com/graph/api/authentication-post-phonemethods. @throws GraphError */
export function checkNewPhone({ phones = {} }: SignInMethods, type: PhoneType): void {
  if (phones[type] !== undefined) throw refused(`The user already has a phone of the type ${type}.`);
  if (type === 'alternateMobile' && phones.mobile === undefined)
    throw refused('An alternateMobile phone needs a mobile phone.');
}

/** What can't go: https://learn.microsoft.com/graph/api/phoneauthenticationmethod-delete. @throws GraphError */
export function checkRemoval({ phones = {}, defaultPhone }: SignInMethods, type: PhoneType): void {
  if (type === 'mobile' && phones.alternateMobile !== undefined)
    throw refused("A mobile phone can't be deleted while there is an alternateMobile phone.");
  if (defaultPhone === type) throw refused("The user's default method can't be deleted.");
}
