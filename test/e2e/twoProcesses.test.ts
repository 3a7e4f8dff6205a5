import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { CardAction, MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { startAzurite } from '../support/azurite.ts';
import { type BotProcess, startBot } from '../support/botProcess.ts';
import { actionOf, inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { saveButtonOf } from '../support/crashDesk.ts';
import { press } from '../support/desk.ts';
import { delayPatch, openChat, startServices } from '../support/processDesk.ts';

let sandbox: Sandbox;
let bots: readonly BotProcess[];
let client: TeamsClient;
beforeAll(async () => {
  sandbox = await startServices();
  const { url, connectionString } = await (await startAzurite()).createContainer();
  const environment = { STORAGE: url, STORAGE_CONNECTION_STRING: connectionString };
  bots = await Promise.all([startBot(sandbox, environment), startBot(sandbox, environment)]);
  client = await openChat(sandbox);
});

const writes = () =>
  sandbox.graph.requests.filter(({ method }) => method === 'PATCH').map(({ body }) => body);

/** Gives a click to each of the processes at the same time, each time under a new id. @returns what they answer */
async function clickOnAll(messageId: string, action: CardAction): Promise<string[]> {
  const earlier = sandbox.teams.deliveries.findLast(
    ({ activity }) => activity.name === 'adaptiveCard/action',
  );
  const token = await sandbox.channelTokens.sign(sandbox.serviceUrl);
  const answers = bots.map(async ({ url }) => {
    const value = {
      action: { type: 'Action.Execute', verb: action.verb, data: action.data },
      trigger: 'manual',
    };
    const response = await fetch(`${url}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ ...earlier?.activity, id: `f:${randomUUID()}`, replyToId: messageId, value }),
    });
    const { value: card } = (await response.json()) as { value: unknown };
    return textOf(card);
  });
  return await Promise.all(answers);
}

describe('two processes on the same store', () => {
  it.each([1, 2, 3])(
    'write once for a double click that reaches both, and both tell the outcome (%i)',
    async () => {
      await client.send(people.obrien.oid);
      const form = client.last();
      // One click through the chat, so that there is one of Teams' own to repeat: nothing is changed by it.
      await press(client, form, 'Save');
      const before = writes().length;
      const typed = { jobTitle: `Harbor Master ${before}` };
      delayPatch(sandbox, 200);
      for (const text of await clickOnAll(form.id, saveButtonOf(form, typed)))
        expect(text).toMatch(/^Saved\n/);
      expect(writes().slice(before)).toEqual([typed]);

      // The second of them finds that the first has taken it back, and does not do it again.
      const outcome = await reloaded(form.id);
      const undo = actionOf(outcome.card, 'Undo') as CardAction;
      for (const text of await clickOnAll(form.id, undo)) expect(text).toMatch(/^Undone\n/);
      expect(writes().slice(before + 1)).toEqual([{ jobTitle: inputsOf(form.card).jobTitle }]);
    },
  );
});

/** The message as it is stored. */
async function reloaded(messageId: string): Promise<MessageView> {
  await client.reload();
  return await client.waitFor((chat) => {
    const view = chat.view(messageId);
    return titlesOf(view.card).includes('Undo') && view;
  });
}
