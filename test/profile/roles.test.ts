import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldName, field, fieldNames } from '../../src/profile/fields.ts';
import { lockOf } from '../../src/profile/locks.ts';
import type { Profile } from '../../src/profile/profile.ts';
import {
  covers,
  holdsAdminRole,
  holdsApproverRole,
  knownRoles,
  outranks,
  rolesThatChange,
} from '../../src/profile/roles.ts';
import { noValues, profileFrom } from '../cards/sampleValues.ts';
import { editableNames } from './arbitraries.ts';

// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
const ids = {
  authentication: 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  directoryReaders: '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  global: '62e90394-69f5-4237-9190-012177145e10',
  groups: 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  guestInviter: '95e79109-95c0-4d8e-aee3-d01accf2d47b',
  helpdesk: '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  messageReader: '790c1fb9-7f7d-4f88-86a1-ef1f95c05c1b',
  password: '966707d0-3269-4727-9be2-8c3a10f19b9d',
  people: '024906de-61e5-49c8-8572-40335f1e0e10',
  privilegedAuthentication: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  reportsReader: '4a5d8f65-41da-4de4-8968-e035b65339cf',
  usageReader: '75934031-6c7e-415a-99d7-48dbd49e875e',
  user: 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  privilegedRole: 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  custom: '00000000-1111-4222-8333-444444444444',
};
type Role = keyof typeof ids;
const everyMember = 'b79fbf4d-3ef9-4689-8143-76b194e85509';
const idsOf = (roles: readonly Role[]): string[] => roles.map((role) => ids[role]);
const anyRoles = fc.subarray(Object.keys(ids) as Role[]);

// https://learn.microsoft.com/graph/api/resources/users#who-can-perform-sensitive-actions: y where the one on top may
// change what is sensitive of somebody who holds the role on the left.
const targets: [Role | 'no role', string][] = [
  //                   auth user privAuth global helpdesk password
  ['no role', 'y y y y y y'],
  ['directoryReaders', 'y y y y y y'],
  ['guestInviter', 'y y y y y y'],
  ['messageReader', 'y y y y y -'],
  ['reportsReader', 'y y y y y -'],
  ['usageReader', 'y y y y y -'],
  ['password', 'y y y y y y'],
  ['authentication', 'y - y y - -'],
  ['helpdesk', '- y y y y -'],
  ['groups', '- y y y - -'],
  ['user', '- y y y - -'],
  ['global', '- - y y - -'],
  ['privilegedAuthentication', '- - y y - -'],
  ['privilegedRole', '- - y y - -'],
  ['people', '- - y y - -'],
  ['custom', '- - y y - -'],
];
const actors: Role[] = [
  'authentication',
  'user',
  'privilegedAuthentication',
  'global',
  'helpdesk',
  'password',
];
const cells = targets.flatMap(([target, marks]) =>
  marks.split(' ').map((mark, index) => [actors[index] as Role, target, mark === 'y'] as const),
);

