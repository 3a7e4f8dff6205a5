import { describe, expect, it } from 'vitest';
import { people, samplePeople } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

const { as } = startGraph();
const admin = as(people.userAdministrator);

describe('GET /users/{id}/directReports', () => {
  const path = `/users/${samplePeople.find(({ user }) => user.displayName === 'Pieter van den Berg')?.user.id}/directReports`;

  it('gives pages, and what is selected', async () => {
    const all = await admin.get(path);
    expect(all.body.value.length).toBeGreaterThan(15);
    expect(all.body.value[0]?.['@odata.type']).toBe('#microsoft.graph.user');
    const first = await admin.get(`${path}?$top=2&$select=id,jobTitle`);
    expect(first.body.value).toHaveLength(2);
    expect(Object.keys(first.body.value[0] ?? {})).toEqual(['@odata.type', 'id', 'jobTitle']);
    const next = first.body['@odata.nextLink']?.replace('https://graph.example/v1.0', '') ?? '';
    expect((await admin.get(next)).body.value.map(({ id }) => id)).toEqual(
      all.body.value.slice(2, 4).map(({ id }) => id),
    );
    expect((await admin.get(`${path}?$top=0`)).status).toBe(400);
  });

  it('wants a permission, also where there are none', async () => {
    const lonely = `/users/${people.employee.oid}/directReports`;
    expect((await admin.get(lonely)).body.value).toEqual([]);
    expect((await as(people.userAdministrator, ['User.ReadBasic.All']).get(lonely)).status).toBe(403);
    expect((await as(people.employee, ['User.Read']).get('/me/directReports')).status).toBe(200);
  });
});
