import { type GraphAnswer, type GraphCall, noContent, ok } from './call.ts';
import type { PersonRecord } from './directory.ts';
import { contextOf, created, findReadableMethods, findWritableMethods } from './signInAccess.ts';
import type { SignInMethods } from './signInMethods.ts';
import { emailId, methodNotFound, readEmailAddress, readMethod, refused } from './signInRules.ts';

// The address for resetting one's password: https://learn.microsoft.com/graph/api/resources/emailauthenticationmethod.

/** https://learn.microsoft.com/graph/api/authentication-list-emailmethods. @throws GraphError */
export function listEmails(call: GraphCall, key: string): GraphAnswer {
  const value = emailsOf(findReadableMethods(call, key, 'Email'));
  return ok({ '@odata.context': contextOf(call, key, 'emailMethods'), value });
}

/** https://learn.microsoft.com/graph/api/emailauthenticationmethod-get. @throws GraphError */
export function getEmail(call: GraphCall, key: string, id: string): GraphAnswer {
  const email = emailsOf(findReadableMethods(call, key, 'Email')).find((one) => one.id === id.toLowerCase());
  if (!email) throw methodNotFound(id);
  return ok({ '@odata.context': `${contextOf(call, key, 'emailMethods')}/$entity`, ...email });
}

/** "A user may only have one": https://learn.microsoft.com/graph/api/authentication-post-emailmethods. @throws GraphError */
export function addEmail(call: GraphCall, key: string): GraphAnswer {
  const { user, signInMethods } = findWritableMethods(call, key, 'Email');
  const email = readEmailAddress(readMethod(call.body, ['emailAddress']));
  if (signInMethods.email !== undefined) throw refused('The user already has an email method.');
  call.directory.setSignInMethods(user.id, { ...signInMethods, email }, call.callerId);
  const context = `${contextOf(call, key, 'emailMethods')}/$entity`;
  return created({ '@odata.context': context, id: emailId, emailAddress: email });
}

/** 200 with the address: https://learn.microsoft.com/graph/api/emailauthenticationmethod-update. @throws GraphError */
export function changeEmail(call: GraphCall, key: string, id: string): GraphAnswer {
  const { user, signInMethods } = findEmail(call, key, id);
  const email = readEmailAddress(readMethod(call.body, ['emailAddress']));
  call.directory.setSignInMethods(user.id, { ...signInMethods, email }, call.callerId);
  const context = `${contextOf(call, key, 'emailMethods')}/$entity`;
  return ok({ '@odata.context': context, id: emailId, emailAddress: email });
}

/** https://learn.microsoft.com/graph/api/emailauthenticationmethod-delete. @throws GraphError */
export function removeEmail(call: GraphCall, key: string, id: string): GraphAnswer {
  const { user, signInMethods } = findEmail(call, key, id);
  const { email: _removed, ...rest } = signInMethods;
  call.directory.setSignInMethods(user.id, rest, call.callerId);
  return noContent;
}

function findEmail(call: GraphCall, key: string, id: string): PersonRecord {
  const record = findWritableMethods(call, key, 'Email');
  if (id.toLowerCase() !== emailId || record.signInMethods.email === undefined) throw methodNotFound(id);
  return record;
}

export function emailsOf({ email }: SignInMethods) {
  return email === undefined ? [] : [{ id: emailId, emailAddress: email }];
}
