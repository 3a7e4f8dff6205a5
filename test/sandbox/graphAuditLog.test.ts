import { describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { startGraph, usualScopes } from './graphCaller.ts';

const auditScopes = ['AuditLog.Read.All', 'Directory.Read.All'];
const filterFor = (id: string, more = '') =>
  `/auditLogs/directoryAudits?$filter=${encodeURIComponent(`targetResources/any(t: t/id eq '${id}')${more}`)}`;
const pathFor = (id: string) => `${filterFor(id)}&$orderby=activityDateTime desc`;

interface Audit {
  readonly activityDisplayName: string;
  readonly activityDateTime: string;
  readonly initiatedBy: { readonly user: { readonly id: string } | null; readonly app: object | null };
  readonly targetResources: readonly [
    {
      readonly id: string;
      readonly modifiedProperties: readonly {
        readonly displayName: string;
        readonly [name: string]: unknown;
      }[];
    },
  ];
}

const target = people.obrien;

function startAudited(settings = {}) {
  const { graph, clock, as } = startGraph({ settings });
  const admin = as(people.globalAdministrator, [
    ...usualScopes,
    ...auditScopes,
    'UserAuthenticationMethod.ReadWrite.All',
  ]);
  const audits = async (path = pathFor(target.oid)) =>
    (await admin.get(path)).body.value as unknown as readonly Audit[];
  const changedIn = (audit: Audit | undefined) =>
    audit?.targetResources[0].modifiedProperties.filter(({ oldValue }) => oldValue !== null);
  return { graph, clock, as, admin, audits, changedIn };
}

describe('GET /auditLogs/directoryAudits', () => {
  it('tells who changed what, with values before and after as JSON texts', async () => {
    const { graph, admin, audits, changedIn } = startAudited();
    const before = graph.directory.person(target.oid)?.jobTitle;
    await admin.patch(target.oid, { jobTitle: 'Lead', businessPhones: ['+31 10 1'], officeLocation: null });
    const [audit, ...others] = await audits();
    expect(others).toEqual([]);
    expect(audit).toMatchObject({
      activityDisplayName: 'Update user',
      category: 'UserManagement',
      result: 'success',
      initiatedBy: { user: { id: people.globalAdministrator.oid }, app: null },
      targetResources: [{ id: target.oid, type: 'User' }],
    });
    expect(changedIn(audit)).toContainEqual({
      displayName: 'JobTitle',
      oldValue: JSON.stringify([before]),
      newValue: '["Lead"]',
    });
    const names = changedIn(audit)?.map(({ displayName }) => displayName);
    expect(names).toContain('TelephoneNumber');
    expect(names).toContain('PhysicalDeliveryOfficeName');
    expect(audit?.targetResources[0].modifiedProperties).toContainEqual(
      expect.objectContaining({ displayName: 'Included Updated Properties' }),
    );
  });

  it('tells of managers, sponsors and sign-in methods by their own activities, and of no photo', async () => {
    const { graph, clock, admin, audits, changedIn } = startAudited();
    const reference = { '@odata.id': `https://graph.example/v1.0/users/${people.employee.oid}` };
    await admin.call('PUT', `/users/${target.oid}/manager/$ref`, { body: reference });
    clock.pass(1_000);
    await admin.call('POST', `/users/${target.oid}/sponsors/$ref`, { body: reference });
    clock.pass(1_000);
    await admin.call('DELETE', `/users/${target.oid}/sponsors/${people.employee.oid}/$ref`);
    clock.pass(1_000);
    const email = { emailAddress: 'declan@home.example' };
    await admin.call('POST', `/users/${target.oid}/authentication/emailMethods`, { body: email });
    graph.directory.setPhoto(target.oid, undefined);
    const found = await audits();
    expect(found.map(({ activityDisplayName }) => activityDisplayName)).toEqual([
      'Admin registered security info',
      'Remove user sponsor',
      'Add user sponsor',
      'Set user manager',
    ]);
    expect(changedIn(found[3])?.[0]?.newValue).toBe(JSON.stringify([people.employee.displayName]));
  });

  it('has no line for a change of nothing, of what is not logged, or that was refused', async () => {
    const { graph, as, admin, audits } = startAudited();
    const jobTitle = graph.directory.person(target.oid)?.jobTitle;
    await admin.patch(target.oid, { jobTitle });
    await admin.patch(target.oid, { usageLocation: 'FR' });
    await as(people.employee, usualScopes).patch(target.oid, { jobTitle: 'Mine' });
    expect(await audits()).toEqual([]);
  });

  it('tells of a write from outside as an app’s', async () => {
    const { graph, audits } = startAudited();
    graph.directory.update(target.oid, { city: 'Delft' });
    const [audit] = await audits();
    expect(audit?.initiatedBy).toMatchObject({ user: null, app: { displayName: 'HR provisioning' } });
  });

  it('is behind by the lag', async () => {
    const { clock, admin, audits } = startAudited({ auditLagMs: 120_000 });
    await admin.patch(target.oid, { city: 'Delft' });
    expect(await audits()).toEqual([]);
    clock.pass(120_000);
    expect(await audits()).toHaveLength(1);
  });

  it('filters, sorts and gives pages', async () => {
    const { clock, admin, audits } = startAudited();
    for (const city of ['Delft', 'Gouda', 'Breda']) {
      await admin.patch(target.oid, { city });
      await admin.patch(people.bare.oid, { city });
      clock.pass(1_000);
    }
    const moments = (found: readonly Audit[]) => found.map(({ activityDateTime }) => activityDateTime);
    const newestFirst = moments(await audits());
    expect(newestFirst).toHaveLength(3);
    expect(newestFirst).toEqual(newestFirst.toSorted().toReversed());
    const oldestFirst = await audits(`${filterFor(target.oid)}&$orderby=activityDateTime`);
    expect(moments(oldestFirst)).toEqual(newestFirst.toReversed());
    const page = await admin.get(`${pathFor(target.oid)}&$top=2`);
    expect(page.body.value).toHaveLength(2);
    const next = page.body['@odata.nextLink']?.replace('https://graph.example/v1.0', '') ?? '';
    expect(await audits(next)).toHaveLength(1);
    expect(await audits(filterFor(target.oid, " and activityDisplayName eq 'Add user'"))).toEqual([]);
    const by = `initiatedBy/user/id eq '${people.globalAdministrator.oid}'`;
    expect(await audits(filterFor(target.oid, ` and ${by}`))).toHaveLength(3);
    expect((await admin.get('/auditLogs/directoryAudits?$filter=result eq 1')).status).toBe(400);
    expect((await admin.get('/auditLogs/directoryAudits?$orderby=category')).status).toBe(400);
  });

  it.each(auditScopes)('wants the permission %s as well', async (missing) => {
    const { as } = startAudited();
    const scopes = [...usualScopes, ...auditScopes].filter((scope) => scope !== missing);
    const { status, body } = await as(people.globalAdministrator, scopes).get(pathFor(target.oid));
    expect([status, body.error.code]).toEqual([403, 'Authentication_MSGraphPermissionMissing']);
    expect(body.error.message).toContain(missing);
  });

  it('wants a role that reads reports: User Administrator is none', async () => {
    const { as } = startAudited();
    const { status, body } = await as(people.userAdministrator, auditScopes).get(pathFor(target.oid));
    expect([status, body.error.code]).toEqual([403, 'Authentication_RequestFromUnsupportedUserRole']);
    expect((await as(people.globalReader, auditScopes).get(pathFor(target.oid))).status).toBe(200);
  });
});
