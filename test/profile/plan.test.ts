import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, diff } from '../../src/profile/changes.ts';
import { type FieldName, field, fieldNames, propertyOf, storeOf } from '../../src/profile/fields.ts';
import { type FieldValue, inputOf, isEmpty, type PersonValue, sameValue } from '../../src/profile/kinds.ts';
import { alsoRead, planWrites, type Step } from '../../src/profile/plan.ts';
import { directoryText, editableNames, goodValueOf, someValues } from './arbitraries.ts';

const personId = '3d9f1b0a-0000-4000-8000-000000000001';
const change = (name: FieldName, before: FieldValue, after: FieldValue): Change => ({
  field: name,
  before,
  after,
});
const person = (id: string): PersonValue => ({ id, displayName: id });
const kindsIn = (changes: readonly Change[]): string[][] =>
  planWrites(personId, changes).map((group) =>
    group.map((step) => ('phoneType' in step ? `${step.kind} ${step.phoneType}` : step.kind)),
  );
const bodiesOf = (steps: readonly Step[]) =>
  steps.flatMap((step) => (step.kind === 'patchUser' ? [step.body] : []));

/** Changes of some fields to other good values, in any order. */
const someChanges: fc.Arbitrary<Change[]> = fc.shuffledSubarray([...editableNames]).chain((names) =>
  fc
    .tuple(...names.map((name) => fc.tuple(goodValueOf(field(name)), goodValueOf(field(name)))))
    .map((pairs) =>
      pairs.flatMap(([before, after], index) => {
        const name = names[index] as FieldName;
        return sameValue(before, after) ? [] : [change(name, before, after)];
      }),
    ),
);

describe('planWrites', () => {
  it('writes nothing for no change', () => expect(planWrites(personId, [])).toEqual([]));

  it('writes what changed, in one PATCH by object id, and null or [] for what was emptied', () => {
    const groups = planWrites(personId, [
      change('jobTitle', 'a', null),
      change('department', 'a', ''),
      change('businessPhones', ['1'], null),
      change('otherMails', ['a@b.nl'], []),
      change('city', null, 'Ede'),
      change('accountEnabled', true, false),
    ]);
    const fields = ['jobTitle', 'department', 'businessPhones', 'otherMails', 'city', 'accountEnabled'];
    const emptied = { jobTitle: null, department: null, businessPhones: [], otherMails: [] };
    const body = { ...emptied, city: 'Ede', accountEnabled: false };
    expect(groups).toEqual([[{ kind: 'patchUser', personId, fields, body }]]);
  });

  it('writes what SharePoint keeps in a PATCH of its own', () => {
    const [steps = []] = planWrites(personId, [
      change('aboutMe', null, 'x'),
      change('jobTitle', null, 'x'),
      change('skills', ['a'], []),
    ]);
    expect(bodiesOf(steps)).toEqual([{ jobTitle: 'x' }, { aboutMe: 'x', skills: [] }]);
  });

  it('sends the organization data whole, with the half that is there', () => {
    const current = { 'employeeOrgData/costCenter': 'C1', 'employeeOrgData/division': 'D1' } as const;
    const plan = (...changes: Change[]) => bodiesOf(planWrites(personId, changes, current).flat());
    const [cost, division] = [
      change('employeeOrgData/costCenter', 'C1', 'C2'),
      change('employeeOrgData/division', 'D1', null),
    ];
    expect(plan(cost)).toEqual([{ employeeOrgData: { costCenter: 'C2', division: 'D1' } }]);
    expect(plan(division)).toEqual([{ employeeOrgData: { costCenter: 'C1', division: null } }]);
    expect(plan(cost, division)).toEqual([{ employeeOrgData: { costCenter: 'C2', division: null } }]);
    expect(alsoRead(['employeeOrgData/division'])).toEqual(Object.keys(current));
    expect(alsoRead(['jobTitle', 'employeeOrgData/costCenter'])).toEqual(Object.keys(current));
    expect(alsoRead(editableNames.filter((name) => propertyOf(name) !== 'employeeOrgData'))).toEqual([]);
  });

  it('sends of the extension attributes those that changed alone', () => {
    const changes = [
      change('onPremisesExtensionAttributes/extensionAttribute2', 'a', null),
      change('onPremisesExtensionAttributes/extensionAttribute15', null, 'b'),
    ];
    expect(bodiesOf(planWrites(personId, changes).flat())).toEqual([
      { onPremisesExtensionAttributes: { extensionAttribute2: null, extensionAttribute15: 'b' } },
    ]);
  });

  it('points to another manager, or to none', () => {
    const [set, none] = [person('m2'), null].map((after) =>
      planWrites(personId, [change('manager', person('m1'), after)]).flat(),
    );
    expect(set).toMatchObject([{ kind: 'setManager', managerId: 'm2' }]);
    expect(none).toMatchObject([{ kind: 'setManager', managerId: null }]);
  });

  it('changes sponsors by the difference, whatever their order and their names', () => {
    const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 5 });
    fc.assert(
      fc.property(ids, ids, fc.boolean(), (before, after, isUpper) => {
        const now = after.map((id) => ({ id: isUpper ? id.toUpperCase() : id, displayName: '' }));
        const steps = planWrites(personId, [change('sponsors', before.map(person), now)]).flat();
        const idsOf = (kind: Step['kind']) =>
          steps.flatMap((step) =>
            step.kind === kind && 'sponsorId' in step ? [step.sponsorId.toLowerCase()] : [],
          );
        expect(idsOf('addSponsor')).toEqual(after.filter((id) => !before.includes(id)));
        expect(idsOf('removeSponsor')).toEqual(before.filter((id) => !after.includes(id)));
        expect(idsOf('addSponsor').length + idsOf('removeSponsor').length).toBe(steps.length);
      }),
    );
  });

  it('puts up a photo that waits, or takes the present one away', () => {
    expect(planWrites(personId, [change('photo', 'mark', 'staged')]).flat()).toMatchObject([
      { kind: 'setPhoto', stagedPhoto: 'staged', fields: ['photo'] },
    ]);
    expect(planWrites(personId, [change('photo', 'mark', null)]).flat()).toMatchObject([
      { stagedPhoto: null },
    ]);
  });
});

