// The measure of comparison: Graph's requests, one after another, by nothing but Node's https client. In a thread of its
// own, as the bot is in a process of its own, so that the stand-ins' work does not slow it down.
import { Agent, request } from 'node:https';
import { parentPort, workerData } from 'node:worker_threads';

const { graph, ca, exchange } = workerData;
const agent = new Agent({ keepAlive: true, ca });
const answer = await send(new URL(exchange.url), 'POST', exchange.form, {
  'content-type': 'application/x-www-form-urlencoded',
});
const authorization = `Bearer ${JSON.parse(answer).access_token}`;

parentPort.on('message', async (requests) => {
  try {
    const startedAt = performance.now();
    const sizes = [];
    for (const { method, path, body } of requests) {
      const received = await send(new URL(path, graph), method, body, {
        authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      });
      sizes.push({ sent: Buffer.byteLength(body ?? ''), received: received.length });
    }
    parentPort.postMessage({ ms: performance.now() - startedAt, sizes });
  } catch (error) {
    parentPort.postMessage({ problem: String(error) });
  }
});

/** @returns {Promise<Buffer>} the body of the answer */
function send(url, method, body, headers) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = request(url, { method, agent, headers: { ...headers, ...length } }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode < 300) resolve(Buffer.concat(chunks));
        else reject(new Error(`${response.statusCode} to ${method} ${url.pathname}`));
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
