import { afterEach, expect, it } from 'vitest';
import { ada, startTeams, type TeamsUnderTest } from './teamsUnderTest.ts';

let desk: TeamsUnderTest;
afterEach(() => desk.close());

it.each(['sameId', 'newId'] as const)('a slow turn comes again, with the %s', async (redeliverSlowTurns) => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let copies = 0;
  desk = await startTeams(
    async (activity) => {
      if (activity.type !== 'message') return undefined;
      copies += 1;
      // The first copy is answered only once the second is there.
      if (copies === 2) release();
      await released;
      return undefined;
    },
    { redeliverSlowTurns, redeliverAfterMs: 20 },
  );
  const client = await desk.open(ada);
  const delivered = await client.send('slow');
  const [first, second] = desk.heard('message');
  expect(delivered).toMatchObject({ status: 200, activityId: first?.id });
  expect(second?.id === first?.id).toBe(redeliverSlowTurns === 'sameId');
  expect(second).toMatchObject({ text: 'slow', timestamp: first?.timestamp });
  expect(client.messages()).toHaveLength(1);
});

it('an activity is delivered again on demand, and every delivery is recorded with its answer', async () => {
  desk = await startTeams(async ({ type }) =>
    type === 'message' ? { status: 202, body: { a: 1 } } : undefined,
  );
  const client = await desk.open(ada);
  const { activityId } = await client.send('once');
  await client.redeliver(activityId, { newId: false });
  await client.redeliver(activityId, { newId: true });
  const record = desk.teams.deliveries.filter(({ activity }) => activity.type === 'message');
  expect(record).toMatchObject([
    { oid: ada.oid, activityId, status: 202, body: { a: 1 } },
    { activityId, repeats: activityId },
    { repeats: activityId },
  ]);
  expect(record[2]?.activityId).not.toBe(activityId);
  expect(
    desk.bot.heard.every(({ authorization }) =>
      authorization?.startsWith('Bearer signed for http://127.0.0.1'),
    ),
  ).toBe(true);
});

it('a bot that can not be reached is 502, and is told of the installation the next time', async () => {
  desk = await startTeams(async () => undefined);
  await desk.bot.close();
  const client = await desk.open(ada);
  expect(await client.send('anybody?')).toMatchObject({ status: 502 });
  const told = desk.teams.deliveries.filter(({ activity }) => activity.type === 'installationUpdate');
  expect(told.length).toBe(2);
});
