import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { cardForAll, inGroup, settled } from '../support/groups.ts';
import { lookUp, show } from '../support/writes.ts';

// A change that one asks for and another approves.

const target = people.employee;
const dayMs = 24 * 60 * 60_000;
let now: number;
let desk: DeskUnderTest;
let agent: TeamsClient;
let admin: TeamsClient;
beforeEach(async () => {
  now = Date.parse('2026-03-02T09:00:00Z');
  desk = await startDesk({ clock: { now: () => now } });
});
afterEach(() => desk.close());

const person = () => desk.sandbox.graph.directory.person(target.oid) as unknown as Record<string, unknown>;
const writes = () =>
  desk.sandbox.graph.requests
    .filter(({ method }) => method === 'PATCH')
    .map(({ body, callerOid }) => ({ body, by: callerOid }));
const messagesWith = (client: TeamsClient, text: string) =>
  client.messages().filter((message) => JSON.stringify(message).includes(text));

/** The agent looks somebody up in the channel, and asks for another job title. @returns their own view then */
async function askInChannel(reason = 'T-7'): Promise<MessageView> {
  agent = await inGroup(desk, people.helpdeskAdministrator);
  admin = await inGroup(desk, people.userAdministrator);
  await agent.sendMention(target.displayName);
  await settled(desk, agent);
  const form = await press(agent, agent.last(), 'Ask for a change');
  expect(titlesOf(form.card)).toContain('Ask for approval');
  expect(titlesOf(form.card)).not.toContain('Save');
  return await press(agent, form, 'Ask for approval', { jobTitle: 'Chief Wrangler', $reason: reason });
}

/** The message of the request, as somebody in the channel has it. */
async function requestIn(client: TeamsClient): Promise<MessageView> {
  await settled(desk, client);
  const found = client.views().filter(({ card }) => titlesOf(card).includes('Review'));
  expect(found).toHaveLength(1);
  return found[0] as MessageView;
}

