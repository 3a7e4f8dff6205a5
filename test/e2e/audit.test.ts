import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { canary, canaryPhone, canaryUser } from '../support/canaries.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

const typed = {
  displayName: `${canary}-Nieuw`,
  jobTitle: `${canary}-Titel`,
  department: `${canary}-Team`,
  streetAddress: `${canary}plein 2`,
  mobilePhone: `+32 4 ${canaryPhone}`,
  $reason: `${canary}-Reden`,
};

const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterAll(() => desk.close());

interface Audit {
  readonly actor: string;
  readonly person: string;
  readonly fields: readonly string[];
  readonly editId: string;
  readonly outcome: string;
  readonly graphRequestId: string;
}

const auditLines = (): Audit[] =>
  desk.lines.flatMap((line) => (JSON.parse(line) as { audit?: Audit }).audit ?? []);
const patches = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');

/** Looks the person up and presses buttons, one after another. @returns the audit lines and the writes of that */
async function afterPressing(
  ...buttons: (readonly [title: string, typed?: Readonly<Record<string, string>>])[]
) {
  const [lines, writes] = [auditLines().length, patches().length];
  await client.send(target.oid);
  let message = client.last();
  for (const [title, changes] of buttons) message = await press(client, message, title, changes);
  await desk.app.idle();
  return { lines: auditLines().slice(lines), writes: patches().slice(writes) };
}

describe('the audit log', () => {
  beforeAll(() => desk.sandbox.graph.directory.update(target.oid, canaryUser));

  it('has one line for a save: who, whom, which fields, which edit, which request', async () => {
    const { lines, writes } = await afterPressing(['Save', typed]);
    expect(lines).toEqual([
      {
        actor: client.oid,
        person: target.oid,
        fields: ['displayName', 'jobTitle', 'department', 'mobilePhone', 'streetAddress'],
        editId: expect.stringMatching(/^[\w-]{22}$/),
        outcome: 'saved',
        graphRequestId: writes[0]?.requestId,
        reasonGiven: true,
      },
    ]);
    expect(writes).toHaveLength(1);
  });

  it('has one line for each of a save and its undo', async () => {
    const { lines, writes } = await afterPressing(['Save', { city: `${canary}dorp` }], ['Undo']);
    expect(lines.map(({ outcome, fields }) => [outcome, ...fields])).toEqual([
      ['saved', 'city'],
      ['saved', 'city'],
    ]);
    expect(lines.map(({ graphRequestId }) => graphRequestId)).toEqual(
      writes.map(({ requestId }) => requestId),
    );
    expect(new Set(lines.map(({ editId }) => editId)).size).toBe(2);
  });

  it('has one line for a change that was confirmed, and for one that was kept over another', async () => {
    const confirmed = await afterPressing(['Save', { accountEnabled: 'false' }], ['Confirm']);
    expect(confirmed.lines.map(({ outcome, fields }) => [outcome, ...fields])).toEqual([
      ['saved', 'accountEnabled'],
    ]);
    await client.send(target.oid);
    const message = client.last();
    desk.sandbox.graph.directory.update(target.oid, { employeeId: `${canary}-2` });
    const lines = auditLines().length;
    const conflict = await press(client, message, 'Save', { employeeId: `${canary}-3` });
    expect(auditLines()).toHaveLength(lines);
    await press(client, conflict, 'Keep mine');
    expect(auditLines().slice(lines)).toMatchObject([{ outcome: 'saved', fields: ['employeeId'] }]);
  });

  it('has a line for a write that was refused, and for one whose fate is unknown', async () => {
    const message = `${canary} is no value`;
    const patch = { method: 'PATCH' };
    desk.sandbox.graph.faults.add({ match: patch, kind: 'status', status: 400, message });
    const refused = await afterPressing(['Save', { city: `${canary}burg` }]);
    expect(refused.lines).toMatchObject([
      { outcome: 'notSaved', fields: ['city'], graphRequestId: refused.writes[0]?.requestId },
    ]);
    desk.sandbox.graph.faults.add({ match: patch, kind: 'reset', afterApply: true });
    const unknown = await afterPressing(['Save', { city: `${canary}haven` }], ['Show result']);
    expect(unknown.lines.map(({ outcome }) => outcome)).toEqual(['unknown', 'saved']);
    expect(new Set(unknown.lines.map(({ editId }) => editId)).size).toBe(1);
    expect(unknown.writes).toHaveLength(1);
  });

  it('has no line where nothing was written', async () => {
    const { lines, writes } = await afterPressing(
      ['Save'],
      ['Save', { usageLocation: `${canary}land` }],
      ['Save', { usageLocation: 'Belgium', accountEnabled: 'true' }],
      ['Cancel'],
    );
    expect(lines).toEqual([]);
    expect(writes).toEqual([]);
  });
});
