import fc from 'fast-check';
import { vi } from 'vitest';
import type { Fault } from '../../src/sandbox/graph/faults.ts';
import { drawnPhoto } from '../../src/sandbox/graph/photo.ts';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf } from './cards.ts';
import { type DeskUnderTest, press, startDesk } from './desk.ts';
import { type FailingStore, failingStore } from './failingStore.ts';

// One text in every place that a text can come to the bot from, whatever is done and whatever goes wrong meanwhile.

const target = people.obrien;

/** What people do, and what others send. */
const deeds = {
  lookUp: async ({ client }, text) => await client.send(text),
  lookUpById: async ({ client }) => await client.send(target.oid),
  find: async ({ client }, text) => await client.send(`find ${text}`),
  history: async ({ client }, text) => await client.send(`history ${text}`),
  historyById: async ({ client }) => await client.send(`history ${target.oid}`),
  editMessage: async ({ client }, text) => await client.send(`${target.oid}: job title = ${text}`),
  save: async ({ client }, text) => await onProfile(client, 'Save', { jobTitle: text, $reason: text }),
  saveWrongly: async ({ client }, text) => await onProfile(client, 'Save', { usageLocation: text }),
  saveAndUndo: async ({ client }, text) =>
    await press(client, await onProfile(client, 'Save', { city: text }), 'Undo'),
  confirm: async ({ client }, text) =>
    await press(
      client,
      await onProfile(client, 'Save', { accountEnabled: 'false', $reason: text }),
      'Confirm',
    ),
  typeAhead: async ({ client }, text) => {
    await client.send(target.oid);
    await client.search(client.last().id, 'manager', text);
  },
  tamper: async ({ client }, text) => {
    await client.send(target.oid);
    const { id, card } = client.last();
    const { data } = actionOf(card, 'Save') as CardAction;
    await client.execute(id, { verb: text || 'x', data: { ...(data as object), [text]: text, id: text } });
  },
  photo: async ({ client }, text) => {
    await client.send(`photo ${target.oid}`);
    const bytes = Buffer.from(drawnPhoto(text).bytes(48));
    await client.sendImage({ bytes, contentType: 'image/png', name: `${text}.png`, as: 'file' });
    await press(client, client.last(), 'Save');
  },
  signIn: async ({ desk, client }, text) => {
    desk.sandbox.tokenService.settings.silentSignIn = false;
    desk.sandbox.tokenService.forgetAll();
    await client.send(text);
    await client.completeSignIn(client.last().id, text);
    await client.signIn(client.last().id);
  },
  signOut: async ({ client }) => await client.send('sign out'),
  inGroup: async ({ inGroup }, text) => await inGroup.sendMention(text),
  ask: async ({ inGroup }, text) => {
    await inGroup.sendMention(target.userPrincipalName);
    const form = await press(inGroup, inGroup.last(), 'Ask for a change');
    await press(inGroup, form, 'Ask for approval', { jobTitle: text, $reason: text });
  },
  forge: async ({ desk }, text) => await post(desk, text, `Bearer ${text.replace(/[^\x20-\x7e]/g, '')}`),
  sendGarbage: async ({ desk }, text) => await post(desk, text),
  sendOddInvoke: async (stage, text) =>
    await postActivity(stage, { type: 'invoke', name: text, locale: text, value: { [text]: text } }),
  sendSignInFailure: async (stage, text) =>
    await postActivity(stage, { type: 'invoke', name: 'signin/failure', value: { code: text } }),
  sendFromNobody: async (stage, text) =>
    await postActivity(stage, { type: text.slice(0, 64), from: { id: text, name: text } }),
} satisfies Record<string, (stage: Stage, text: string) => Promise<unknown>>;

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
  entraChallenges: ({ desk }) => {
    desk.sandbox.entra.settings.claimsChallenges = 2;
  },
  otherAccount: ({ desk }) => {
    desk.sandbox.tokenService.forgetAll();
    desk.sandbox.tokenService.settings.signInAs = people.employee.oid;
  },
  noToken: ({ desk, client }, text) => desk.sandbox.tokenService.keep(client.userId, text),
  teamsRefuses: ({ desk }) => desk.sandbox.teams.connector.faults.push({ status: 400 }, { status: 400 }),
  teamsBreaksOff: ({ desk }) => desk.sandbox.teams.connector.faults.push({ reset: 'after' }),
  fileIsGone: ({ desk }) => desk.sandbox.teams.files.faults.push({ status: 404 }),
  storeCannotRead: ({ store }) => {
    store.fails = 'read';
  },
  storeCannotWrite: ({ store }) => {
    store.fails = 'write';
  },
} satisfies Record<string, (stage: Stage, text: string) => unknown>;

