import { expect } from 'vitest';
import { firstSections, sections } from '../../src/profile/fields.ts';
import { drawnPhoto } from '../../src/sandbox/graph/photo.ts';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { canaryPhone } from './canaries.ts';
import { actionOf, inputsOf, textOf } from './cards.ts';
import { type DeskUnderTest, press } from './desk.ts';
import type { FailingStore } from './failingStore.ts';
import { pressAndConfirm, show } from './writes.ts';

export interface Stage {
  readonly desk: DeskUnderTest;
  readonly client: TeamsClient;
  /** Somebody in a channel. */
  readonly inGroup: TeamsClient;
  readonly store: FailingStore;
  /** Another one each time, so that there is something to change. */
  readonly number: number;
  /** What was answered to what others sent. */
  readonly answers: string[];
  /** Has go wrong what is to, once, and at the latest now. */
  readonly goWrong: () => void;
}

const target = people.obrien;
const laterSections = sections.filter((section) => !firstSections.includes(section));

/** What people do, and what others send. Each throws where it could not be done: there was no card to go on with. */
export const deeds = {
  lookUp: async ({ client }, text) => await client.send(text),
  lookUpById: async ({ client }) => await onProfile(client),
  find: async ({ client }, text) => await client.send(`find ${text}`),
  history: async ({ client }, text) => await client.send(`history ${text}`),
  historyById: async ({ client }) => await client.send(`history ${target.oid}`),
  editMessage: async ({ client }, text) => await client.send(`${target.oid}: job title = ${text}`),
  save: async (stage, text) => await save(stage, { jobTitle: `${text} ${stage.number}`, $reason: text }),
  saveOther: async (stage) => await save(stage, { officeLocation: `Pier ${stage.number}` }),
  saveWrongly: async ({ client, goWrong }, text) => {
    await onProfile(client);
    goWrong();
    actionOf((await press(client, client.last(), 'Save', { usageLocation: text })).card, 'Save');
  },
  saveAndUndo: async (stage, text) => {
    const undone = await press(stage.client, await save(stage, { city: `${text} ${stage.number}` }), 'Undo');
    expect(textOf(undone.card)).toMatch(/^Undone\n/);
  },
  confirm: async (stage, text) => {
    const { accountEnabled } = inputsOf((await onProfile(stage.client)).card);
    await save(stage, { accountEnabled: String(accountEnabled !== 'true'), $reason: text });
  },
  openSections: async ({ client, goWrong }) => {
    let message = await onProfile(client);
    goWrong();
    for (const section of laterSections) message = await show(client, message, section);
  },
  saveAbout: async (stage, text) =>
    await save(stage, { aboutMe: `${text} ${stage.number}`, skills: text }, 'about'),
  saveSignInPhone: async (stage) => {
    const { client } = stage;
    const { 'phoneMethods/mobile': present } = inputsOf(
      (await show(client, await onProfile(client), 'signIn')).card,
    );
    const [one, other] = [4, 5].map((end) => `+31 6 ${canaryPhone}${end}`);
    const isOne = present?.replaceAll(' ', '') === one?.replaceAll(' ', '');
    await save(stage, { 'phoneMethods/mobile': (isOne ? other : one) ?? '' }, 'signIn');
  },
  typeAhead: async ({ client, goWrong }, text) => {
    const { id } = await onProfile(client);
    goWrong();
    await client.search(id, 'manager', text);
  },
  tamper: async ({ client, goWrong }, text) => {
    const { id, card } = await onProfile(client);
    goWrong();
    const { data } = actionOf(card, 'Save') as CardAction;
    await client.execute(id, { verb: text || 'x', data: { ...(data as object), [text]: text, id: text } });
  },
  photo: async ({ client, goWrong, number }, text) => {
    await client.send(`photo ${target.oid}`);
    goWrong();
    const bytes = Buffer.from(drawnPhoto(`${text}${number}`).bytes(48));
    await client.sendImage({ bytes, contentType: 'image/png', name: `${text}.png`, as: 'file' });
    expect(textOf((await press(client, client.last(), 'Save')).card)).toMatch(/^Saved\n/);
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
  ask: async ({ inGroup, goWrong, number }, text) => {
    await inGroup.sendMention(target.oid);
    const form = await press(inGroup, inGroup.last(), 'Ask for a change');
    goWrong();
    await press(inGroup, form, 'Ask for approval', { jobTitle: `${text} ${number}`, $reason: text });
  },
  probe: async ({ desk }) => await fetch(`${desk.url}/ready`),
  forge: async (stage, text) => await post(stage, text, `Bearer ${text.replace(/[^\x20-\x7e]/g, '')}`),
  sendGarbage: async (stage, text) => await post(stage, text),
  sendOddInvoke: async (stage, text) =>
    await postActivity(stage, { type: 'invoke', name: text, locale: text, value: { [text]: text } }),
  sendSignInFailure: async (stage, text) =>
    await postActivity(stage, { type: 'invoke', name: 'signin/failure', value: { code: text } }),
  sendFromNobody: async (stage, text) =>
    await postActivity(stage, { type: text.slice(0, 64), from: { id: text, name: text } }),
} satisfies Record<string, (stage: Stage, text: string) => Promise<unknown>>;

async function onProfile(client: TeamsClient): Promise<MessageView> {
  await client.send(target.oid);
  actionOf(client.last().card, 'Save');
  return client.last();
}

/** @param section that is opened before. @throws where it was not saved */
async function save(
  { client, goWrong }: Stage,
  typed: Readonly<Record<string, string>>,
  section?: string,
): Promise<MessageView> {
  let message = await onProfile(client);
  if (section) message = await show(client, message, section);
  goWrong();
  const saved = await pressAndConfirm(client, message, 'Save', typed);
  expect(textOf(saved.card)).toMatch(/^Saved\n/);
  return saved;
}

/** Sends the bot what Teams would not, with a token as Teams has it if no other is given. */
async function post({ desk, answers }: Stage, body: string, authorization?: string): Promise<void> {
  const { sandbox, url } = desk;
  const own = `Bearer ${await sandbox.channelTokens.sign(sandbox.serviceUrl)}`;
  const response = await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: authorization ?? own },
    body,
  });
  answers.push(await response.text());
}

/** Sends an activity as Teams does, but for something. */
async function postActivity(stage: Stage, odd: object): Promise<void> {
  const { desk, client } = stage;
  const account = desk.sandbox.graph.directory.byObjectId(client.oid);
  if (!account) throw new Error('The directory does not know who that is');
  const activity = desk.sandbox.teams.activityOf(account, { type: 'message', text: 'help' });
  await post(stage, JSON.stringify({ ...activity, ...odd }));
}
