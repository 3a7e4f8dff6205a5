import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FieldName, field, fieldNames } from '../../src/profile/fields.ts';
import { type EditPolicy, isShown, lockOf, type Viewer } from '../../src/profile/locks.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { noValues, profileFrom } from '../cards/sampleValues.ts';
import { editableNames, goodValueOf } from './arbitraries.ts';

const everything: EditPolicy = { writes: true, editableFields: new Set(fieldNames) };
const nobody: Viewer = { oid: 'viewer', roleTemplateIds: [] };
const values = { ...noValues, accountEnabled: true };
const person = (given: Partial<Profile> = {}): Profile =>
  profileFrom((place) => place, { isSynced: false, values, ...given });
const cityAlone: EditPolicy = { writes: true, editableFields: new Set<FieldName>(['city']) };
const own = (id: string): Viewer => ({ ...nobody, oid: id });

describe('lockOf', () => {
  it.each<[string, Profile, EditPolicy, Viewer, FieldName, string | undefined]>([
    ['open', person(), everything, nobody, 'jobTitle', undefined],
    ['writes off', person(), { ...everything, writes: false }, nobody, 'jobTitle', 'writesOff'],
    ['protected', person({ isProtected: true }), everything, nobody, 'jobTitle', 'protected'],
    ['closed', person(), cityAlone, nobody, 'jobTitle', 'closedByOperator'],
    ['read-only', person(), everything, nobody, 'id', 'readOnly'],
    ['read-only, and closed as well', person(), cityAlone, nobody, 'id', 'readOnly'],
    ['synced', person({ isSynced: true }), everything, nobody, 'jobTitle', 'synced'],
    ['synced, its manager', person({ isSynced: true }), everything, nobody, 'manager', 'synced'],
    ['synced, but the cloud’s', person({ isSynced: true }), everything, nobody, 'usageLocation', undefined],
    ['synced, but SharePoint’s', person({ isSynced: true }), everything, nobody, 'aboutMe', undefined],
    [
      'once synced',
      person({ wasSynced: true }),
      everything,
      nobody,
      'onPremisesExtensionAttributes/extensionAttribute1',
      'onceSynced',
    ],
    [
      'once synced, but not Exchange’s',
      person({ wasSynced: true }),
      everything,
      nobody,
      'jobTitle',
      undefined,
    ],
    ['one’s own phone', person({ id: 'ME' }), everything, own('me'), 'phoneMethods/mobile', 'ownAccount'],
    [
      'one’s own email to reset the password',
      person({ id: 'me' }),
      everything,
      own('me'),
      'emailMethods',
      'ownAccount',
    ],
    ['one’s own title', person({ id: 'me' }), everything, own('me'), 'jobTitle', undefined],
    [
      'a phone that is told in part only',
      person({ values: { ...values, 'phoneMethods/mobile': '+X XXXXXXXX78' } }),
      everything,
      nobody,
      'phoneMethods/mobile',
      'masked',
    ],
    [
      'a title with the letters of one that is told in part',
      person({ values: { ...values, jobTitle: 'XXL' } }),
      everything,
      nobody,
      'jobTitle',
      undefined,
    ],
    [
      'too long to show',
      person({ values: { ...values, jobTitle: 'x'.repeat(300) } }),
      everything,
      nobody,
      'jobTitle',
      'notShowable',
    ],
    [
      'two phones',
      person({ values: { ...values, businessPhones: ['1', '2'] } }),
      everything,
      nobody,
      'businessPhones',
      'notShowable',
    ],
    ['neither on nor off', person({ values: noValues }), everything, nobody, 'accountEnabled', 'notShowable'],
    [
      'the operator first',
      person({ isSynced: true, isProtected: true }),
      { ...everything, writes: false },
      nobody,
      'city',
      'writesOff',
    ],
  ])('%s', (_name, profile, policy, viewer, name, lock) => {
    expect(lockOf(name, profile, policy, viewer)).toBe(lock);
  });

  it('opens every field that can be edited, of somebody in the cloud, to whom nothing is known of', () => {
    for (const name of editableNames)
      fc.assert(
        fc.property(goodValueOf(field(name)), (value) => {
          const profile = person({ values: { ...values, [name]: value } });
          expect([name, lockOf(name, profile, everything, nobody)]).toEqual([name, undefined]);
        }),
        { numRuns: 20 },
      );
  });

  it('is the operator’s alone to say where they closed it, whatever else is so', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fieldNames),
        fc.boolean(),
        fc.boolean(),
        (name, isSynced, isRestricted) => {
          const profile = person({ isSynced, isRestricted });
          expect(lockOf(name, profile, { ...everything, writes: false }, nobody)).toBe('writesOff');
          const closed = lockOf(name, profile, { writes: true, editableFields: new Set() }, nobody);
          expect(closed).toBe(field(name).readOnly ? 'readOnly' : 'closedByOperator');
        },
      ),
    );
  });
});

describe('isShown', () => {
  it('is what was read, but the photo, and what is used in the tenant', () => {
    expect(isShown('city', person({ values: {} }))).toBe(false);
    expect(isShown('city', person({ values: { city: null } }))).toBe(true);
    expect(isShown('photo', person({ values: { photo: 'x' } }))).toBe(false);
    expect(isShown('preferredDataLocation', person({ values: { preferredDataLocation: null } }))).toBe(false);
    expect(isShown('preferredDataLocation', person({ values: { preferredDataLocation: 'EUR' } }))).toBe(true);
  });
});
