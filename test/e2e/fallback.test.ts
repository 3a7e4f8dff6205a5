import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/graph/faults.ts';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';

// A client that knows no Action.Execute sends its fallback, an Action.Submit: a message with a value and no text.
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/overview

const target = people.obrien;
const minuteMs = 60_000;
let now: number;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeEach(async () => {
  now = Date.now();
  desk = await startDesk({ clock: { now: () => now } });
  client = await desk.as(people.userAdministrator);
});
afterEach(() => desk.close());

const person = () => desk.sandbox.graph.directory.person(target.oid);
const update = (changes: object) => desk.sandbox.graph.directory.update(target.oid, { ...changes });
const patches = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');

type Way = 'Execute' | 'Submit';
type Click = (title: string, typed?: Readonly<Record<string, string>>) => Promise<void>;

/** Clicks a button of a message as a client does that knows Action.Execute, or as one that does not. */
async function clickBy(
  way: Way,
  id: string,
  title: string,
  typed: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const action = actionOf(client.shown(id), title) as CardAction;
  if (way === 'Execute') await client.submit(id, action, typed);
  else await client.submitFallback(id, action, typed);
  await desk.app.idle();
  // What is stored is what stays, for both.
  await client.reload();
  return client.view(id).card;
}

/** Does a job on a fresh message, and tells what could be seen after each click, in the chat and at Graph. */
async function transcriptOf(way: Way, start: string, job: (click: Click) => Promise<void>) {
  await client.send(start);
  const { id } = client.last();
  const steps: object[] = [];
  const before = patches().length;
  await job(async (title, typed) => {
    desk.graphCalls();
    const messages = client.messages().length;
    const card = await clickBy(way, id, title, typed);
    steps.push({
      title,
      text: textOf(card).replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '<id>'),
      buttons: titlesOf(card),
      inputs: inputsOf(card),
      calls: desk.graphCalls(),
      newMessages: client.messages().length - messages,
    });
  });
  return {
    steps,
    writes: patches()
      .slice(before)
      .map(({ body }) => body),
  };
}

const original = { jobTitle: 'Quay Clerk', department: 'Harbor', businessPhones: ['+31 10 555 0199'] };
const lost: Fault = { match: { method: 'PATCH' }, kind: 'reset', afterApply: true };

const jobs: Record<
  string,
  { start?: string; job: (click: Click) => Promise<void>; writes: object[]; says: string }
> = {
  'Open of a list': {
    start: 'Anna Smith',
    job: async (click) => await click('Open'),
    writes: [],
    says: people.annaSmith.userPrincipalName,
  },
  Save: {
    job: async (click) => await click('Save', { jobTitle: 'Dock Master', businessPhones: '' }),
    writes: [{ jobTitle: 'Dock Master', businessPhones: [] }],
    says: 'Saved',
  },
  'Save without a change': {
    job: async (click) => await click('Save'),
    writes: [],
    says: 'Nothing was changed',
  },
  'Save with something wrong': {
    job: async (click) => await click('Save', { usageLocation: 'Atlantis', jobTitle: 'Dock Master' }),
    writes: [],
    says: 'No country of that name',
  },
  'Undo and Edit again': {
    job: async (click) => {
      await click('Save', { jobTitle: 'Dock Master' });
      await click('Undo');
      await click('Edit again');
    },
    writes: [{ jobTitle: 'Dock Master' }, { jobTitle: original.jobTitle }],
    says: 'Undone',
  },
  'Keep mine': {
    job: async (click) => {
      update({ jobTitle: 'Pilot' });
      await click('Save', { jobTitle: 'Dock Master', department: 'Quays' });
      await click('Keep mine');
    },
    writes: [{ jobTitle: 'Dock Master', department: 'Quays' }],
    says: 'Somebody else changed this meanwhile',
  },
  'Take theirs': {
    job: async (click) => {
      update({ jobTitle: 'Pilot' });
      await click('Save', { jobTitle: 'Dock Master', department: 'Quays' });
      await click('Take theirs');
    },
    writes: [{ department: 'Quays' }],
    says: 'Somebody else changed this meanwhile',
  },
  Confirm: {
    job: async (click) => {
      await click('Save', { accountEnabled: 'false' });
      await click('Confirm');
      await click('Undo');
      await click('Confirm');
    },
    writes: [{ accountEnabled: false }, { accountEnabled: true }],
    says: 'Confirm this change',
  },
  Cancel: {
    job: async (click) => {
      await click('Save', { accountEnabled: 'false' });
      await click('Cancel');
      await click('Edit again');
      await click('Cancel', { jobTitle: 'Dock Master' });
    },
    writes: [],
    says: 'Cancelled. Nothing was saved.',
  },
  'Show result': {
    job: async (click) => {
      desk.sandbox.graph.faults.add(lost);
      await click('Save', { jobTitle: 'Dock Master' });
      await click('Show result');
    },
    writes: [{ jobTitle: 'Dock Master' }],
    says: 'Not known whether it was saved',
  },
};

