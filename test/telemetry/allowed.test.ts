import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAllowed } from '../../src/telemetry/allowed.ts';
import { attributes } from '../../src/telemetry/signals.ts';

const allowed = createAllowed(['graph.microsoft.com']);

describe('what telemetry lets through', () => {
  it('what is declared', () => {
    const given = {
      'http.request.method': 'PATCH',
      'http.response.status_code': 204,
      'server.address': 'graph.microsoft.com',
      'profile_desk.activity': 'message',
    };
    expect(allowed(given)).toEqual(given);
  });

  it('no name that is not, and no value that is not, whatever is given', () => {
    const name = fc.oneof(
      fc.constantFrom(...Object.keys(attributes), '__proto__', 'constructor'),
      fc.string(),
    );
    const value = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.jsonValue(), fc.constant(undefined));
    fc.assert(
      fc.property(fc.dictionary(name, value), (given) => {
        for (const [key, one] of Object.entries(allowed(given))) {
          const values: readonly string[] | 'number' | 'host' = attributes[key as keyof typeof attributes];
          if (values === 'number') expect(Number.isInteger(one)).toBe(true);
          else expect([...(values === 'host' ? ['graph.microsoft.com'] : values), '_OTHER']).toContain(one);
        }
      }),
    );
  });

  it('of another value, that there was one', () => {
    expect(
      allowed({ 'profile_desk.activity': 'Anna Smith', 'server.address': 'evil.example', 'x.y': 1 }),
    ).toEqual({
      'profile_desk.activity': '_OTHER',
      'server.address': '_OTHER',
    });
  });
});
