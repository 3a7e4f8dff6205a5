import { randomUUID } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';

/** Conversations at once, each of one person. */
export const atOnce = 10;

/** Where bots send what they answer: takes it, and does no more. @returns its address, and how to close it. */
export async function startConnector() {
  const server = createServer((incoming, response) => {
    incoming.resume();
    incoming.once('end', () => response.setHeader('content-type', 'application/json').end('{"id":"1"}'));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}/`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/**
 * Says `help` to a bot, in ten conversations at once, as often as wanted.
 * @param {object} activity a message as Teams sends it @param {string} token the channel's, for its service URL
 * @returns {Promise<number>} turns per second
 */
export async function turnsPerSecond(botUrl, activity, token, turns) {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  let left = turns;
  const talk = async () => {
    const conversation = { ...activity.conversation, id: `a:${randomUUID()}` };
    const from = { ...activity.from, id: `29:${randomUUID()}`, aadObjectId: randomUUID() };
    while (left > 0) {
      left -= 1;
      const body = JSON.stringify({ ...activity, conversation, from, id: randomUUID(), text: 'help' });
      const status = await post(`${botUrl}/api/messages`, agent, headers, body);
      if (status !== 200) throw new Error(`The bot answered ${status}`);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: atOnce }, talk));
  agent.destroy();
  return turns / ((performance.now() - startedAt) / 1000);
}

function post(url, agent, headers, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
