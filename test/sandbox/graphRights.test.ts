import { describe, expect, it } from 'vitest';
import { roles } from '../../src/sandbox/graph/roles.ts';
import { type KnownPerson, people } from '../../src/sandbox/people.ts';
import { startGraph, usualScopes } from './graphCaller.ts';

const { graph, as } = startGraph();

const status = async (
  caller: KnownPerson,
  target: KnownPerson,
  changes: object,
  scopes: readonly string[] = usualScopes,
) => (await as(caller, scopes).patch(target.oid, changes)).status;

/** What the app needs for some properties of administrators; then the roles alone decide. */
const fullScopes = [...usualScopes, 'Directory.AccessAsUser.All'];

const ordinary = { jobTitle: 'Changed' };
const phone = { mobilePhone: '+31 6 1' };
const enabled = { accountEnabled: true };

// https://learn.microsoft.com/graph/api/resources/users#who-can-update-sensitive-attributes, and who-can-reset-passwords
describe('whose role changes what of whom', () => {
  const columns = [
    'employee',
    'helpdeskAdministrator',
    'authenticationAdministrator',
    'globalAdministrator',
  ] as const;

  it.each([
    ['employee', 'ordinary', ordinary, '- - - -'],
    ['employee', 'a phone', phone, 'x - - -'],
    ['helpdeskAdministrator', 'ordinary', ordinary, '- - - -'],
    ['helpdeskAdministrator', 'a phone', phone, 'x x - -'],
    ['helpdeskAdministrator', 'other mail', { otherMails: ['x@y.example'] }, 'x x - -'],
    ['helpdeskAdministrator', 'mail', { mail: 'x@y.example' }, '- - - -'],
    ['helpdeskAdministrator', 'a fax', { faxNumber: '1' }, '- - - -'],
    ['helpdeskAdministrator', 'a sign-in name', { userPrincipalName: 'x@oldport.example' }, '- - - -'],
    ['helpdeskAdministrator', 'enabled', enabled, '- - - -'],
    ['passwordAdministrator', 'a phone', phone, 'x - - -'],
    ['authenticationAdministrator', 'ordinary', ordinary, '- - - -'],
    ['authenticationAdministrator', 'a phone', phone, 'x - x -'],
    ['authenticationAdministrator', 'enabled', enabled, 'x - x -'],
    ['exchangeAdministrator', 'ordinary', ordinary, '- - - -'],
    ['exchangeAdministrator', 'a phone', phone, '- - - -'],
    ['peopleAdministrator', 'ordinary', ordinary, '- - - -'],
    ['peopleAdministrator', 'a phone', phone, '- - - -'],
    ['licenseAdministrator', 'ordinary', ordinary, '- - - -'],
    ['licenseAdministrator', 'a usage location', { usageLocation: 'BE' }, 'x x x x'],
    ['globalReader', 'ordinary', ordinary, '- - - -'],
    ['jobDataEditor', 'ordinary', ordinary, 'x x x x'],
    ['jobDataEditor', 'an address', { city: 'Utrecht' }, '- - - -'],
    ['contactDataEditor', 'an address', { city: 'Utrecht' }, 'x x x x'],
    ['contactDataEditor', 'ordinary', ordinary, '- - - -'],
    ['contactDataEditor', 'a phone', phone, '- - - -'],
    ['restrictedUnitAdministrator', 'ordinary', ordinary, '- - - -'],
    ['userAdministrator', 'ordinary', ordinary, 'x x x x'],
    ['userAdministrator', 'a phone', phone, 'x x - -'],
    ['userAdministrator', 'enabled', enabled, 'x x - -'],
    ['globalAdministrator', 'ordinary', ordinary, 'x x x x'],
    ['globalAdministrator', 'enabled', enabled, 'x x x x'],
  ] as const)('%s, %s', async (caller, _what, changes, expected) => {
    const seen: string[] = [];
    for (const target of columns)
      seen.push((await status(people[caller], people[target], changes, fullScopes)) === 204 ? 'x' : '-');
    expect(seen.join(' ')).toBe(expected);
  });

  // https://learn.microsoft.com/powershell/module/azuread/migrate/set-azureaduser, the note
  it.each([
    ['userAdministrator', 'ordinary', ordinary, 'x x x x'],
    ['userAdministrator', 'a phone', phone, 'x - - -'],
    ['userAdministrator', 'other mail', { otherMails: ['x@y.example'] }, 'x - - -'],
    ['globalAdministrator', 'enabled', enabled, 'x - - x'],
    ['authenticationAdministrator', 'a phone', phone, 'x - x -'],
  ] as const)(
    '%s, %s, without Directory.AccessAsUser.All: administrators stay closed, but oneself',
    async (caller, _what, changes, expected) => {
      const seen: string[] = [];
      for (const target of columns)
        seen.push((await status(people[caller], people[target], changes)) === 204 ? 'x' : '-');
      expect(seen.join(' ')).toBe(expected);
    },
  );

  it('keeps everybody from whoever is in a role-assignable group, but who reaches all', async () => {
    const target = people.inRoleAssignableGroup;
    expect(await status(people.userAdministrator, target, ordinary)).toBe(204);
    expect(await status(people.userAdministrator, target, phone)).toBe(403);
    expect(await status(people.helpdeskAdministrator, target, phone)).toBe(403);
    expect(await status(people.globalAdministrator, target, phone)).toBe(204);
  });

  it('keeps roles that are in no matrix from a User Administrator', async () => {
    expect(await status(people.userAdministrator, people.exchangeAdministrator, phone)).toBe(403);
    expect(await status(people.userAdministrator, people.passwordAdministrator, phone, fullScopes)).toBe(204);
    graph.directory.setRoles(people.emoji.oid, ['00000000-0000-0000-0000-00000000c0de']);
    expect(await status(people.userAdministrator, people.emoji, phone)).toBe(403);
    expect(await status(people.globalAdministrator, people.emoji, phone)).toBe(204);
  });

  it('keeps members of a restricted unit from all whose role is for the whole tenant', async () => {
    expect(await status(people.globalAdministrator, people.restricted, ordinary)).toBe(403);
    expect(await status(people.globalAdministrator, people.restricted, phone)).toBe(403);
    expect(await status(people.jobDataEditor, people.restricted, ordinary)).toBe(403);
    expect(await status(people.restrictedUnitAdministrator, people.restricted, ordinary)).toBe(204);
    expect(await status(people.restrictedUnitAdministrator, people.restricted, phone)).toBe(204);
  });

  it('follows a role that is given or taken', async () => {
    expect(await status(people.hyphenated, people.obrien, ordinary)).toBe(403);
    graph.directory.setRoles(people.hyphenated.oid, [roles.userAdministrator]);
    expect(await status(people.hyphenated, people.obrien, ordinary)).toBe(204);
    graph.directory.setRoles(people.hyphenated.oid, []);
    expect(await status(people.hyphenated, people.obrien, ordinary)).toBe(403);
  });

  it('lets people write what is theirs', async () => {
    expect(await status(people.employee, people.employee, phone)).toBe(204);
    expect(await status(people.employee, people.employee, { skills: ['x'] })).toBe(204);
    expect(await status(people.employee, people.employee, { givenName: 'Lena' })).toBe(403);
  });

  it('refuses a whole PATCH for one property, in one and the same way', async () => {
    const answer = await as(people.userAdministrator).patch(people.globalAdministrator.oid, {
      city: 'Delft',
      mobilePhone: '1',
    });
    expect(answer.status).toBe(403);
    expect(answer.body.error).toMatchObject({
      code: 'Authorization_RequestDenied',
      message: 'Insufficient privileges to complete the operation.',
    });
    expect(graph.directory.person(people.globalAdministrator.oid)?.city).not.toBe('Delft');
  });
});