describe('the order of writes', () => {
  const mobile = (before: FieldValue, after: FieldValue) => change('phoneMethods/mobile', before, after);
  const other = (before: FieldValue, after: FieldValue) =>
    change('phoneMethods/alternateMobile', before, after);
  const office = (before: FieldValue, after: FieldValue) => change('phoneMethods/office', before, after);
  const email = (before: FieldValue, after: FieldValue) => change('emailMethods', before, after);
  const enabled = (after: boolean) => change('accountEnabled', !after, after);
  const sponsors = (before: string[], after: string[]) =>
    change('sponsors', before.map(person), after.map(person));

  it.each<[string, Change[], string[][]]>([
    [
      'adds the alternate mobile after the mobile',
      [other(null, '2'), mobile(null, '1')],
      [['addPhone mobile'], ['addPhone alternateMobile']],
    ],
    [
      'removes them the other way',
      [mobile('1', null), other('2', null)],
      [['removePhone alternateMobile'], ['removePhone mobile']],
    ],
    [
      'adds the alternate mobile at once where there is a mobile',
      [other(null, '2'), mobile('1', '3')],
      [['addPhone alternateMobile', 'changePhone mobile']],
    ],
    [
      'changes both at once',
      [mobile('1', '3'), other('2', '4')],
      [['changePhone mobile', 'changePhone alternateMobile']],
    ],
    ['removes the alternate alone at once', [other('2', null)], [['removePhone alternateMobile']]],
    [
      'adds the office phone and the email at once',
      [office(null, '1'), email(null, 'a@b.nl')],
      [['addPhone office', 'addEmail']],
    ],
    ['changes and removes an email', [email('a@b.nl', 'c@d.nl')], [['changeEmail']]],
    ['removes an email', [email('a@b.nl', null)], [['removeEmail']]],
    ['enables an account last', [enabled(true), mobile('1', null)], [['removePhone mobile'], ['patchUser']]],
    ['blocks one first', [mobile(null, '1'), enabled(false)], [['patchUser', 'addPhone mobile']]],
    [
      'enables one last, whatever else changes of how they sign in',
      [enabled(true), email(null, 'a@b.nl')],
      [['addEmail'], ['patchUser']],
    ],
    [
      'adds sponsors after the removals where all places are taken',
      [sponsors(['a', 'b', 'c', 'd', 'e'], ['b', 'c', 'd', 'e', 'f'])],
      [['removeSponsor'], ['addSponsor']],
    ],
    [
      'adds sponsors after the removals where not all find a place before',
      [sponsors(['a', 'b', 'c', 'd'], ['c', 'd', 'e', 'f'])],
      [
        ['removeSponsor', 'removeSponsor'],
        ['addSponsor', 'addSponsor'],
      ],
    ],
    [
      'adds sponsors at once where there is a place for each',
      [sponsors(['a', 'b', 'c', 'd'], ['b', 'c', 'd', 'e'])],
      [['removeSponsor', 'addSponsor']],
    ],
    [
      'adds sponsors at once where more go than come, and there is a place',
      [sponsors(['a', 'b', 'c', 'd'], ['d', 'e'])],
      [['removeSponsor', 'removeSponsor', 'removeSponsor', 'addSponsor']],
    ],
    ['adds the first sponsors at once', [change('sponsors', null, [person('a')])], [['addSponsor']]],
    [
      'enables one at once where nothing else about signing in changes',
      [enabled(true), change('aboutMe', null, 'x')],
      [['patchUser', 'patchUser']],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(kindsIn(changes).map((group) => group.sort())).toEqual(expected.map((group) => group.sort()));
  });

  it('has two groups at most, and each field in it as often as it needs, whatever changes', () => {
    fc.assert(
      fc.property(someChanges, (changes) => {
        const groups = planWrites(personId, changes);
        const steps = groups.flat();
        expect(groups.length).toBeLessThanOrEqual(2);
        expect(groups.every((group) => group.length > 0)).toBe(true);
        expect(steps.every((step) => step.personId === personId)).toBe(true);
        const written = new Set(steps.flatMap((step) => step.fields));
        expect([...written].sort()).toEqual(changes.map((one) => one.field).sort());
        const many = steps.filter(({ kind }) => !/Sponsor$/.test(kind)).flatMap((step) => step.fields);
        expect(new Set(many).size).toBe(many.length);
        for (const { fields } of steps) expect(new Set(fields.map(storeOf)).size).toBe(1);
      }),
    );
  });
});

describe('what is sent', () => {
  it('is nothing that did not change, never an empty text, and null only for what can be removed', () => {
    const entered = fc.dictionary(
      fc.constantFrom(...editableNames),
      fc.oneof(directoryText(), fc.constantFrom('', 'none', 'true', '2026-03-01')),
    );
    fc.assert(
      fc.property(someValues, entered, (seen, typed) => {
        const { changes } = diff(seen, typed);
        for (const { field: name, before, after } of changes) {
          const [step] = planWrites(personId, [change(name, before, after)]).flat();
          expect(step?.fields).toEqual([name]);
          if (step?.kind !== 'patchUser') continue;
          const [property = name, part] = name.split('/');
          const sent = step.body[property] as Record<string, FieldValue>;
          const value = part === undefined ? (sent as unknown as FieldValue) : (sent[part] ?? null);
          expect(JSON.stringify(value)).not.toMatch(/^(""|\[""\])$/);
          expect(sameValue(value, after)).toBe(true);
          if (isEmpty(value)) expect(field(name).clearable).toBe(true);
        }
        expect(changes.every((one) => Object.hasOwn(typed, one.field))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is a list for a list, and for nothing else', () => {
    for (const name of fieldNames.filter((one) => storeOf(one) === 'user' && !field(one).readOnly))
      fc.assert(
        fc.property(goodValueOf(field(name)), (value) => {
          const [body = {}] = bodiesOf(planWrites(personId, [change(name, null, value)]).flat());
          expect(Array.isArray(body[name])).toBe(/List$/.test(field(name).kind));
          expect(inputOf(value, field(name))).toBeTypeOf('string');
        }),
        { numRuns: 20 },
      );
  });
});
