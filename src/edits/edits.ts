import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '../newId.ts';
import { type Change, type Entered, type Seen, undo } from '../profile/changes.ts';
import type { FieldName, Section } from '../profile/fields.ts';
import type { TenantRules } from '../profile/parseInput.ts';
import type { AlsoPossible } from '../profile/profile.ts';
import { type ApplyPorts, applyEdit } from './applyEdit.ts';
import type { Kept } from './documents.ts';
import {
  changesLeft,
  decidedParts,
  type Edit,
  givenUp,
  type NewPhoto,
  openEditMs,
  type Subject,
  savedChanges,
} from './edit.ts';
import type { EditResult, FormNote } from './editResult.ts';
import { answers, canRetry, canUndoAgain, isOver, wentOnAfter } from './questions.ts';
import { isTooMuch, readForm, typedSoFar } from './readForm.ts';
import { isUnderWay, resolveEdit } from './resolveEdit.ts';
import { takingBack } from './undoEdit.ts';

export interface EditsPorts extends ApplyPorts {
  readonly reason: 'none' | 'optional' | 'required';
}

/** The actions on edits, each for one caller and with that caller's rights. */
export function createEdits(ports: EditsPorts) {
  const { journal, clock, deadlines } = ports;

  /** Reads the caller's own edit, puts it right after a crash, and runs an action on it. */
  async function withOwn(
    editId: string,
    callerId: string,
    act: (kept: Kept<Edit>) => Promise<EditResult>,
  ): Promise<EditResult> {
    const kept = await journal.readEdit(editId);
    if (!kept || isOver(kept.item, clock.now())) return { kind: 'unknown' };
    if (kept.item.ownerId !== callerId) return { kind: 'notOwner' };
    if (isUnderWay(kept.item, clock.now())) return await settled(editId);
    const result = await act(await resolveEdit(kept, ports));
    if (result.kind !== 'current' || !result.edit.undoneBy) return result;
    const undoing = await withOwn(result.edit.undoneBy, callerId, async (own) => current(own.item));
    const undo = undoing.kind === 'current' ? undoing.edit : undefined;
    // Of a change that is being taken back, the undo is how it stands.
    if (undo && undo.state !== 'cancelled' && !wentOnAfter(result.edit, undo)) return undoing;
    // It can be taken back once more, by the button that is shown from now on.
    const { asked } = undo && !wentOnAfter(result.edit, undo) ? undo : result.edit;
    return current({ ...result.edit, undoneBy: undefined, asked });
  }

  const current = (edit: Edit): EditResult => ({ kind: 'current', edit });

  /** Waits for an application that is under way elsewhere, for as long as a click may take. */
  async function settled(editId: string): Promise<EditResult> {
    const giveUpAt = performance.now() + deadlines.invokeMs;
    for (;;) {
      const kept = await journal.readEdit(editId);
      if (!kept) return { kind: 'unknown' };
      if (!isUnderWay(kept.item, clock.now()) || performance.now() > giveUpAt) return current(kept.item);
      await wait(50);
    }
  }

  /** Claims the edit for one application and runs it; whoever comes second gets the first one's outcome. */
  async function apply(kept: Kept<Edit>, change: Partial<Edit>, confirmed: boolean): Promise<EditResult> {
    if (await isTakenBack(kept.item)) return current(kept.item);
    const claimedUntil = clock.now() + deadlines.leaseMs;
    const claim = {
      ...change,
      // What was refused is about to be tried again: until that is known, nothing is.
      parts: kept.item.parts && decidedParts(kept.item),
      state: 'claimed',
      claimedUntil,
      failure: undefined,
      conflicts: undefined,
    } as const;
    const claimed = await journal.changeEdit(kept, claim);
    return claimed ? await run(claimed, confirmed) : await settled(kept.item.id);
  }

  async function run(claimed: Kept<Edit>, confirmed: boolean): Promise<EditResult> {
    const applied = await applyEdit(claimed, confirmed, ports);
    if (applied) ports.applied?.(applied.item);
    return applied ? current(applied.item) : await settled(claimed.item.id);
  }

  const retry = (editId: string, callerId: string, answered?: string) =>
    withOwn(editId, callerId, async (kept) =>
      canRetry(kept.item, answered) ? await apply(kept, {}, false) : current(kept.item),
    );

  /** Whether an undo stands, or is under way: what is left of the edit is then no more wanted than what was saved. */
  async function isTakenBack({ undoneBy }: Edit): Promise<boolean> {
    const undone = undoneBy && (await journal.readEdit(undoneBy));
    return Boolean(undone && !canUndoAgain(undone.item));
  }

  return {
    /** Begins an edit: what the owner sees, and which fields have an input. */
    async open(begin: {
      ownerId: string;
      cardId: string;
      conversationId: string;
      subject: Subject;
      seen: Seen;
      alsoSeen?: AlsoPossible | undefined;
      shown: readonly FieldName[];
      sections: readonly Section[];
      tenant: TenantRules;
      newPhoto?: NewPhoto | undefined;
      isRequest?: boolean | undefined;
      entered?: Entered | undefined;
      reason?: string | undefined;
    }): Promise<Edit> {
      const { conversationId, ...own } = begin;
      const now = clock.now();
      const edit: Edit = {
        ...own,
        id: newId(),
        state: 'open',
        createdAt: now,
        expiresAt: now + openEditMs,
      };
      await journal.openEdit(edit, conversationId);
      return edit;
    },

    /** Save: what came back from the inputs. */
    submit: (editId: string, callerId: string, submitted: Readonly<Record<string, unknown>>) =>
      withOwn(editId, callerId, async (kept) => {
        const edit = kept.item;
        if (edit.state !== 'open') return current(edit);
        const form = readForm(edit, submitted, ports.reason);
        if ('kind' in form) return form;
        const { entered, changes, reason } = form;
        if (edit.isRequest) return { kind: 'asks', edit: { ...edit, entered, reason }, changes };
        return await apply(kept, { entered, changes, reason }, false);
      }),

    /** Changes the card and not the directory: one more section, another photo. What was typed so far is kept. */
    amend: (
      editId: string,
      callerId: string,
      submitted: Readonly<Record<string, unknown>>,
      change: (
        edit: Edit,
      ) => Promise<Partial<Pick<Edit, 'seen' | 'alsoSeen' | 'shown' | 'sections' | 'newPhoto'>>>,
      note?: FormNote,
    ) =>
      withOwn(editId, callerId, async (kept) => {
        const edit = kept.item;
        if (edit.state !== 'open' || edit.failure) return current(edit);
        const typed = typedSoFar(edit, submitted);
        if (isTooMuch({ ...edit, ...typed })) return { kind: 'tooMuch' };
        const more = await change({ ...edit, ...typed }).catch(async (error: unknown) => {
          await journal.changeEdit(kept, typed);
          throw error;
        });
        const changed = await journal.changeEdit(kept, {
          ...typed,
          ...more,
          shown: [...new Set([...edit.shown, ...(more.shown ?? [])])],
          // What the owner saw first is what they compare with, and what the card still shows.
          seen: { ...more.seen, ...edit.seen },
          alsoSeen: { ...more.alsoSeen, ...edit.alsoSeen },
        });
        if (!changed) return await settled(editId);
        return { kind: 'form', edit: changed.item, problems: {}, note };
      }),

    /** Save again what the last attempt could not begin to write. */
    retry,

    /** Confirm: the owner has seen before and after of a sensitive change. */
    confirm: (editId: string, callerId: string, answered: string | undefined) =>
      withOwn(editId, callerId, async (kept) =>
        answers(kept.item, 'confirming', answered) ? await apply(kept, {}, true) : current(kept.item),
      ),

    /** Keep mine: the owner has now seen the other value, and writes over it all the same. */
    keepMine: (editId: string, callerId: string, answered: string | undefined) =>
      withOwn(editId, callerId, async (kept) => {
        if (!answers(kept.item, 'conflict', answered)) return current(kept.item);
        // Answered before, where only a sign-in was missing since: then no conflict is left, and it goes on as it is.
        const { conflicts = [], changes = [], seen } = kept.item;
        const theirs = new Map(conflicts.map((conflict) => [conflict.field, conflict.theirs]));
        const overTheirs = changes.map(
          (change): Change => ({
            ...change,
            ...(theirs.has(change.field)
              ? { before: theirs.get(change.field) ?? null, isUnseen: undefined }
              : {}),
          }),
        );
        const alsoSeen = { ...kept.item.alsoSeen };
        for (const { field: name, before } of conflicts) alsoSeen[name] = [...(alsoSeen[name] ?? []), before];
        const nowSeen = { ...seen, ...Object.fromEntries(theirs) };
        return await apply(kept, { changes: overTheirs, seen: nowSeen, alsoSeen }, false);
      }),

    /** Take theirs: drops what is in conflict, and saves the rest. */
    takeTheirs: (editId: string, callerId: string, answered: string | undefined) =>
      withOwn(editId, callerId, async (kept) => {
        if (!answers(kept.item, 'conflict', answered)) return current(kept.item);
        const { conflicts = [], changes = [] } = kept.item;
        const dropped = new Set(conflicts.map((conflict) => conflict.field));
        const rest = changes.filter((change) => !dropped.has(change.field));
        if (changesLeft({ ...kept.item, changes: rest }).length > 0)
          return await apply(kept, { changes: rest }, false);
        const ended = await journal.changeEdit(kept, givenUp(kept.item));
        return ended ? current(ended.item) : await settled(editId);
      }),

    /** Cancel: nothing is written, whatever was typed. */
    cancel: (editId: string, callerId: string) =>
      withOwn(editId, callerId, async (kept) => {
        if (!['open', 'conflict', 'confirming'].includes(kept.item.state)) return current(kept.item);
        const ended = await journal.changeEdit(kept, givenUp(kept.item));
        return ended ? current(ended.item) : await settled(editId);
      }),

    /** Undo: an ordinary edit with the values swapped. Clicked twice, it is the same one. */
    undo: (editId: string, callerId: string, answered?: string) =>
      withOwn(editId, callerId, async (kept) => {
        const undone = kept.item.undoneBy ? await journal.readEdit(kept.item.undoneBy) : undefined;
        const shown = undone && wentOnAfter(kept.item, undone.item) ? kept.item : undone?.item;
        const isAgain = undone && canUndoAgain(undone.item) && shown?.asked?.id === answered;
        // Broken off before it was sent, it is done by this click; otherwise it stands as it is. One that is too old to be
        // gone on with was not on the card any more.
        if (undone && !isAgain && !isOver(undone.item, clock.now()))
          return await retry(undone.item.id, callerId, answered);
        const changes = undo(savedChanges(kept.item));
        if (changes.length === 0) return current(kept.item);
        const taking = takingBack(kept.item, changes, clock.now(), deadlines.leaseMs);
        await journal.createEdit(taking);
        if (!(await journal.changeEdit(kept, { undoneBy: taking.id }))) return await settled(editId);
        const claimed = await journal.readEdit(taking.id);
        return claimed ? await run(claimed, false) : await settled(taking.id);
      }),

    /** Show result: how the edit stands, after reading the directory where that is not known. */
    result: (editId: string, callerId: string) =>
      withOwn(editId, callerId, async (kept) => current(kept.item)),
  };
}

export type Edits = ReturnType<typeof createEdits>;
