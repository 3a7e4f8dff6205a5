import { newId } from '../newId.ts';
import type { Change } from '../profile/changes.ts';
import { type Edit, undoMs } from './edit.ts';

/**
 * The edit that takes these changes back, claimed from the start.
 * @param now milliseconds since the epoch. @param leaseMs how long its application may be under way.
 */
export function takingBack(edit: Edit, changes: readonly Change[], now: number, leaseMs: number): Edit {
  return {
    ...edit,
    id: newId(),
    undoes: edit.id,
    undoneBy: undefined,
    // Nobody asked for the way back.
    request: undefined,
    // What was chosen for the one way is no choice for the way back.
    alsoSeen: undefined,
    asked: undefined,
    // What kept the rest of the one way back says nothing of the way back.
    failure: undefined,
    failureCode: undefined,
    conflicts: undefined,
    seen: Object.fromEntries(changes.map((change) => [change.field, change.before])),
    entered: undefined,
    shown: [],
    newPhoto: undefined,
    state: 'claimed',
    claimedUntil: now + leaseMs,
    writtenAt: undefined,
    parts: undefined,
    changes,
    createdAt: now,
    expiresAt: now + undoMs,
  };
}
