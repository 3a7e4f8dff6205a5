import { setTimeout as wait } from 'node:timers/promises';
import type { ApplyPorts } from './applyEdit.ts';
import type { Edit } from './edit.ts';
import type { Journal } from './journal.ts';

const leasePollMs = 50;

/** Keeps all others from saving this person. @returns false where somebody else's save went on too long. */
export async function takeLease(edit: Edit, { journal, clock, deadlines }: ApplyPorts): Promise<boolean> {
  const giveUpAt = performance.now() + deadlines.invokeMs / 2;
  for (;;) {
    const taken = await journal.changePerson(edit.subject.id, (record) =>
      record.lease && record.lease.editId !== edit.id
        ? undefined
        : {
            record: { ...record, lease: { editId: edit.id, until: clock.now() + deadlines.leaseMs } },
            result: true,
          },
    );
    if (taken) return true;
    if (performance.now() > giveUpAt) return false;
    await wait(leasePollMs);
  }
}

/** Gives the lease back and, where the write's fate is known, forgets or confirms what was intended. */
export async function releaseLease(journal: Journal, edit: Edit): Promise<void> {
  await journal.changePerson(edit.subject.id, (record) =>
    record.lease?.editId === edit.id ? { record: { ...record, lease: undefined }, result: true } : undefined,
  );
}
