import fc from 'fast-check';
import { vi } from 'vitest';
import type { DirectoryState } from '../../src/sandbox/graph/directory.ts';
import type { Fault } from '../../src/sandbox/graph/faults.ts';
import { people } from '../../src/sandbox/people.ts';
import { deeds, type Stage } from './deeds.ts';
import { type DeskUnderTest, startDesk } from './desk.ts';
import { failingStore } from './failingStore.ts';

// One text in every place that a text can come to the bot from, whatever is done and whatever goes wrong meanwhile.

const target = people.obrien;

/** What goes wrong meanwhile. */
const failures = {
  nothing: () => undefined,
  graphRefuses: ({ desk }, text) =>
    order(desk, { kind: 'status', status: 400, code: text, message: text, match: { method: 'PATCH' } }),
  graphForbids: ({ desk }, text) => order(desk, { kind: 'status', status: 403, code: text, message: text }),
  graphFails: ({ desk }, text) => order(desk, { kind: 'status', status: 503, message: text }),
  graphThrottles: ({ desk }, text) => order(desk, { kind: 'throttle', message: text }),
  graphChallenges: ({ desk }, text) =>
    order(desk, { kind: 'claims', message: text, claims: JSON.stringify({ [text]: text }) }),
  graphBreaksOff: ({ desk }) => order(desk, { kind: 'reset', afterApply: true }),
  graphSendsAPage: ({ desk }) => order(desk, { kind: 'html' }),
  graphIsCut: ({ desk }) => order(desk, { kind: 'truncate' }),
  entraFails: ({ desk }) => {
    desk.sandbox.tokenService.forgetAll();
    desk.sandbox.entra.settings.faults.push({ status: 503 }, { status: 503 }, { status: 503 });
  },
  entraKnowsNoBot: ({ desk }) => {
    desk.sandbox.tokenService.forgetAll();
    desk.sandbox.entra.settings.secretExpired = true;
  },
  entraChallenges: ({ desk }) => {
    desk.sandbox.entra.settings.claimsChallenges = 2;
  },
  otherAccount: ({ desk }) => {
    desk.sandbox.tokenService.forgetAll();
    desk.sandbox.tokenService.settings.signInAs = people.employee.oid;
  },
  noToken: ({ desk, client }, text) => desk.sandbox.tokenService.keep(client.userId, text),
  teamsRefuses: ({ desk }) => desk.sandbox.teams.connector.faults.push({ status: 400 }, { status: 400 }),
  teamsKeepsNoCard: ({ desk }) => desk.sandbox.teams.connector.faults.push({ on: 'update', status: 400 }),
  teamsBreaksOff: ({ desk }) => desk.sandbox.teams.connector.faults.push({ reset: 'after' }),
  fileIsGone: ({ desk }) => desk.sandbox.teams.files.faults.push({ status: 404 }),
  storeCannotRead: ({ store }) => {
    store.fails = 'read';
  },
  storeCannotClaim: ({ store }) => {
    store.fails = 'claim';
  },
  storeCannotWrite: ({ store }) => {
    store.fails = 'write';
  },
} satisfies Record<string, (stage: Stage, text: string) => unknown>;

export interface Situation {
  readonly does: keyof typeof deeds;
  readonly fails: keyof typeof failures;
  /** Whether it goes wrong only once there is a card, where the deed begins with one. */
  readonly later: boolean;
}

export const does = Object.keys(deeds) as (keyof typeof deeds)[];
const fails = Object.keys(failures) as (keyof typeof failures)[];

/** In a quarter nothing goes wrong, so that everything is done many times. */
export const situation: fc.Arbitrary<Situation> = fc.record({
  does: fc.constantFrom(...does),
  fails: fc.oneof(fc.constant('nothing' as const), { weight: 3, arbitrary: fc.constantFrom(...fails) }),
  later: fc.boolean(),
});

