import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costs, createRateLimit, type RateLimited } from '../../src/bot/rateLimit.ts';

describe('the limit of what one person may do', () => {
  it('lets through a minute’s worth at once and then what time brings, never more; waiting as told is enough', () => {
    const step = fc.record({
      what: fc.constantFrom<RateLimited>('message', 'click', 'typeahead'),
      person: fc.constantFrom('a', 'b'),
      afterMs: fc.integer({ min: -1_000, max: 5_000 }),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 200 }),
        fc.array(step, { maxLength: 300 }),
        (perMinute, steps) => {
          let now = 0;
          let latest = 0;
          const spent = new Map<string, number>();
          const take = createRateLimit(perMinute, { now: () => now });
          for (const { what, person, afterMs } of steps) {
            now += afterMs;
            latest = Math.max(latest, now);
            const waitMs = take(person, what);
            if (waitMs > 0) {
              now = Math.max(now, latest) + Math.ceil(waitMs);
              latest = now;
              expect(take(person, what)).toBe(0);
            }
            spent.set(person, (spent.get(person) ?? 0) + costs[what]);
          }
          // A clock that goes back and forth brings what it goes forth.
          const forth = steps.reduce((sum, { afterMs }) => sum + Math.abs(afterMs), 0) + latest;
          for (const sum of spent.values())
            expect(sum).toBeLessThanOrEqual(perMinute + ((forth + 1) * perMinute) / 60_000);
        },
      ),
    );
  });

  it('lets go on whoever waits as long as told', () => {
    let now = 0;
    const take = createRateLimit(5, { now: () => now });
    const isLetGoOn = (what: RateLimited): boolean => {
      now += Math.ceil(take('a', what));
      return take('a', what) === 0;
    };
    expect(take('a', 'message')).toBe(0);
    expect(isLetGoOn('message')).toBe(true);
    now += 1_999;
    expect(isLetGoOn('typeahead')).toBe(true);
  });

  it('lets a client do by itself exactly what ten to a click come to', () => {
    const take = createRateLimit(60, { now: () => 0 });
    for (let i = 0; i < 600; i += 1) expect(take('a', 'refresh')).toBe(0);
    expect(take('a', 'refresh')).toBeGreaterThan(0);
  });

  it('keeps no more purses than there is room for', () => {
    const take = createRateLimit(1, { now: () => 0 });
    expect(take('first', 'click')).toBe(0);
    expect(take('first', 'click')).toBeGreaterThan(0);
    for (let i = 0; i < 10_000; i += 1) take(`person ${i}`, 'click');
    // The longest unused was forgotten, and begins anew.
    expect(take('first', 'click')).toBe(0);
  });

  it('is none where it is 0', () => {
    const take = createRateLimit(0, { now: () => 0 });
    for (let i = 0; i < 10_000; i += 1) expect(take('a', 'message')).toBe(0);
  });
});