describe('whom a role reaches', () => {
  it.each(cells)('%s, somebody with %s: %s', (actor, target, reaches) => {
    const theirs = target === 'no role' ? [] : [ids[target]];
    for (const own of [[ids[actor]], [everyMember, ids[actor].toUpperCase()]])
      for (const held of [theirs, [...theirs, everyMember], [...theirs, ids.directoryReaders]])
        expect(outranks(held, own, 'user')).toBe(!reaches);
  });

  // https://learn.microsoft.com/graph/api/authentication-post-phonemethods
  it.each<[Role, Role | 'no role', boolean]>([
    ['authentication', 'no role', true],
    ['authentication', 'authentication', true],
    ['authentication', 'helpdesk', false],
    ['authentication', 'global', false],
    ['authentication', 'custom', false],
    ['privilegedAuthentication', 'global', true],
    ['global', 'global', true],
    ['user', 'no role', false],
    ['helpdesk', 'no role', false],
  ])('for how somebody signs in: %s, somebody with %s: %s', (actor, target, reaches) => {
    const theirs = target === 'no role' ? [] : [ids[target]];
    for (const store of ['phoneMethods', 'emailMethods'] as const)
      expect(outranks(theirs, [ids[actor]], store)).toBe(!reaches);
  });

  it('more roles of one’s own reach no less, more of theirs no more', () => {
    fc.assert(
      fc.property(anyRoles, anyRoles, anyRoles, (own, theirs, more) => {
        if (!outranks(idsOf(theirs), idsOf(own), 'user'))
          expect(outranks(idsOf(theirs), idsOf([...own, ...more]), 'user')).toBe(false);
        else expect(outranks(idsOf([...theirs, ...more]), idsOf(own), 'user')).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('what a role covers', () => {
  const phones: FieldName[] = ['businessPhones', 'mobilePhone', 'otherMails'];
  const guarded: FieldName[] = ['userPrincipalName', 'accountEnabled', ...phones];
  const signIn = editableNames.filter((name) => field(name).section === 'signIn');
  const profile = [...editableNames, 'photo' as const].filter((name) => !signIn.includes(name));
  it.each<[Role, readonly FieldName[]]>([
    ['helpdesk', phones],
    ['password', phones],
    ['authentication', [...guarded, ...signIn]],
    ['privilegedAuthentication', [...guarded, ...signIn]],
    ['user', profile],
    ['people', ['photo']],
    ['global', [...profile, ...signIn]],
    ['groups', []],
    ['directoryReaders', []],
    ['custom', [...profile, ...signIn]],
  ])('%s', (role, expected) => {
    const covered = [...profile, ...signIn].filter((name) => covers([ids[role]], name));
    expect(covered.sort()).toEqual([...expected].sort());
  });

  it('is no less with more roles, and all with one that is not known', () => {
    fc.assert(
      fc.property(
        anyRoles,
        anyRoles,
        fc.constantFrom(...fieldNames),
        fc.uuid(),
        (own, more, name, unknown) => {
          if (covers(idsOf(own), name)) expect(covers(idsOf([...own, ...more]), name)).toBe(true);
          expect(covers([...idsOf(own), unknown], name)).toBe(true);
        },
      ),
    );
  });

  it('holds for an administrator whoever is more than a reader', () => {
    const readers: Role[] = [
      'directoryReaders',
      'guestInviter',
      'messageReader',
      'reportsReader',
      'usageReader',
    ];
    for (const role of Object.keys(ids) as Role[])
      expect([role, holdsAdminRole([ids[role]])]).toEqual([role, !readers.includes(role)]);
    expect(holdsAdminRole([everyMember, ...idsOf(readers)])).toBe(false);
  });
});

describe('who is told of a request', () => {
  it('are the roles that cover some of its fields, each with those', () => {
    const told = rolesThatChange(['mobilePhone', 'city', 'photo', 'phoneMethods/mobile']);
    const [mobilePhone, all] = [['mobilePhone'], ['mobilePhone', 'city', 'photo']];
    expect(Object.fromEntries(told)).toEqual({
      authenticationAdministrator: ['mobilePhone', 'phoneMethods/mobile'],
      privilegedAuthenticationAdministrator: ['mobilePhone', 'phoneMethods/mobile'],
      helpdeskAdministrator: mobilePhone,
      passwordAdministrator: mobilePhone,
      peopleAdministrator: ['photo'],
      userAdministrator: all,
      globalAdministrator: [...all, 'phoneMethods/mobile'],
    });
  });

  it('is nobody where there is no field', () => expect(rolesThatChange([]).size).toBe(0));

  it('is chosen by who may change most', () => {
    for (const role of Object.keys(ids) as Role[])
      expect([role, holdsApproverRole([everyMember, ids[role]])]).toEqual([
        role,
        role === 'user' || role === 'global',
      ]);
    expect(holdsApproverRole(idsOf(['directoryReaders', 'user']))).toBe(true);
  });

  it('knows a role by its id, however that is written', () => {
    const own = [ids.user.toUpperCase(), ids.custom, everyMember, ids.people];
    expect(knownRoles(own)).toEqual([ids.user.toUpperCase(), ids.people]);
  });
});

describe('the locks that follow from roles', () => {
  const open = { writes: true, editableFields: new Set(fieldNames) };
  const values = { ...noValues, accountEnabled: true };
  const lock = (name: FieldName, own: readonly string[], given: Partial<Profile> = {}) =>
    lockOf(
      name,
      profileFrom((place) => place, { isSynced: false, values, ...given }),
      open,
      {
        oid: 'viewer',
        roleTemplateIds: own,
      },
    );

  it.each<[Role[], FieldName, readonly Role[] | undefined, string | undefined]>([
    [['helpdesk'], 'mobilePhone', [], undefined],
    [['helpdesk'], 'otherMails', [], undefined],
    [['helpdesk'], 'jobTitle', [], 'role'],
    [['helpdesk'], 'accountEnabled', [], 'role'],
    [['helpdesk'], 'phoneMethods/mobile', [], 'role'],
    [['helpdesk'], 'mobilePhone', ['user'], 'outranked'],
    [['helpdesk'], 'mobilePhone', undefined, undefined],
    [['user'], 'jobTitle', ['global'], undefined],
    [['user'], 'mobilePhone', ['global'], 'outranked'],
    [['user'], 'mobilePhone', ['helpdesk'], 'administrator'],
    [['user'], 'phoneMethods/mobile', [], 'role'],
    [['user', 'authentication'], 'phoneMethods/mobile', [], undefined],
    [['authentication'], 'phoneMethods/mobile', ['authentication'], undefined],
    [['authentication'], 'phoneMethods/mobile', ['user'], 'outranked'],
    [['global'], 'mobilePhone', ['global'], 'administrator'],
    [['global'], 'jobTitle', ['global'], undefined],
    [['global'], 'phoneMethods/mobile', ['global'], undefined],
    [['directoryReaders'], 'jobTitle', ['global'], undefined],
    [[], 'mobilePhone', ['global'], undefined],
  ])('%j, %s of somebody with %j: %s', (own, name, theirs, expected) => {
    expect(lock(name, idsOf(own), { roleTemplateIds: theirs && idsOf(theirs) })).toBe(expected);
  });

  it('say of a restricted management unit that a role over all does not reach it', () => {
    expect(lock('jobTitle', [ids.user], { isRestricted: true })).toBe('restricted');
    expect(lock('jobTitle', [], { isRestricted: true })).toBeUndefined();
  });

  it('leave one’s own account open: nobody outranks themself', () => {
    const mine = { id: 'viewer', roleTemplateIds: [ids.global] };
    expect(lock('mobilePhone', [ids.helpdesk], mine)).toBeUndefined();
  });

  it('never close anything for a role of one’s own that is not known', () => {
    fc.assert(
      fc.property(fc.constantFrom(...editableNames), fc.uuid(), anyRoles, (name, unknown, own) => {
        expect(lock(name, [unknown, ...idsOf(own)], { roleTemplateIds: [] })).toBeUndefined();
        expect(lock(name, [unknown], { roleTemplateIds: [ids.directoryReaders] })).toBeUndefined();
      }),
    );
  });
});