describe('a client without Action.Execute', () => {
  it.each(Object.entries(jobs))('%s ends as it does with Action.Execute', async (_name, expected) => {
    const { start = target.oid, job, writes, says } = expected;
    update({ ...original, accountEnabled: true });
    const byExecute = await transcriptOf('Execute', start, job);
    const afterExecute = person();
    update({ ...original, accountEnabled: true });
    // What the bot wrote longer than ten minutes ago is not laid over what is read any more.
    now += 11 * minuteMs;
    const bySubmit = await transcriptOf('Submit', start, job);
    expect(bySubmit).toEqual(byExecute);
    expect(bySubmit.writes).toEqual(writes);
    expect(JSON.stringify(bySubmit.steps)).toContain(says);
    expect(person()).toEqual(afterExecute);
  });

  it.each(['silent', 'consentNeeded', 'unsupported'] as const)(
    'who is not signed in signs in, and what was typed is saved (%s)',
    async (ssoMode) => {
      update(original);
      await client.send(target.oid);
      const { id } = client.last();
      desk.sandbox.tokenService.forgetAll();
      desk.sandbox.teams.settings.ssoMode = ssoMode;
      desk.graphCalls();
      await client.submitFallback(id, actionOf(client.shown(id), 'Save') as CardAction, {
        jobTitle: 'Dock Master',
        businessPhones: '',
      });
      if (ssoMode !== 'silent') {
        const asked = client.last();
        expect(asked.signInButton?.title).toBe('Sign in');
        expect(desk.graphCalls()).toEqual([]);
        await client.signIn(asked.id);
      }
      expect(patches().map(({ body }) => body)).toEqual([{ jobTitle: 'Dock Master', businessPhones: [] }]);
      expect(person()).toMatchObject({ jobTitle: 'Dock Master', businessPhones: [] });
      await desk.app.idle();
      await client.reload();
      expect(textOf(client.view(id).card)).toMatch(/^Saved\n/);
      expect(titlesOf(client.view(id).card)).toContain('Undo');
    },
  );

  it('nothing is saved where somebody goes on to something else instead of signing in', async () => {
    await client.send(target.oid);
    const { id } = client.last();
    desk.sandbox.tokenService.forgetAll();
    desk.sandbox.teams.settings.ssoMode = 'consentNeeded';
    await clickBy('Submit', id, 'Save', { jobTitle: 'Dock Master' });
    await client.send('cancel');
    expect(client.last().text).toBe('Cancelled.');
    desk.sandbox.teams.settings.ssoMode = 'silent';
    await client.send(target.oid);
    expect(textOf(client.last().card)).toContain(target.userPrincipalName);
    expect(patches()).toEqual([]);
    // The card is still good.
    await clickBy('Submit', id, 'Save', { jobTitle: 'Dock Master' });
    expect(person()?.jobTitle).toBe('Dock Master');
  });

  it('gets the answer as a new message where the old one is gone', async () => {
    await client.send(target.oid);
    const { id } = client.last();
    desk.sandbox.teams.connector.faults.push({ on: 'update', status: 404 });
    await client.submitFallback(id, actionOf(client.shown(id), 'Save') as CardAction, {
      jobTitle: 'Dock Master',
    });
    expect(client.last().id).not.toBe(id);
    expect(textOf(client.last().card)).toMatch(/^Saved\n/);
  });

  it('says that it is saving where that takes long, and the message changes when it is done', async () => {
    await desk.close();
    desk = await startDesk({ deadlines: { messageMs: 2_000 } });
    client = await desk.as(people.userAdministrator);
    await client.send(target.oid);
    const { id } = client.last();
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'delay', ms: 2_500 });
    await client.submitFallback(id, actionOf(client.shown(id), 'Save') as CardAction, {
      jobTitle: 'Dock Master',
    });
    expect(textOf(client.view(id).card)).toMatch(/^Saving…/);
    expect(titlesOf(client.view(id).card)).toEqual(['Show result']);
    await desk.app.idle();
    await client.reload();
    expect(textOf(client.view(id).card)).toMatch(/^Saved\n/);
    expect(patches()).toHaveLength(1);
  });
});
