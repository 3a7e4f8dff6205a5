import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Activity, TurnContext } from 'botbuilder';
import restify from 'restify';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import { type Log, withCorrelationId } from '../log.ts';
import { type AttributeValue, attributes } from '../telemetry/signals.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { ProfileDeskAdapter } from './adapter.ts';
import { type ActivityEnvelope, type Refusal, readActivity, refuseHeaders } from './gate.ts';
import { readBody } from './readBody.ts';
import type { Dependency } from './readiness.ts';

export interface ServerParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Telemetry;
  readonly adapter: ProfileDeskAdapter;
  readonly onTurn: (context: TurnContext) => Promise<void>;
  /** Names what is missing that the bot can't do without. */
  readonly missing: () => Promise<readonly Dependency['name'][]>;
}

/** Milliseconds for which a server that stops goes on to take requests, at most, while others are under way. */
const drainMs = 5_000;

/** The bot's HTTP server: its messages, and whether it is alive and ready. */
export function createServer(parts: ServerParts) {
  const { telemetry } = parts;
  let isStopping = false;
  const underWay = new Set<Promise<void>>();
  // restify's own name would be in a header of every answer.
  const server = restify.createServer({ name: '', handleUncaughtExceptions: false });
  // Node.js looks for what takes too long every half minute only, where it is not told otherwise.
  const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };
  Object.assign(server.server, timeouts);
  const send = (response: restify.Response, status: number, body?: unknown): void => {
    // A balancer that keeps its connections open learns from it to take another instance.
    // Who was too slow would go on to be.
    if (isStopping || status === 408) response.setHeader('Connection', 'close');
    if (body === undefined) response.send(status);
    else response.send(status, body);
  };
  // restify listens for upgrades and does nothing with them: the connection is nobody's then, its end an error that nobody
  // handles (restify 12 lib/server.js). Without a listener Node.js answers such a request as any other.
  server.server.removeAllListeners('upgrade');
  // restify makes a URL of the Host header outside of any try, and one that is no host would end the process
  // (restify 12 lib/router.js, lib/request.js).
  server.pre((request, response, next) => {
    try {
      request.getUrl();
      next();
    } catch {
      send(response, 400, { error: 'refused' });
      next(false);
    }
  });

  // restify's own answers name the method or the path of the request (restify 12 lib/router.js).
  server.on(
    'restifyError',
    (_request: unknown, response: restify.Response, error: { statusCode?: number }, done: () => void) => {
      send(response, error.statusCode ?? 500, { error: 'refused' });
      done();
    },
  );

  // Depends on nothing: whoever asks here would start the process anew, and that mends no other's outage.
  server.get('/live', async (_request, response) => {
    send(response, 200, { status: 'live' });
  });
  server.get('/ready', async (_request, response) => {
    if (isStopping) return send(response, 503, { status: 'stopping', missing: [] });
    const missing = await parts.missing();
    const isReady = missing.length === 0;
    send(response, isReady ? 200 : 503, { status: isReady ? 'ready' : 'not ready', missing });
  });
  server.post('/api/messages', async (request, response) => {
    const answering = withCorrelationId(randomUUID(), () =>
      telemetry.measure('turn', turnAttributes, async () => {
        const { status, body } = await answerMessage(request, parts);
        send(response, status, body);
      }),
    ).finally(() => underWay.delete(answering));
    underWay.add(answering);
    await answering;
  });

  return {
    server,
    /** Says that it is not ready. Listens on only while requests are under way, and ends with the last of them. */
    async stop(): Promise<void> {
      isStopping = true;
      const end = performance.now() + drainMs;
      while (underWay.size > 0 && performance.now() < end)
        await Promise.race([
          Promise.allSettled(underWay),
          wait(end - performance.now(), undefined, { ref: false }),
        ]);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.server.closeIdleConnections();
        // Those that are busy now are closed by their answer, and not kept open for another request.
        server.server.keepAliveTimeout = 1;
      });
    },
  };
}

const turnAttributes = {
  'http.request.method': 'POST',
  'url.scheme': 'http',
  'http.route': '/api/messages',
} as const;

interface MessageAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** Answers a request, and leaves one line about it: what the user quotes is found there. */
async function answerMessage(request: restify.Request, parts: ServerParts): Promise<MessageAnswer> {
  const { log, telemetry } = parts;
  const startedAt = performance.now();
  const answered = await answerActivity(request, parts);
  telemetry.note({ 'http.response.status_code': answered.status });
  if ('reason' in answered) {
    log.warn('request refused', { status: answered.status, reason: answered.reason });
    telemetry.count('refusals', { 'profile_desk.refusal.reason': answered.reason });
    return { status: answered.status, body: { error: 'refused' } };
  }
  const { activity, status } = answered;
  log.info('turn', { activity, status, ms: Math.round(performance.now() - startedAt) });
  return answered;
}

async function answerActivity(
  request: restify.Request,
  parts: ServerParts,
): Promise<Refusal | (MessageAnswer & { readonly activity: string })> {
  const { config, clock, adapter, onTurn, log, telemetry } = parts;
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
  const kind = kindOf(activity);
  telemetry.note({ 'profile_desk.activity': kind });
  try {
    const answer = await adapter.answer(activity as unknown as Activity, headers.authorization ?? '', onTurn);
    if (!answer) return { status: 401, reason: 'token' };
    return { status: answer.status, body: answer.body, activity: kind };
  } catch (error) {
    // The turn has its own last resort; this is for what fails around it.
    log.error('turn failed', { error });
    telemetry.note({ 'error.type': 'failed' });
    return { status: 200, activity: kind };
  }
}

type ActivityKind = AttributeValue<'profile_desk.activity'>;

/** The type, or an invoke's name: only what is known, since both are what was sent. */
function kindOf({ type, name }: ActivityEnvelope): ActivityKind {
  const sent = type === 'invoke' ? name : type;
  return attributes['profile_desk.activity'].find((known) => known === sent) ?? '_OTHER';
}
