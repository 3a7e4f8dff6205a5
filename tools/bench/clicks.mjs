import { Agent, request } from 'node:http';
import { mergeInputs } from '../../dist/sandbox/teams/cardInputs.js';
import { TeamsClient } from '../../dist/sandbox/teams/client.js';

/** Milliseconds until a click without an answer counts as failed. */
const patienceMs = 10_000;

/**
 * One person in Teams who has the bot installed and is signed in. What Teams itself needs (its client, the way to its
 * service) is left out: the clock starts when the activity is sent to the bot's door.
 */
export async function openChat(sandbox, oid, botUrl) {
  const endpoint = `${botUrl}/api/messages`;
  sandbox.setBotEndpoint(endpoint);
  const client = new TeamsClient({ baseUrl: sandbox.url, oid });
  await client.open();
  const account = sandbox.graph.directory.byObjectId(oid);
  const conversation = sandbox.teams.conversations.get(client.conversationId);

  /** @returns {Promise<{ message: object, at: number }>} the next message of the bot with a card, as it reaches Teams */
  const nextCard = (isWanted) => {
    const { promise, resolve, reject } = withResolvers();
    const timer = setTimeout(() => reject(new Error('No card came in time')), patienceMs);
    const stop = conversation.listen((event) => {
      const at = performance.now();
      if (event.type !== 'message' || cardOf(event.message) === undefined || !isWanted(event.message)) return;
      clearTimeout(timer);
      stop();
      resolve({ message: event.message, at });
    });
    return promise;
  };

  /** Sends an activity; making and signing it is not part of the time. */
  const send = async (outgoing) => {
    const activity = sandbox.teams.activityOf(account, outgoing);
    const body = JSON.stringify(activity);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      authorization: `Bearer ${await sandbox.channelTokens.sign(sandbox.serviceUrl)}`,
    };
    const startedAt = performance.now();
    const { status, text } = await post(endpoint, headers, body);
    const endedAt = performance.now();
    if (status !== 200) throw new Error(`The bot answered ${status}`);
    return { startedAt, endedAt, answer: text === '' ? undefined : JSON.parse(text) };
  };

  return {
    /** Signs the person in as Teams does, and gives the bot what it asks for only once. */
    signIn: (text) => client.send(text),
    close: () => client.close(),
    /** Removes a message, as a chat does that nobody scrolls back in. */
    remove: (messageId) => conversation.remove(messageId),

    /** @returns the card that answers a message, and the time from the message to its arrival in the chat */
    async say(text) {
      const arrived = nextCard(() => true);
      const [{ message, at }, { startedAt }] = await Promise.all([arrived, send({ type: 'message', text })]);
      return { ms: at - startedAt, messageId: message.id, card: cardOf(message) };
    },

    /** @returns the card that answers a click, and the time from the click to the answer */
    async press({ messageId, card }, title, typed = {}) {
      const action = buttonOf(card, title);
      if (!action)
        throw new Error(`The card has no button “${title}”: ${JSON.stringify(card).slice(0, 500)}`);
      const data = mergeInputs(card, action, typed, 'leavesEmptyOut');
      const value = { action: { type: 'Action.Execute', verb: action.verb, data }, trigger: 'manual' };
      // The stored message follows the answer; what comes next waits for it, but it is not part of the time.
      const stored = nextCard(({ id }) => id === messageId);
      const [, { startedAt, endedAt, answer }] = await Promise.all([
        stored,
        send({ type: 'invoke', name: 'adaptiveCard/action', value, replyToId: messageId }),
      ]);
      return { ms: endedAt - startedAt, messageId, card: answer?.value };
    },
  };
}

const agent = new Agent({ keepAlive: true });

/** By nothing but Node's http client, as the requests that the time is compared with. */
function post(url, headers, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function cardOf(message) {
  return message.attachments.find(
    ({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive',
  )?.content;
}

function buttonOf(node, title) {
  if (typeof node !== 'object' || node === null) return undefined;
  if (node.type === 'Action.Execute' && node.title === title) return node;
  for (const inner of Object.values(node)) {
    const found = buttonOf(inner, title);
    if (found) return found;
  }
  return undefined;
}

function withResolvers() {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
}