/** All that can be done, all that can go wrong with a save, and what else leaves a line of its own. */
export const usualSituations: readonly Situation[] = [
  { does: 'probe', fails: 'storeCannotRead', later: false },
  { does: 'typeAhead', fails: 'graphForbids', later: true },
  { does: 'ask', fails: 'storeCannotClaim', later: true },
  ...does.map((one) => ({ does: one, fails: 'nothing' as const, later: false })),
  ...fails.map((one) => ({ does: 'save' as const, fails: one, later: true })),
];

/** What came of a situation. */
export interface Happened {
  /** What was logged and printed, each as it was written. */
  readonly written: readonly string[];
  /** What the bot said: to Teams as answers and by the connector, and to others. */
  readonly told: readonly string[];
  /** Why the deed could not be done; undefined where it was. */
  readonly hindered: unknown;
}

export interface Situations {
  readonly desk: DeskUnderTest;
  /**
   * Has it happen, with a text wherever there is room for one.
   * @param hold puts into the directory what it holds of the person whom it is about
   */
  happen(
    one: Situation,
    text: string,
    hold: (directory: DirectoryState, oid: string) => void,
  ): Promise<Happened>;
  close(): Promise<void>;
}

export async function startSituations(): Promise<Situations> {
  const printed: string[] = [];
  // Packages that the bot uses may print on their own.
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, method).mockImplementation(
      (...all) => void printed.push(`${all.map(String).join(' ')}\n`),
    );
  const store = failingStore();
  const desk = await startDesk({ store });
  const { sandbox } = desk;
  // Who may change how somebody signs in as well.
  const client = await desk.as(people.globalAdministrator);
  await (await desk.as(people.helpdeskAdministrator)).send('help');
  const conversationId = sandbox.teams.sampleConversations.channel;
  const inGroup = await desk.as(people.helpdeskAdministrator, { conversationId });
  const answers: string[] = [];
  let number = 0;

  const begin = async (): Promise<void> => {
    store.fails = undefined;
    for (const list of [
      sandbox.entra.settings.faults,
      sandbox.teams.connector.faults,
      sandbox.teams.files.faults,
      sandbox.teams.deliveries,
      sandbox.teams.connector.calls,
      answers,
      printed,
      desk.lines,
    ])
      list.length = 0;
    sandbox.graph.faults.clear();
    Object.assign(sandbox.entra.settings, { claimsChallenges: 0, secretExpired: false });
    Object.assign(sandbox.tokenService.settings, { silentSignIn: true, signInAs: undefined });
    for (const chat of sandbox.teams.conversations.values())
      for (const { id } of chat.snapshot().messages) chat.remove(id);
    for (const { userId } of [client, inGroup])
      sandbox.tokenService.keep(
        userId,
        await sandbox.entra.issueApiToken(userId === client.userId ? client.oid : inGroup.oid),
      );
  };

  return {
    desk,
    async happen({ does, fails, later }, text, hold) {
      await begin();
      hold(sandbox.graph.directory, target.oid);
      number += 1;
      let isWrong = false;
      const stage: Stage = {
        ...{ desk, client, inGroup, store, answers, number },
        goWrong() {
          if (isWrong) return;
          isWrong = true;
          failures[fails](stage, text);
        },
      };
      if (!later) stage.goWrong();
      const hindered = await deeds[does](stage, text).then(
        () => undefined,
        (error: unknown) => error,
      );
      await desk.app.idle();
      const told = [
        ...sandbox.teams.deliveries.map(({ body }) => JSON.stringify(body ?? '')),
        ...sandbox.teams.connector.calls.map(({ activity }) => JSON.stringify(activity ?? '')),
        ...answers,
      ];
      return { written: [...desk.lines, ...printed], told, hindered };
    },
    async close() {
      vi.restoreAllMocks();
      await desk.close();
    },
  };
}

function order({ sandbox }: DeskUnderTest, fault: Fault): void {
  sandbox.graph.faults.add({ times: 4, ...fault });
}
