import fc from 'fast-check';

/** One thing done to a node of an activity: the `at`-th of all, counted from the start again where there are fewer. */
export type Change = { readonly at: number } & (
  | { readonly put: unknown }
  /** Wherever the activity has what this node has. */
  | { readonly putAll: unknown }
  | { readonly remove: true }
  | { readonly rename: string }
  | { readonly add: string; readonly value: unknown }
  | { readonly repeat: number }
  | { readonly nest: number }
  | { readonly swap: number }
);

const oddTexts = fc.constantFrom(
  '',
  '__proto__',
  'constructor',
  'toString',
  'msteams',
  'message',
  'invoke',
  'adaptiveCard/action',
  'https://evil.example/',
  '../../users',
  '%00',
  '\0\r\n',
  '\u202e\ufeff',
  'x'.repeat(2_000),
);
export const oddValue = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  oddTexts,
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e300,
    {},
    [],
    [null],
    { id: null },
    { length: 1e9 },
    { prototype: {} },
  ),
);
const at = fc.nat(200);
export const change: fc.Arbitrary<Change> = fc.oneof(
  { arbitrary: fc.record({ at, put: oddValue }), weight: 5 },
  fc.record({ at, putAll: oddValue }),
  { arbitrary: fc.record({ at, remove: fc.constant(true as const) }), weight: 2 },
  fc.record({ at, rename: oddTexts }),
  fc.record({ at, add: oddTexts, value: oddValue }),
  fc.record({ at, repeat: fc.constantFrom(2, 50, 20_000) }),
  fc.record({ at, nest: fc.constantFrom(1, 20, 40, 5_000) }),
  fc.record({ at, swap: at }),
);

type Node = Record<string, unknown> | unknown[];
interface Slot {
  readonly parent: Node;
  readonly key: string;
}

/** Own, whatever its name is. */
function set({ parent, key }: Slot, value: unknown): void {
  Object.defineProperty(parent, key, { value, configurable: true, enumerable: true, writable: true });
}
const get = ({ parent, key }: Slot): unknown => (parent as Record<string, unknown>)[key];

function slotsOf(node: unknown): Slot[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.keys(node).flatMap((key) => {
    const slot = { parent: node as Node, key };
    return [slot, ...slotsOf(get(slot))];
  });
}

/** An activity with changes, one after another, as JSON. */
export function changed(activity: object, changes: readonly Change[]): string {
  const copy = structuredClone(activity);
  // What is too deep to be made of objects is put in as text, at last.
  const texts = new Map<string, string>();
  for (const one of changes) {
    const slots = slotsOf(copy);
    const slotAt = (index: number): Slot => slots[index % slots.length] as Slot;
    if (slots.length === 0) break;
    const slot = slotAt(one.at);
    const value = get(slot);
    // Later changes go into what an earlier one put there, and not into what was drawn.
    if ('put' in one) set(slot, structuredClone(one.put));
    else if ('putAll' in one)
      for (const same of slots.filter((other) => get(other) === value))
        set(same, structuredClone(one.putAll));
    else if ('add' in one) set({ ...slot, key: one.add }, structuredClone(one.value));
    else if ('repeat' in one) {
      // Repeated again and again, it would not fit into memory.
      const times = Math.min(one.repeat, Math.ceil(500_000 / (1 + JSON.stringify(value).length)));
      const repeated = () => Array.from({ length: times }, () => structuredClone(value));
      set(slot, typeof value === 'string' ? value.repeat(times) : repeated());
    } else if ('nest' in one) {
      const mark = `nested ${texts.size}`;
      texts.set(
        JSON.stringify(mark),
        `${'['.repeat(one.nest)}${JSON.stringify(value)}${']'.repeat(one.nest)}`,
      );
      set(slot, mark);
    } else if ('swap' in one) {
      const other = slotAt(one.swap);
      // One may be in the other.
      const [here, there] = structuredClone([value, get(other)]);
      set(slot, there);
      set(other, here);
    } else {
      delete (slot.parent as Record<string, unknown>)[slot.key];
      if ('rename' in one) set({ ...slot, key: one.rename }, value);
    }
  }
  return [...texts].reduceRight((json, [mark, text]) => json.replace(mark, () => text), JSON.stringify(copy));
}
