import type { Entered, Seen } from './changes.ts';
import type { FieldName } from './fields.ts';
import { inputText } from './kinds.ts';

/**
 * Bytes that all texts in the inputs of one card may have together, as JSON writes them. The rest of the 80 KB of a card is
 * for what is around the inputs. Only values that are extraordinarily long meet it.
 */
export const formRoom = 36 * 1_024;

/** What the inputs of these fields hold: what was typed, else the value. */
export function inputTexts(names: readonly FieldName[], values: Seen, entered: Entered = {}): Entered {
  return Object.fromEntries(names.map((name) => [name, entered[name] ?? inputText(values[name] ?? null)]));
}

export function bytesOfTexts(texts: Entered): number {
  return Object.values(texts).reduce((sum, text) => sum + bytesOf(text), 0);
}

/** The fields whose texts find no room: the longest ones, until the others fit. */
export function withoutRoom(texts: Entered, room: number = formRoom): FieldName[] {
  const sized = (Object.entries(texts) as [FieldName, string][]).map(([name, text]) => ({
    name,
    bytes: bytesOf(text),
  }));
  let left = room;
  return sized
    .toSorted((a, b) => a.bytes - b.bytes)
    .filter(({ bytes }) => {
      left -= bytes;
      return left < 0;
    })
    .map(({ name }) => name);
}

/** Without the quotes, which an empty input has too. */
function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