// https://learn.microsoft.com/graph/api/user-update, permissions
describe('which permission opens what', () => {
  const admin = people.globalAdministrator;

  it.each([
    ['User.Read.All', ordinary, 403],
    ['User.ReadUpdate.All', ordinary, 204],
    ['User.ReadWrite.All', ordinary, 204],
    ['Directory.ReadWrite.All', ordinary, 204],
    ['User-Phone.ReadWrite.All', phone, 204],
    ['User-Phone.ReadWrite.All', ordinary, 403],
    ['User-Phone.ReadWrite.All', { ...phone, ...ordinary }, 403],
    ['User-Mail.ReadWrite.All', { otherMails: [] }, 204],
    ['User.EnableDisableAccount.All', enabled, 204],
    ['User.EnableDisableAccount.All', phone, 403],
    ['User.ReadWrite.All', { passwordProfile: { password: 'x' } }, 403],
    ['User-PasswordProfile.ReadWrite.All', { passwordProfile: { password: 'x' } }, 204],
    ['User.ReadWrite.All', { employeeLeaveDateTime: null }, 403],
    ['User-LifeCycleInfo.ReadWrite.All', { employeeLeaveDateTime: null }, 204],
    ['User.ReadWrite', ordinary, 403],
  ])('%s for %j: %d', async (scope, changes, expected) => {
    expect(await status(admin, people.obrien, changes, [scope])).toBe(expected);
  });

  it('lets only a Global Administrator write the last day', async () => {
    const scopes = ['User-LifeCycleInfo.ReadWrite.All'];
    expect(
      await status(people.userAdministrator, people.obrien, { employeeLeaveDateTime: null }, scopes),
    ).toBe(403);
  });

  it('tells a missing person only to whom may write', async () => {
    const nobody = { ...people.obrien, oid: '00000000-0000-0000-0000-000000000000' };
    expect(await status(admin, nobody, ordinary)).toBe(404);
    expect(await status(admin, nobody, ordinary, ['User.Read.All'])).toBe(403);
  });
});
