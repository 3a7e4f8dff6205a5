import { beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { type GraphUnderTest, startGraph, usualScopes } from './graphCaller.ts';

const { oid } = people.employee;
let test: GraphUnderTest;
beforeEach(() => {
  test = startGraph();
});
const admin = () => test.as(people.userAdministrator);

const inSharePoint: readonly (readonly [string, unknown])[] = [
  ['aboutMe', 'Two\nlines'],
  ['birthday', '1990-02-28T00:00:00Z'],
  ['interests', ['tides']],
  ['mySite', 'https://my.example/lena'],
  ['pastProjects', ['Pier 4', 'Pier 5']],
  ['responsibilities', ['cranes']],
  ['schools', ['Delft']],
  ['skills', ['knots']],
];

// https://learn.microsoft.com/graph/api/user-update
describe('what SharePoint keeps', () => {
  it.each(inSharePoint)('%s is written apart from all others, and cleared', async (property, value) => {
    expect((await admin().patch(oid, { [property]: value, city: 'Delft' })).status).toBe(400);
    expect((await admin().patch(oid, { [property]: value })).status).toBe(204);
    const { body } = await admin().get(`/users/${oid}?$select=${property},city`);
    expect(body[property]).toEqual(value);
    const empty = Array.isArray(value) ? [] : null;
    expect((await admin().patch(oid, { [property]: empty })).status).toBe(204);
    expect((await admin().get(`/users/${oid}?$select=${property}`)).body[property]).toEqual(empty);
  });

  it.each(inSharePoint)('%s is in no collection', async (property) => {
    expect((await admin().get(`/users?$select=id,${property}`)).status).toBe(501);
    expect((await admin().get(`/users/${oid}/directReports?$select=${property}`)).status).toBe(501);
  });

  it('is written together, all of it', async () => {
    expect((await admin().patch(oid, Object.fromEntries(inSharePoint))).status).toBe(204);
  });

  it.each<[string, unknown]>([
    ['birthday', 'yesterday'],
    ['skills', 'knots'],
    ['skills', null],
    ['interests', ['']],
    ['aboutMe', ''],
    ['aboutMe', ['x']],
    ['hireDate', '2020-01-01T00:00:00Z'],
    ['preferredName', 'x'],
  ])('%s can’t be %j', async (property, value) => {
    expect((await admin().patch(oid, { [property]: value })).status).toBe(400);
  });

  it('is not there without a licence', async () => {
    for (const person of [people.guest, people.withoutMailbox]) {
      const answer = await admin().patch(person.oid, { skills: ['x'] });
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({
        code: 'BadRequest',
        message: 'Tenant does not have a SPO license.',
      });
      const { body } = await admin().get(`/users/${person.oid}?$select=aboutMe,skills`);
      expect(body).toMatchObject({ aboutMe: null, skills: [] });
    }
  });

  it('belongs to the person themselves in tenants where it does', async () => {
    test.graph.settings.sharePointTakesOthers = false;
    const refused = await admin().patch(oid, { skills: ['x'] });
    expect(refused.status).toBe(500);
    expect(refused.body.error).toMatchObject({
      code: '-1, Microsoft.Office.Server.Directory.DirectoryObjectUnauthorizedAccessException',
      message: 'Attempted to perform an unauthorized operation.',
    });
    expect((await test.as(people.employee).patch(oid, { skills: ['x'] })).status).toBe(204);
    const withSites = test.as(people.userAdministrator, [...usualScopes, 'Sites.ReadWrite.All']);
    expect((await withSites.patch(oid, { skills: ['x'] })).status).toBe(204);
    expect((await admin().patch(oid, { city: 'Delft' })).status).toBe(204);
  });

  it('is refused to an app that acts for nobody, and to who has no role', async () => {
    expect((await test.as({ oid: undefined as never }).patch(oid, { skills: ['x'] })).status).toBe(403);
    expect((await test.as(people.obrien).patch(oid, { skills: ['x'] })).status).toBe(403);
    expect((await test.as(people.helpdeskAdministrator).patch(oid, { skills: ['x'] })).status).toBe(403);
  });
});