describe('a change that is asked for in a channel', () => {
  it('is made with the rights of the one who approves it, and the asker is told once', async () => {
    const asked = await askInChannel();
    expect(textOf(asked.card)).toContain('Waits for approval');
    expect(textOf(asked.card)).toContain('Chief Wrangler');
    expect(writes()).toEqual([]);
    const request = await requestIn(admin);
    const base = await cardForAll(desk, admin, request.id);
    expect(textOf(base)).toContain(`${people.helpdeskAdministrator.displayName}`);
    expect(textOf(base)).toContain('Job title');
    for (const hidden of ['Wrangler', 'T-7', target.userPrincipalName, String(person().jobTitle)])
      expect(JSON.stringify(base)).not.toContain(hidden);
    const review = await press(admin, request, 'Review');
    expect(textOf(review.card)).toContain('Chief Wrangler');
    expect(textOf(review.card)).toContain('T-7');
    // Somebody else's look takes nobody's view away.
    const second = await inGroup(desk, people.globalAdministrator);
    await press(second, second.view(request.id), 'Review');
    await desk.app.idle();
    expect(admin.view(request.id).card).toEqual(review.card);
    const approved = await press(admin, review, 'Approve');
    expect(textOf(approved.card)).toMatch(/^Saved\n/);
    expect(writes()).toEqual([{ body: { jobTitle: 'Chief Wrangler' }, by: people.userAdministrator.oid }]);
    expect(textOf(await cardForAll(desk, agent, request.id))).toContain(
      `Approved by ${people.userAdministrator.displayName}`,
    );
    // The asker's own card says so too, and all are told that the profile was changed.
    expect(textOf(agent.view(asked.id).card)).toContain('Approved by');
    const card = await cardForAll(desk, admin, asked.id);
    expect(textOf(card)).toContain(`Changed by ${people.userAdministrator.displayName}`);
    expect(textOf(card)).toContain('Job title');
    const told = messagesWith(agent, 'what you asked for');
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('Approved by');
    expect(told[0]?.threadId).toBe(agent.messages()[0]?.id);
    const personal = await desk.as(people.userAdministrator);
    await personal.send(`history ${target.userPrincipalName}`);
    expect(textOf(personal.last().card)).toContain(people.helpdeskAdministrator.displayName);
    // Whoever clicks again gets how it stands.
    const again = await press(admin, approved, 'Undo');
    expect(textOf(again.card)).toMatch(/^Undone\n/);
    await settled(desk, agent);
    expect(messagesWith(agent, 'what you asked for')).toHaveLength(1);
  });

  it('is posted once, however often it is asked for', async () => {
    agent = await inGroup(desk, people.helpdeskAdministrator);
    await agent.sendMention(target.displayName);
    await settled(desk, agent);
    const form = await press(agent, agent.last(), 'Ask for a change');
    const ask = actionOf(form.card, 'Ask for approval') as CardAction;
    const data = { ...(ask.data as object), ...inputsOf(form.card), jobTitle: 'Chief Wrangler' };
    await Promise.all([1, 2, 3].map(() => agent.execute(form.id, { ...ask, data })));
    await requestIn(agent);
  });

  it('is posted when its asker looks again, where Teams did not take it at first', async () => {
    agent = await inGroup(desk, people.helpdeskAdministrator);
    await agent.sendMention(target.displayName);
    await settled(desk, agent);
    const form = await press(agent, agent.last(), 'Ask for a change');
    desk.sandbox.teams.connector.faults.push({ status: 500 });
    const asked = await press(agent, form, 'Ask for approval', { jobTitle: 'Chief Wrangler' });
    await desk.app.idle();
    expect(desk.sandbox.teams.connector.faults).toEqual([]);
    now += 10_000;
    await press(agent, asked, 'Refresh');
    await requestIn(agent);
  });

  it('can be declined, with a reason that the asker sees', async () => {
    await askInChannel();
    const review = await press(admin, await requestIn(admin), 'Review');
    const declined = await press(admin, review, 'Decline', { $answer: 'Ask HR first' });
    expect(textOf(declined.card)).toContain('Declined by');
    const base = await cardForAll(desk, agent, review.id);
    expect(textOf(base)).toContain(`Declined by ${people.userAdministrator.displayName}`);
    expect(JSON.stringify(base)).not.toContain('HR');
    expect(messagesWith(agent, 'what you asked for')).toHaveLength(1);
    expect(writes()).toEqual([]);
  });

  it('can be withdrawn by the asker, who can’t approve it', async () => {
    await askInChannel();
    const request = await requestIn(agent);
    const own = await press(agent, request, 'Review');
    expect(titlesOf(own.card)).toEqual(['Withdraw', 'Refresh']);
    for (const verb of ['approve', 'decline']) {
      const withdraw = actionOf(own.card, 'Withdraw') as CardAction;
      const data = { ...(withdraw.data as object), $verb: verb };
      await agent.execute(request.id, { ...withdraw, verb, data });
      expect(writes()).toEqual([]);
    }
    const withdrawn = await press(agent, await requestIn(agent), 'Review');
    expect(textOf((await press(agent, withdrawn, 'Withdraw')).card)).toContain('Withdrawn by');
    expect(textOf(await cardForAll(desk, admin, request.id))).toContain('Withdrawn by');
    const late = await press(admin, admin.view(request.id), 'Open').catch(() => undefined);
    expect(late).toBeUndefined();
  });

  it('shows whoever decides whose wish it is, by the name that nobody else has', async () => {
    const { oid, displayName, userPrincipalName } = people.helpdeskAdministrator;
    await askInChannel();
    const requests = desk.sandbox.graph.requests.length;
    const review = await press(admin, await requestIn(admin), 'Review');
    expect(textOf(review.card)).toContain(`Asked by ${displayName}  ${userPrincipalName}`);
    expect(desk.sandbox.graph.requests.slice(requests).map(({ url }) => url)).toEqual(['/v1.0/$batch']);
    desk.sandbox.graph.faults.add({
      match: { pathIncludes: `/users/${oid}?` },
      kind: 'status',
      status: 404,
    });
    const second = await inGroup(desk, people.globalAdministrator);
    const unread = await press(second, await requestIn(second), 'Review');
    expect(textOf(unread.card)).toContain(`Asked by ${displayName}  ${oid}`);
  });

  it('stays what all see, where a policy keeps one of them from it even after a sign-in', async () => {
    await askInChannel();
    const request = await requestIn(admin);
    const before = await cardForAll(desk, admin, request.id);
    desk.sandbox.graph.faults.add({ kind: 'claims', status: 403, times: 2 });
    await press(admin, request, 'Review');
    await admin.signIn(request.id);
    expect(textOf(admin.view(request.id).card)).toContain('Conditional Access');
    expect(await cardForAll(desk, admin, request.id)).toEqual(before);
    expect(titlesOf((await press(admin, admin.view(request.id), 'Review')).card)).toContain('Approve');
  });

  it('tells a part that could not be read from one that is not the approver’s, and shows it at the next look', async () => {
    agent = await inGroup(desk, people.helpdeskAdministrator);
    admin = await inGroup(desk, people.userAdministrator);
    await agent.sendMention(target.displayName);
    await settled(desk, agent);
    const form = await show(agent, await press(agent, agent.last(), 'Ask for a change'), 'about');
    await press(agent, form, 'Ask for approval', { aboutMe: 'Wrangles' });
    const request = await requestIn(admin);
    desk.sandbox.graph.faults.add({
      match: { pathIncludes: 'aboutMe' },
      kind: 'throttle',
      retryAfterSeconds: 120,
    });
    const review = await press(admin, request, 'Review');
    expect(textOf(review.card)).toContain('Could not be read just now: About me');
    expect(textOf(review.card)).not.toContain('Your role');
    expect(JSON.stringify(review.card)).not.toContain('Wrangles');
    expect(titlesOf(review.card)).toEqual(['Refresh']);
    const again = await press(admin, review, 'Refresh');
    expect(textOf(again.card)).toContain('Wrangles');
    expect(titlesOf(again.card)).toEqual(['Approve', 'Decline']);
    desk.sandbox.graph.faults.add({
      match: { pathIncludes: 'aboutMe' },
      kind: 'throttle',
      retryAfterSeconds: 120,
    });
    const failed = await press(admin, again, 'Approve');
    expect(textOf(failed.card)).toContain('Could not be read just now: About me');
    // Nobody was refused.
    expect(desk.lines.filter((line) => line.includes('notApprover'))).toEqual([]);
  });

  it('shows no value to whoever has no role for it, and lets them decide nothing', async () => {
    await askInChannel();
    const reader = await inGroup(desk, people.globalReader);
    const review = await press(reader, await requestIn(reader), 'Review');
    expect(JSON.stringify(review.card)).not.toContain('Wrangler');
    expect(textOf(review.card)).toContain('Your role does not cover this');
    expect(titlesOf(review.card)).toEqual(['Refresh']);
    const refresh = actionOf(review.card, 'Refresh') as CardAction;
    for (const verb of ['approve', 'decline', 'withdraw']) {
      const requests = desk.sandbox.graph.requests.length;
      await reader.execute(review.id, {
        ...refresh,
        verb,
        data: { ...(refresh.data as object), $verb: verb },
      });
      // Read once, also where Graph says to wait before it is asked again.
      expect(desk.sandbox.graph.requests.length - requests, verb).toBe(verb === 'withdraw' ? 0 : 1);
    }
    expect(writes()).toEqual([]);
    expect(textOf(await cardForAll(desk, reader, review.id))).toContain('Waits for approval');
  });

  it('shows a conflict to the approver where the value changed since, and Keep mine approves it', async () => {
    await askInChannel();
    now += 60_000;
    desk.sandbox.graph.directory.update(target.oid, { jobTitle: 'Somebody else’s' });
    const review = await press(admin, await requestIn(admin), 'Review');
    const conflict = await press(admin, review, 'Approve');
    expect(titlesOf(conflict.card)).toEqual(['Keep mine', 'Take theirs', 'Cancel']);
    expect(writes()).toEqual([]);
    expect(textOf(await cardForAll(desk, agent, review.id))).toContain('is deciding');
    const kept = await press(admin, conflict, 'Keep mine');
    expect(textOf(kept.card)).toMatch(/^Saved\n/);
    expect(textOf(await cardForAll(desk, agent, review.id))).toContain('Approved by');
    expect(messagesWith(agent, 'what you asked for')).toHaveLength(1);
  });

  it('leads its approver back to the question that waits for them, once all is drawn anew', async () => {
    await askInChannel();
    desk.sandbox.graph.directory.update(target.oid, { jobTitle: 'Somebody else’s' });
    await press(admin, await press(admin, await requestIn(admin), 'Review'), 'Approve');
    const again = await press(admin, await requestIn(admin), 'Review');
    expect(titlesOf(again.card)).toEqual(['Keep mine', 'Take theirs', 'Cancel']);
    const second = await inGroup(desk, people.globalAdministrator);
    const others = await press(second, second.view(again.id), 'Review');
    expect(titlesOf(others.card)).toEqual(['Refresh']);
    expect(textOf((await press(admin, again, 'Keep mine')).card)).toMatch(/^Saved\n/);
    expect(textOf(await cardForAll(desk, agent, again.id))).toContain('Approved by');
  });

  it('leads its approver back to a save that nobody knows the end of, once all is drawn anew', async () => {
    await askInChannel();
    desk.sandbox.graph.faults.add({ match: { method: 'PATCH' }, kind: 'reset', afterApply: true });
    const unknown = await press(admin, await press(admin, await requestIn(admin), 'Review'), 'Approve');
    expect(textOf(unknown.card)).toMatch(/^Not known whether it was saved\n/);
    const again = await press(admin, await requestIn(admin), 'Review');
    expect(textOf(again.card)).toMatch(/^Not known whether it was saved\n/);
    expect(textOf((await press(admin, again, 'Show result')).card)).toMatch(/^Saved\n/);
    expect(textOf(await cardForAll(desk, agent, again.id))).toContain('Approved by');
    expect(writes()).toHaveLength(1);
  });

  it('leads its approver back to what they approved, to take it back; others see what it was', async () => {
    await askInChannel();
    await press(admin, await press(admin, await requestIn(admin), 'Review'), 'Approve');
    await settled(desk, admin);
    const approved = admin
      .views()
      .findLast(({ card }) => textOf(card).includes('Approved by')) as MessageView;
    const second = await inGroup(desk, people.globalAdministrator);
    const others = await press(second, second.view(approved.id), 'Open');
    expect(textOf(others.card)).toContain('Chief Wrangler');
    expect(titlesOf(others.card)).toEqual([]);
    const reader = await inGroup(desk, people.globalReader);
    expect(JSON.stringify((await press(reader, reader.view(approved.id), 'Open')).card)).not.toContain(
      'Wrangler',
    );
    const saved = await press(admin, admin.view(approved.id), 'Open');
    expect(textOf(saved.card)).toMatch(/^Saved\n/);
    expect(textOf((await press(admin, saved, 'Undo')).card)).toMatch(/^Undone\n/);
    await settled(desk, admin);
    expect(textOf((await press(admin, admin.view(approved.id), 'Open')).card)).toMatch(/^Undone\n/);
    // After a day there is nothing left to be taken back.
    now += 2 * dayMs;
    await settled(desk, admin);
    expect(titlesOf((await press(admin, admin.view(approved.id), 'Open')).card)).toEqual([]);
  });

  it('is approved once, however often and by whomever it is clicked', async () => {
    await askInChannel();
    const second = await inGroup(desk, people.globalAdministrator);
    const [one, two] = [
      await press(admin, await requestIn(admin), 'Review'),
      await press(second, await requestIn(second), 'Review'),
    ];
    const approve = (client: TeamsClient, view: MessageView) =>
      client.execute(view.id, actionOf(view.card, 'Approve') as CardAction);
    await Promise.all([approve(admin, one), approve(second, two), approve(admin, one)]);
    await settled(desk, agent);
    expect(writes()).toHaveLength(1);
    expect(messagesWith(agent, 'what you asked for')).toHaveLength(1);
  });

  it('expires after seven days', async () => {
    await askInChannel();
    const review = await press(admin, await requestIn(admin), 'Review');
    now += 7 * dayMs;
    await (await desk.as(people.userAdministrator)).send(people.obrien.userPrincipalName);
    const late = await press(admin, review, 'Approve');
    expect(textOf(late.card)).toContain('Expired');
    expect(writes()).toEqual([]);
    expect(textOf(await cardForAll(desk, admin, review.id))).toContain('Expired');
  });
});