export interface Situation {
  readonly does: keyof typeof deeds;
  readonly fails: keyof typeof failures;
}

const does = Object.keys(deeds) as (keyof typeof deeds)[];
const fails = Object.keys(failures) as (keyof typeof failures)[];

export const situation: fc.Arbitrary<Situation> = fc.record({
  does: fc.constantFrom(...does),
  fails: fc.constantFrom(...fails),
});

/** All that can be done, and all that can go wrong with a save. */
export const usualSituations: readonly Situation[] = [
  ...does.map((one) => ({ does: one, fails: 'nothing' as const })),
  ...fails.map((one) => ({ does: 'save' as const, fails: one })),
];

interface Stage {
  readonly desk: DeskUnderTest;
  readonly client: TeamsClient;
  /** Somebody in a channel. */
  readonly inGroup: TeamsClient;
  readonly store: FailingStore;
}

export interface Situations {
  readonly desk: DeskUnderTest;
  /**
   * Has it happen, with a text wherever there is room for one.
   * @param profile what the directory holds of the person whom it is about
   * @returns what was logged and printed meanwhile, each as it was written
   */
  happen(one: Situation, text: string, profile: Readonly<Record<string, unknown>>): Promise<string[]>;
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
  const client = await desk.as(people.userAdministrator);
  await (await desk.as(people.helpdeskAdministrator)).send('help');
  const conversationId = sandbox.teams.sampleConversations.channel;
  const inGroup = await desk.as(people.helpdeskAdministrator, { conversationId });
  const stage: Stage = { desk, client, inGroup, store };

  const begin = async (): Promise<void> => {
    store.fails = undefined;
    for (const list of [
      sandbox.entra.settings.faults,
      sandbox.teams.connector.faults,
      sandbox.teams.files.faults,
    ])
      list.length = 0;
    sandbox.graph.faults.clear();
    sandbox.entra.settings.claimsChallenges = 0;
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
    async happen({ does, fails }, text, profile) {
      await begin();
      sandbox.graph.directory.update(target.oid, profile);
      desk.lines.length = 0;
      printed.length = 0;
      failures[fails](stage, text);
      // What the bot answers is the matter of others; here it may be that there is no card to go on with.
      await deeds[does](stage, text).catch(() => undefined);
      await desk.app.idle();
      return [...desk.lines, ...printed];
    },
    async close() {
      vi.restoreAllMocks();
      await desk.close();
    },
  };
}

async function onProfile(
  client: TeamsClient,
  title: string,
  typed: Readonly<Record<string, string>>,
): Promise<MessageView> {
  await client.send(target.oid);
  return await press(client, client.last(), title, typed);
}

function order({ sandbox }: DeskUnderTest, fault: Fault): void {
  sandbox.graph.faults.add({ times: 4, ...fault });
}

/** Sends the bot what Teams would not, with a token as Teams has it if no other is given. */
async function post({ sandbox, url }: DeskUnderTest, body: string, authorization?: string): Promise<void> {
  const own = `Bearer ${await sandbox.channelTokens.sign(sandbox.serviceUrl)}`;
  await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: authorization ?? own },
    body,
  });
}

/** Sends an activity as Teams does, but for something. */
async function postActivity({ desk, client }: Stage, odd: object): Promise<void> {
  const account = desk.sandbox.graph.directory.byObjectId(client.oid);
  if (!account) throw new Error('The directory does not know who that is');
  const activity = desk.sandbox.teams.activityOf(account, { type: 'message', text: 'help' });
  await post(desk, JSON.stringify({ ...activity, ...odd }));
}
