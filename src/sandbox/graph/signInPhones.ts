import { type GraphAnswer, type GraphCall, noContent, ok } from './call.ts';
import type { PersonRecord } from './directory.ts';
import { contextOf, created, findReadableMethods, findWritableMethods } from './signInAccess.ts';
import type { PhoneType, SignInMethods } from './signInMethods.ts';
import {
  checkNewPhone,
  checkRemoval,
  methodNotFound,
  phoneIds,
  phoneTypes,
  readMethod,
  readPhoneNumber,
  readPhoneType,
  refused,
} from './signInRules.ts';

// Phones to sign in with: https://learn.microsoft.com/graph/api/resources/phoneauthenticationmethod.

/** `GET .../authentication/phoneMethods`: https://learn.microsoft.com/graph/api/authentication-list-phonemethods. @throws GraphError */
export function listPhones(call: GraphCall, key: string): GraphAnswer {
  const value = phonesOf(findReadableMethods(call, key, 'Phone'));
  return ok({ '@odata.context': contextOf(call, key, 'phoneMethods'), value });
}

/** https://learn.microsoft.com/graph/api/phoneauthenticationmethod-get. @throws GraphError */
export function getPhone(call: GraphCall, key: string, id: string): GraphAnswer {
  const phone = phonesOf(findReadableMethods(call, key, 'Phone')).find((one) => one.id === id.toLowerCase());
  if (!phone) throw methodNotFound(id);
  return ok({ '@odata.context': `${contextOf(call, key, 'phoneMethods')}/$entity`, ...phone });
}

/** https://learn.microsoft.com/graph/api/authentication-post-phonemethods. @throws GraphError */
export function addPhone(call: GraphCall, key: string): GraphAnswer {
  const { user, signInMethods } = findWritableMethods(call, key, 'Phone');
  const written = readMethod(call.body, ['phoneNumber', 'phoneType']);
  const [type, number] = [readPhoneType(written), readPhoneNumber(written)];
  checkNewPhone(signInMethods, type);
  call.directory.setSignInMethods(user.id, withPhone(signInMethods, type, number), call.callerId);
  const context = `${contextOf(call, key, 'phoneMethods')}/$entity`;
  return created({ '@odata.context': context, ...phoneAnswer(type, number) });
}

/** https://learn.microsoft.com/graph/api/phoneauthenticationmethod-update. @throws GraphError */
export function changePhone(call: GraphCall, key: string, id: string): GraphAnswer {
  const { user, signInMethods, type } = findPhone(call, key, id);
  const written = readMethod(call.body, ['phoneNumber', 'phoneType']);
  // "You can't change a phone's type."
  if (written.phoneType !== undefined && readPhoneType(written) !== type)
    throw refused("A phone's type can't be changed.");
  call.directory.setSignInMethods(
    user.id,
    withPhone(signInMethods, type, readPhoneNumber(written)),
    call.callerId,
  );
  return noContent;
}

/** https://learn.microsoft.com/graph/api/phoneauthenticationmethod-delete. @throws GraphError */
export function removePhone(call: GraphCall, key: string, id: string): GraphAnswer {
  const { user, signInMethods, type } = findPhone(call, key, id);
  checkRemoval(signInMethods, type);
  const { [type]: _removed, ...phones } = signInMethods.phones ?? {};
  call.directory.setSignInMethods(user.id, { ...signInMethods, phones }, call.callerId);
  return noContent;
}

function findPhone(call: GraphCall, key: string, id: string): PersonRecord & { readonly type: PhoneType } {
  const record = findWritableMethods(call, key, 'Phone');
  const type = phoneTypes.find((one) => phoneIds[one] === id.toLowerCase());
  if (type === undefined || record.signInMethods.phones?.[type] === undefined) throw methodNotFound(id);
  return { ...record, type };
}

function withPhone(methods: SignInMethods, type: PhoneType, number: string): SignInMethods {
  return { ...methods, phones: { ...methods.phones, [type]: number } };
}

export function phonesOf({ phones = {} }: SignInMethods) {
  return phoneTypes.flatMap((type) => {
    const number = phones[type];
    return number === undefined ? [] : [phoneAnswer(type, number)];
  });
}

function phoneAnswer(type: PhoneType, phoneNumber: string) {
  // "Sign-in can be enabled only on a user's primary mobile number": the page of phoneIds.
  const smsSignInState = type === 'mobile' ? 'notAllowedByPolicy' : 'notSupported';
  return { id: phoneIds[type], phoneNumber, phoneType: type, smsSignInState };
}