describe('a change that is asked for in a personal chat', () => {
  beforeEach(async () => {
    agent = await desk.as(people.helpdeskAdministrator);
    admin = await inGroup(desk, people.userAdministrator);
  });
  const askFor = async () => {
    const form = await press(agent, await lookUp(agent, target.oid), 'Ask for a change');
    const action = actionOf(form.card, 'Ask for approval') as CardAction;
    const answer = await agent.submit(form.id, action, { jobTitle: 'Chief Wrangler' });
    return { message: agent.view(form.id), answer };
  };

  it('needs a channel that somebody chose who may approve', async () => {
    const { answer } = await askFor();
    expect(answer).toMatchObject({ kind: 'notice', text: expect.stringContaining('approvals here') });
    const inChannel = await inGroup(desk, people.helpdeskAdministrator);
    await inChannel.sendMention('approvals here');
    expect(inChannel.last().text).toContain('Only a User Administrator');
    await agent.send('approvals here');
    expect(agent.last().text).toContain('in a channel of a team');
  });

  it('appears in that channel, and its asker is told in their own chat', async () => {
    await admin.sendMention('approvals here');
    expect(admin.last().text).toContain('appear in this channel');
    const { message } = await askFor();
    expect(textOf(message.card)).toContain('Waits for approval');
    const request = await requestIn(admin);
    expect(JSON.stringify(await cardForAll(desk, admin, request.id))).not.toContain('Wrangler');
    const review = await press(admin, request, 'Review');
    expect(textOf((await press(admin, review, 'Approve')).card)).toMatch(/^Saved\n/);
    expect(writes()).toEqual([{ body: { jobTitle: 'Chief Wrangler' }, by: people.userAdministrator.oid }]);
    const { card } = await desk.stored(agent, message);
    expect(textOf(card)).toContain(`Approved by ${people.userAdministrator.displayName}`);
    expect(messagesWith(agent, 'what you asked for')).toHaveLength(1);
    expect(textOf(await cardForAll(desk, admin, request.id))).toContain('Approved by');
  });

  it('is offered where a save was refused for want of rights', async () => {
    desk.sandbox.entra.settings.roleClaims = false;
    const employee = await desk.as(people.obrien);
    const message = await lookUp(employee, target.oid);
    const refused = await press(employee, message, 'Save', { jobTitle: 'Chief Wrangler' });
    expect(textOf(refused.card)).toMatch(/^Not saved\n/);
    const form = await press(employee, refused, 'Ask for a change');
    expect(inputsOf(form.card)).toMatchObject({ jobTitle: 'Chief Wrangler' });
    expect(titlesOf(form.card)).toContain('Ask for approval');
  });
});
