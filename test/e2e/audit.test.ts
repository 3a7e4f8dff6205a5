import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import type { Store } from '../../src/store.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

// Values that stand nowhere else, so that a log line which holds one is found.
const canary = 'Kanarie';
const canaryPhone = '7099912';
const before = {
  displayName: `${canary}-Naam`,
  givenName: `${canary}-Voornaam`,
  surname: `${canary}-Achternaam`,
  userPrincipalName: `${canary}-upn@northwind-harbor.example`,
  mail: `${canary}-mail@northwind-harbor.example`,
  jobTitle: `${canary}-Functie`,
  department: `${canary}-Afdeling`,
  streetAddress: `${canary}straat 1\n${canary}huis`,
  city: `${canary}stad`,
  businessPhones: [`+31 70 ${canaryPhone}`],
  mobilePhone: `+31 6 ${canaryPhone}`,
  employeeId: `${canary}-1`,
};
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
let isStoreBroken = false;
const printed: string[] = [];
beforeAll(async () => {
  // Packages that the bot uses may print on their own.
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation((...all) => void printed.push(all.map(String).join(' ')));
  const memory = createMemoryStore();
  const write: Store['write'] = async (changes) => {
    if (isStoreBroken) throw new Error(`Can't write ${JSON.stringify(changes)}`, { cause: changes });
    await memory.write(changes);
  };
  desk = await startDesk({ store: { ...memory, write } });
  client = await desk.as(people.userAdministrator);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await desk.close();
});

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
  beforeAll(() => desk.sandbox.graph.directory.update(target.oid, before));

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

describe('the log at its most talkative', () => {
  it('holds no value of a profile, whatever goes wrong', async () => {
    const { faults: graphFaults } = desk.sandbox.graph;
    await client.send(before.displayName);
    await client.send(`find ${before.mail}`);
    for (const kind of ['html', 'truncate', 'reset', 'claims'] as const) {
      graphFaults.add({ kind, times: 2 });
      await client.send(`${canary} ${kind}`);
      graphFaults.clear();
      desk.sandbox.tokenService.forgetAll();
      await client.send(target.oid);
      const { id, card } = client.last();
      graphFaults.add({ kind, times: 4 });
      await press(client, { ...client.view(id), card }, 'Save', { jobTitle: `${canary}-${kind}` });
      graphFaults.clear();
    }
    // An error of the connector's client holds the card that was sent; one of a store, what was to be kept.
    desk.sandbox.teams.connector.faults.push({ on: 'update', status: 400 });
    await afterPressing(['Save', { city: `${canary}kade` }]);
    await client.send(target.oid);
    isStoreBroken = true;
    await press(client, client.last(), 'Save', { city: `${canary}sluis` });
    await client.send(target.oid);
    isStoreBroken = false;
    const events = desk.lines.map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events.filter((event) => event === 'turn failed')).toHaveLength(3);
    for (const line of [...desk.lines, ...printed]) {
      expect(line).not.toMatch(new RegExp(`${canary}|${canaryPhone}`, 'i'));
    }
  });

  it('holds no token and no secret', async () => {
    const secret = desk.sandbox.tenant.botPassword;
    for (const line of [...desk.lines, ...printed]) {
      expect(line).not.toContain('eyJ');
      expect(line).not.toContain(secret);
    }
  });
});
