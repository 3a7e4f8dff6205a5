import type { Fault } from '../../src/sandbox/graph/faults.ts';

/** Something that goes wrong at Graph, and what can be known after it. */
export interface GraphFault {
  readonly name: string;
  readonly fault: Omit<Fault, 'match' | 'times'>;
  /** Whether nobody can know from the answer if the request was done. */
  readonly isAmbiguous?: boolean;
  /** Whether no answer comes before the bot gives up. */
  readonly hangs?: boolean;
}

const status = (code: number): GraphFault => ({
  name: String(code),
  fault: { kind: 'status', status: code },
});
const unclear = (name: string, fault: GraphFault['fault'], more: Partial<GraphFault> = {}): GraphFault[] => [
  { ...more, name, fault, isAmbiguous: true },
  { ...more, name: `${name} after it was done`, fault: { ...fault, afterApply: true }, isAmbiguous: true },
];

/** What Graph, or what stands before it, is seen to answer when something is wrong. */
export const graphFaults: readonly GraphFault[] = [
  { name: '429', fault: { kind: 'throttle', retryAfterSeconds: 'none' } },
  { name: '429 for a second', fault: { kind: 'throttle', retryAfterSeconds: 1 } },
  { name: '429 for two minutes', fault: { kind: 'throttle', retryAfterSeconds: 120 } },
  ...[500, 503, 504].flatMap((code) => unclear(String(code), { kind: 'status', status: code })),
  ...unclear('503 for two minutes', { kind: 'status', status: 503, retryAfterSeconds: 120 }).slice(0, 1),
  ...unclear('no answer', { kind: 'delay' }, { hangs: true }),
  ...unclear('a reset', { kind: 'reset' }),
  { name: 'a reset in mid-body', fault: { kind: 'break' }, isAmbiguous: true },
  { name: 'cut JSON', fault: { kind: 'truncate' }, isAmbiguous: true },
  ...unclear('a page with 502', { kind: 'html' }),
  ...unclear('a page with 200', { kind: 'html', status: 200 }),
  { name: '401 with claims', fault: { kind: 'claims' } },
  { name: '403 with claims', fault: { kind: 'claims', status: 403 } },
  ...[401, 403, 404, 409].map(status),
];

/** Whether an answer is no fault: of these, “not found” is how Graph says that there is none, or none any more. */
export function isTrueAnswer(
  { fault }: GraphFault,
  { method, path }: { readonly method: string; readonly path: string },
): boolean {
  return fault.status === 404 && (method === 'DELETE' || /\/(manager\?|photos\/)/.test(path));
}
