import { randomUUID } from 'node:crypto';
import type { Activity, TurnContext } from 'botbuilder';
import restify from 'restify';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { type Log, withCorrelationId } from '../log.ts';
import type { ProfileDeskAdapter } from './adapter.ts';
import { type Refusal, readActivity, refuseHeaders } from './gate.ts';
import { readBody } from './readBody.ts';

export interface ServerParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly adapter: ProfileDeskAdapter;
  readonly onTurn: (context: TurnContext) => Promise<void>;
  /** Rejects where something that the bot can't do without is missing. */
  readonly checkReady: () => Promise<void>;
}

/** The bot's HTTP server: its messages, and whether it is alive and ready. */
export function createServer(parts: ServerParts): restify.Server {
  const { log } = parts;
  // restify's own name would be in a header of every answer.
  const server = restify.createServer({ name: '', handleUncaughtExceptions: false });
  server.server.headersTimeout = 10_000;
  server.server.requestTimeout = 30_000;
  server.get('/live', async (_request, response) => {
    response.send(200, { status: 'live' });
  });
  server.get('/ready', async (_request, response) => {
    const ready = await parts.checkReady().then(
      () => true,
      (error: unknown) => {
        log.error('not ready', { error });
        return false;
      },
    );
    response.send(ready ? 200 : 503, {
      status: ready ? 'ready' : 'not ready',
      missing: ready ? [] : ['storage'],
    });
  });
  const messages = async (request: restify.Request, response: restify.Response): Promise<void> => {
    await withCorrelationId(randomUUID(), async () => {
      const answered = await answerMessage(request, parts);
      if ('reason' in answered) {
        log.warn('request refused', { status: answered.status, reason: answered.reason });
        response.send(answered.status, { error: 'refused' });
      } else if (answered.body === undefined) response.send(answered.status);
      else response.send(answered.status, answered.body);
    });
  };
  server.post('/api/messages', messages);
  return server;
}

async function answerMessage(
  request: restify.Request,
  parts: ServerParts,
): Promise<Refusal | { status: number; body?: unknown }> {
  const { config, clock, adapter, onTurn, log } = parts;
  const { headers, method = '' } = request;
  const refused = refuseHeaders({ method, headers }, config, clock);
  if (refused) {
    request.resume();
    return refused;
  }
  const body = await readBody(request);
  if (typeof body !== 'string') return body;
  const activity = readActivity(body, config);
  if ('reason' in activity) return activity as Refusal;
  try {
    const answer = await adapter.answer(activity as unknown as Activity, headers.authorization ?? '', onTurn);
    if (!answer) return { status: 401, reason: 'token' };
    return { status: answer.status, body: answer.body };
  } catch (error) {
    // The turn has its own last resort; this is for what fails around it.
    log.error('turn failed', { error });
    return { status: 200 };
  }
}
