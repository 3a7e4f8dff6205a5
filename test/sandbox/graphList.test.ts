import { describe, expect, it } from 'vitest';
import { people, samplePeople } from '../../src/sandbox/people.ts';
import { type Answer, startGraph } from './graphCaller.ts';

const { graph, clock, as } = startGraph();
const admin = as(people.userAdministrator);
const eventual = { ConsistencyLevel: 'eventual' };

describe('$filter', () => {
  const { oid } = people.obrien;

  it.each([
    ['eq', "mail eq 'declan.obrien@northwind-harbor.example'"],
    ['eq in other letter case', "MAIL eq 'DECLAN.OBRIEN@northwind-harbor.example'"],
    ['a doubled quote', "displayName eq 'Declan O''Brien'"],
    ['startsWith', "startsWith(userPrincipalName,'declan.o''')"],
    ['startswith', "startswith( userPrincipalName , 'declan.' )"],
    ['any', "proxyAddresses/any(p:p eq 'smtp:declan.obrien@northwind-harbor.example')"],
    ['any with startsWith', "proxyAddresses/any(x:startsWith(x,'smtp:declan.'))"],
    ['in', `id in ('${oid}', 'nobody')`],
    ['and before or', `id eq '${oid}' or id eq 'x' and id eq 'y'`],
    ['parentheses', `(id eq 'x' or id eq '${oid}') and accountEnabled eq true`],
    ['or over different properties', `mail eq 'x' or proxyAddresses/any(p:p eq 'smtp:x') or id eq '${oid}'`],
  ])('takes %s', async (_what, text) => {
    expect(await admin.filter(text)).toEqual([people.obrien.displayName]);
  });

  it('finds by employee id and by state', async () => {
    const employeeId = graph.directory.person(oid)?.employeeId;
    expect(await admin.filter(`employeeId eq '${employeeId}'`)).toEqual([people.obrien.displayName]);
    expect(await admin.filter('accountEnabled eq false')).toContain(people.disabled.displayName);
    expect(await admin.filter("userType eq 'Guest'")).toHaveLength(2);
    expect(await admin.filter('onPremisesSyncEnabled eq true')).toHaveLength(3);
  });

  it.each([
    ['endsWith', "endsWith(mail,'oldport.example')"],
    ['ne', 'accountEnabled ne true'],
    ['not', "not startsWith(displayName,'A')"],
    ['mobilePhone', "startsWith(mobilePhone,'+31')"],
    ['null', 'department eq null'],
    ['companyName', "companyName eq 'Northwind Harbor'"],
  ])('takes %s in an advanced query only', async (_what, text) => {
    const url = `/users?$filter=${encodeURIComponent(text)}`;
    for (const [target, headers] of [
      [url, {}],
      [`${url}&$count=true`, {}],
      [url, eventual],
    ] as const) {
      const refused = await admin.get(target, headers);
      expect(refused.status).toBe(400);
      expect(refused.body.error.code).toBe('Request_UnsupportedQuery');
    }
    const taken = await admin.get(`${url}&$count=true`, eventual);
    expect(taken.body['@odata.count']).toBeGreaterThan(0);
  });

  it.each([
    ["nickname eq 'x'", 'BadRequest'],
    ["mail eq 'x", 'BadRequest'],
    ['mail eq x', 'BadRequest'],
    ["mail is 'x'", 'BadRequest'],
    ["mail eq 'O'Brien'", 'BadRequest'],
    ["(mail eq 'x'", 'BadRequest'],
    ["mail eq 'x')", 'BadRequest'],
    ["mail eq 'x' AND", 'BadRequest'],
    ['', 'BadRequest'],
    ["contains(displayName,'x')", 'Request_UnsupportedQuery'],
    ["proxyAddresses eq 'x'", 'Request_UnsupportedQuery'],
    ["mail/any(m:m eq 'x')", 'Request_UnsupportedQuery'],
    ["aboutMe eq 'x'", 'Request_UnsupportedQuery'],
  ])('refuses %j', async (text, code) => {
    const answer = await admin.get(`/users?$filter=${encodeURIComponent(text)}`);
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe(code);
  });

  it('takes a + for a space unless it is encoded', async () => {
    const phone = String(graph.directory.person(oid)?.mobilePhone);
    const url = (written: string) => `/users?$count=true&$filter=mobilePhone%20eq%20'${written}'`;
    expect((await admin.get(url(phone.replaceAll(' ', '%20')), eventual)).body.value).toHaveLength(0);
    expect((await admin.get(url(encodeURIComponent(phone)), eventual)).body.value).toHaveLength(1);
  });

  it('is answered from the directory, an advanced query from the index', async () => {
    Object.assign(graph.settings, { readLagMs: 1_000, indexLagMs: 5_000 });
    graph.directory.update(oid, { employeeId: 'NEW-1' });
    const url = "/users?$filter=employeeId eq 'NEW-1'&$count=true";
    clock.pass(1_000);
    expect((await admin.get(url)).body.value).toHaveLength(1);
    expect((await admin.get(url, eventual)).body.value).toHaveLength(0);
    clock.pass(4_000);
    expect((await admin.get(url, eventual)).body.value).toHaveLength(1);
    Object.assign(graph.settings, { readLagMs: 0, indexLagMs: 0 });
  });
});

describe('GET /users', () => {
  it('gives pages of 100, or as many as $top says', async () => {
    expect((await admin.get('/users')).body.value).toHaveLength(samplePeople.length);
    const seen: string[] = [];
    let next: string | undefined = '/users?$top=25&$select=id';
    while (next !== undefined) {
      const page: Answer = await admin.get(next);
      seen.push(...page.body.value.map(({ id }) => id));
      next = page.body['@odata.nextLink']?.replace('https://graph.example/v1.0', '');
    }
    expect(new Set(seen).size).toBe(samplePeople.length);
  });

  it.each(['0', '1000', '-1', 'x'])('refuses $top=%s', async (top) => {
    expect((await admin.get(`/users?$top=${top}`)).status).toBe(400);
  });

  it('leaves $count out without the header', async () => {
    expect((await admin.get('/users?$count=true&$top=1')).body).not.toHaveProperty('@odata.count');
    const counted = await admin.get('/users?$count=true&$top=1', eventual);
    expect(counted.body['@odata.count']).toBe(samplePeople.length);
    expect((await admin.get('/users/$count')).status).toBe(400);
    const text = await admin.get('/users/$count', eventual);
    expect(String(text.bytes)).toBe(String(samplePeople.length));
  });

  it('sorts by name and UPN, and by no other property', async () => {
    const sorted = await admin.get('/users?$orderby=displayName desc&$top=999');
    const names = sorted.body.value.map(({ displayName }) => displayName);
    expect(names).toEqual([...names].sort((one, other) => other.localeCompare(one, 'en')));
    expect((await admin.get('/users?$orderby=jobTitle')).status).toBe(400);
    const both = "/users?$orderby=displayName&$filter=startsWith(displayName,'A')&$count=true";
    expect((await admin.get(both)).status).toBe(400);
    expect((await admin.get(both, eventual)).status).toBe(200);
  });

  it('gives nothing that is kept in SharePoint', async () => {
    expect((await admin.get('/users?$select=aboutMe')).status).toBe(501);
  });

  it('has no $skip', async () => {
    expect((await admin.get('/users?$skip=5')).status).toBe(400);
  });
});
