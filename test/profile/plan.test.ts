import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff } from '../../src/profile/changes.ts';
import { field, fieldNames } from '../../src/profile/fields.ts';
import { sameValue } from '../../src/profile/kinds.ts';
import { planWrites } from '../../src/profile/plan.ts';
import { directoryText, someValues } from './arbitraries.ts';

const personId = '3d9f1b0a-0000-4000-8000-000000000001';

describe('planWrites', () => {
  it('writes nothing for no change', () => expect(planWrites(personId, [])).toEqual([]));

  it('writes what changed, in one PATCH by object id, and null or [] for what was emptied', () => {
    const steps = planWrites(personId, [
      { field: 'jobTitle', before: 'a', after: null },
      { field: 'department', before: 'a', after: '' },
      { field: 'businessPhones', before: ['1'], after: null },
      { field: 'city', before: null, after: 'Ede' },
      { field: 'accountEnabled', before: true, after: false },
    ]);
    expect(steps).toEqual([
      {
        kind: 'patchUser',
        personId,
        body: { jobTitle: null, department: null, businessPhones: [], city: 'Ede', accountEnabled: false },
      },
    ]);
  });

  it('never sends an empty text, an unchanged field, or one that was not entered', () => {
    fc.assert(
      fc.property(
        someValues,
        fc.dictionary(fc.constantFrom(...fieldNames), fc.oneof(directoryText(), fc.constant(''))),
        (seen, entered) => {
          const { changes } = diff(seen, entered);
          const written = planWrites(personId, changes);
          expect(written.every((step) => step.personId === personId)).toBe(true);
          const body = Object.assign({}, ...written.map((step) => step.body));
          expect(Object.keys(body).sort()).toEqual(changes.map((change) => change.field).sort());
          for (const change of changes) {
            const value = body[change.field];
            expect(JSON.stringify(value)).not.toMatch(/^(""|\[""\])$/);
            expect(sameValue(value, change.after)).toBe(true);
            expect(sameValue(value, seen[change.field] ?? null)).toBe(false);
            expect(Object.hasOwn(entered, change.field)).toBe(true);
            if (value === null) expect(field(change.field).clearable).toBe(true);
          }
        },
      ),
    );
  });

  it('sends a list for a list, and no list for anything else', () => {
    fc.assert(
      fc.property(someValues, (values) => {
        const changes = fieldNames
          .filter((name) => Object.hasOwn(values, name))
          .map((name) => ({ field: name, before: null, after: values[name] ?? null }));
        for (const step of planWrites(personId, changes))
          for (const [name, value] of Object.entries(step.body))
            expect([name, Array.isArray(value)]).toEqual([name, name === 'businessPhones']);
      }),
    );
  });
});
