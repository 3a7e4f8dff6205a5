import { describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

const { graph, as } = startGraph();
const admin = as(people.userAdministrator);
graph.directory.update(people.obrien.oid, {
  mobilePhone: '+353 85 123 4567',
  businessPhones: ['+353 1 555 0199'],
  faxNumber: '+353 1 555 0198',
});

const ask = async (filter: string, isAdvanced: boolean) => {
  const url = `/users?$filter=${encodeURIComponent(filter)}${isAdvanced ? '&$count=true' : ''}`;
  const { status, body } = await admin.get(url, isAdvanced ? { ConsistencyLevel: 'eventual' } : {});
  return status === 200 ? body.value.map(({ displayName }) => displayName) : body.error.code;
};

// https://learn.microsoft.com/graph/aad-advanced-queries#user-properties; of businessPhones with startsWith and of
// faxNumber https://learn.microsoft.com/graph/api/resources/user
describe('looking up a number', () => {
  const found = [people.obrien.displayName];
  const unsupported = 'Request_UnsupportedQuery';

  it.each([
    ["mobilePhone eq '+353 85 123 4567'", unsupported],
    ["mobilePhone in ('+353 85 123 4567', '+353851234567')", unsupported],
    ["startsWith(mobilePhone,'+353 85 123')", unsupported],
    ["faxNumber eq '+353 1 555 0198'", unsupported],
    ["startsWith(faxNumber,'+353 1 555 0198')", unsupported],
    ["businessPhones/any(p:p eq '+353 1 555 0199')", found],
    ["businessPhones/any(p:startsWith(p,'+353 1 555 0199'))", found],
    ["mobilePhone eq 'x' or businessPhones/any(p:p eq '+353 1 555 0199')", unsupported],
  ])('%s by default: %j', async (filter, expected) => {
    expect(await ask(filter, false)).toEqual(expected);
    expect(await ask(filter, true)).toEqual(found);
  });

  it.each([
    "endsWith(mobilePhone,'4567')",
    "contains(mobilePhone,'4567')",
    "businessPhones eq '+353 1 555 0199'",
    "businessPhones/any(p:endsWith(p,'0199'))",
  ])('%s is never supported', async (filter) => {
    expect(await ask(filter, true)).toBe(unsupported);
  });

  it('compares the written form, spaces and all', async () => {
    expect(await ask("mobilePhone eq '+353851234567'", true)).toEqual([]);
  });
});

describe('a large filter', () => {
  const clauses = (count: number, of = 'mail') =>
    Array.from({ length: count }, (_, index) => `${of} eq '${index}'`).join(' or ');
  const refusal = async (filter: string) =>
    (await admin.get(`/users?$filter=${encodeURIComponent(filter)}`)).body.error?.message;

  it('has at most 15 clauses by default', async () => {
    expect(await ask(clauses(15), false)).toEqual([]);
    expect(await refusal(clauses(16))).toBe(
      "Too many child clauses specified in search filter expression containing 'OR' operators: 16. Max allowed: 15.",
    );
    const list = (count: number) => Array.from({ length: count }, (_, index) => `'${index}'`).join(',');
    expect(await ask(`mail in (${list(15)})`, false)).toEqual([]);
    expect(await refusal(`mail in (${list(16)})`)).toContain('16. Max allowed: 15');
    expect(await refusal(`mail in (${list(10)}) or id in (${list(6)})`)).toContain('16. Max allowed: 15');
    expect(await ask(`accountEnabled eq true and (${clauses(15)})`, false)).toEqual([]);
    expect(await ask(clauses(16), true)).toEqual([]);
  });

  it('has at most three levels by default', async () => {
    const deep = "(mail eq 'a' or (userType eq 'Guest' and accountEnabled eq true)) and id eq 'b'";
    expect(await refusal(deep)).toContain('excessive height: 4. Max allowed: 3');
    expect(await ask(deep, true)).toEqual([]);
    expect(await ask("(mail eq 'a' and id eq 'b') or (mail eq 'c' and id eq 'd')", false)).toEqual([]);
  });

  it('makes no address of more than 2048 characters in an advanced query', async () => {
    expect(await ask(clauses(40, 'mobilePhone'), true)).toEqual([]);
    expect(await ask(clauses(80, 'mobilePhone'), true)).toBe('Request_UnsupportedQuery');
  });
});
