import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blobNameOf } from '../../src/storage/blobNames.ts';

const anyKey = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  // Lone surrogates too.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('/', '.', '..', '~', '~002f', 'a', 'A', 'edit', '%2F', ' '), { maxLength: 400 })
    .map((parts) => parts.join('')),
);

describe('the name of a key’s blob', () => {
  it('can be read', () => {
    expect(blobNameOf('edit/kP3_x-9')).toBe('edit/kP3_x-9.json');
    expect(blobNameOf('expiry/481234/7')).toBe('expiry/481234~002f7.json');
    expect(blobNameOf('19:ü@thread.v2')).toBe('19~003a~00fc~0040thread~002ev2.json');
  });

  it('is one that Azure takes and no URL changes, whatever the key', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const name = blobNameOf(key);
        expect(name.length).toBeLessThanOrEqual(1_024);
        expect(name).toMatch(/^([A-Za-z]+\/)?[\w~-]*(\.[0-9a-f]{64})?\.json$/);
        expect(new URL(`https://x.example/c/${name}`).pathname).toBe(`/c/${name}`);
      }),
    );
  });

  it('is no other key’s', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyKey, { minLength: 2 }), (keys) => {
        expect(new Set(keys.map(blobNameOf)).size).toBe(keys.length);
      }),
    );
    const long = 'x'.repeat(2_000);
    expect(
      new Set([long, `${long}.`, `${long}x`, blobNameOf(long), 'x'.repeat(900)].map(blobNameOf)).size,
    ).toBe(5);
  });
});
