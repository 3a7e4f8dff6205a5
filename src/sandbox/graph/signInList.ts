import { type GraphAnswer, type GraphCall, ok } from './call.ts';
import { contextOf, findReadableMethods } from './signInAccess.ts';
import { emailsOf } from './signInEmails.ts';
import { phonesOf } from './signInPhones.ts';
import { passwordId } from './signInRules.ts';

/** `GET .../authentication/methods`: https://learn.microsoft.com/graph/api/authentication-list-methods. @throws GraphError */
export function listMethods(call: GraphCall, key: string): GraphAnswer {
  const methods = findReadableMethods(call, key);
  const password = {
    '@odata.type': '#microsoft.graph.passwordAuthenticationMethod',
    id: passwordId,
    password: null,
    createdDateTime: null,
  };
  const typed = (type: string) => (method: object) => ({
    '@odata.type': `#microsoft.graph.${type}`,
    ...method,
  });
  const value = [
    password,
    ...phonesOf(methods).map(typed('phoneAuthenticationMethod')),
    ...emailsOf(methods).map(typed('emailAuthenticationMethod')),
  ];
  return ok({ '@odata.context': contextOf(call, key, 'methods'), value });
}
