import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, VerifyToken } from '../types.ts';
import { type BatchItemAnswer, readBatch, runBatch } from './batch.ts';
import { type GraphCall, type GraphSettings, readTarget } from './call.ts';
import { authenticate, authorized, type Caller } from './caller.ts';
import { DirectoryState } from './directory.ts';
import { errorBody, GraphError, methodNotAllowed, type RequestIds, unreadable } from './errors.ts';
import { type Fault, FaultPlan } from './faults.ts';
import { type Outcome, runWithFault, type Transport } from './faultyRun.ts';
import { type GraphRequestRecord, newRecord } from './requestRecord.ts';
import { answerCall } from './routes.ts';
import { type PersonSeed, samplePeople } from './sampleSeeds.ts';
import { clientGone, headersOf, readBody, send } from './wire.ts';

export type { GraphSettings } from './call.ts';
export type { DirectoryState, DirectoryUser } from './directory.ts';
export type { Fault, FaultMatch, FaultPlan, FaultRequest } from './faults.ts';
export type { GraphRequestRecord } from './requestRecord.ts';

export interface GraphStandInOptions {
  readonly clock: Clock;
  readonly verifyToken: VerifyToken;
  /** Own address without a path, such as `https://localhost:1`, which its tokens are for. */
  readonly audience: () => string;
  /** Those whom the directory begins with; the sample company if left out. */
  readonly people?: readonly PersonSeed[];
  readonly settings?: Partial<GraphSettings>;
}

export interface GraphStandIn {
  /** @param env the bindings of @hono/node-server, so that a connection can be reset. */
  readonly fetch: (request: Request, env?: unknown) => Promise<Response>;
  readonly directory: DirectoryState;
  /** What arrived, in order. */
  readonly requests: GraphRequestRecord[];
  readonly faults: FaultPlan;
  /** May be changed at any time. */
  readonly settings: GraphSettings;
}

const version = '/v1.0';

/** The worst first. */
const worst: readonly Transport[] = ['reset', 'html', 'broken', 'truncated'];

/** A request on its way, alone or in a batch. */
interface Arrival {
  readonly method: string;
  /** Behind the version. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A stand-in for Microsoft Graph v1.0, as far as people go: https://learn.microsoft.com/graph/api/resources/users. */
export function createGraph(options: GraphStandInOptions): GraphStandIn {
  const { clock, verifyToken, audience } = options;
  const settings: GraphSettings = {
    latencyMs: 0,
    readLagMs: 0,
    indexLagMs: 0,
    auditLagMs: 0,
    masksSignInPhones: true,
    sharePointTakesOthers: true,
    turn: async () => undefined,
    ...options.settings,
  };
  const directory = new DirectoryState(clock, options.people ?? samplePeople);
  const faults = new FaultPlan();
  const requests: GraphRequestRecord[] = [];

  async function respond(request: Request, env?: unknown): Promise<Response> {
    const gone = clientGone(request, env);
    const url = new URL(request.url);
    const ids = idsOf(request.headers);
    const caller = await authenticate(request.headers, verifyToken, audience());
    const { method, headers } = request;
    const body = await readBody(request);
    const record = newRecord(
      { method, url: url.pathname + url.search, headers, body },
      clock.now(),
      ids.requestId,
      caller instanceof GraphError ? undefined : caller.oid,
    );
    requests.push(record);
    // Real time, once for a batch: its items share a round trip.
    if (settings.latencyMs > 0) await wait(settings.latencyMs);
    const target = url.pathname.slice(version.length) + url.search;
    await settings.turn({ method, path: target });
    const arrival: Arrival = { method, target, headers, body };
    const isBatch = url.pathname === `${version}/$batch`;
    const run = async (): Promise<Outcome> => {
      if (!url.pathname.startsWith(`${version}/`)) throw unreadable('Invalid version: only v1.0 is here.');
      return isBatch ? answerBatch(arrival, caller, record, gone) : answerAlone(arrival, caller);
    };
    const fault = faults.take({ method, path: target, body, inBatch: false });
    const outcome = await settle(record, ids, fault, run, gone);
    return send(outcome, ids, env);
  }

  /** Runs with the fault, if any, and makes an answer of a refusal. */
  async function settle(
    record: GraphRequestRecord,
    ids: RequestIds,
    fault: Fault | undefined,
    run: () => Promise<Outcome>,
    gone: AbortSignal,
  ): Promise<Outcome> {
    if (fault) record.fault = fault.kind;
    const outcome = await runWithFault(fault, run, gone).catch((error: unknown): Outcome => {
      if (!(error instanceof GraphError)) throw error;
      const body = errorBody(error, ids, clock.now());
      return { answer: { status: error.status, headers: error.headers, body }, transport: 'whole' };
    });
    record.status = outcome.transport === 'reset' ? 0 : outcome.answer.status;
    return outcome;
  }

  async function answerAlone(arrival: Arrival, caller: Caller): Promise<Outcome> {
    const token = authorized(caller);
    const { segments, query } = readTarget(arrival.target);
    const root = `${audience()}${version}`;
    const call: GraphCall = {
      method: arrival.method,
      segments,
      query,
      headers: arrival.headers,
      body: arrival.body,
      token,
      callerId: token.oid,
      directory,
      settings,
      root,
      urlLength: root.length + arrival.target.length,
    };
    return { answer: answerCall(call), transport: 'whole' };
  }

  /** https://learn.microsoft.com/graph/json-batching. What kills the connection of an item kills that of all. */
  async function answerBatch(
    arrival: Arrival,
    caller: Caller,
    record: GraphRequestRecord,
    gone: AbortSignal,
  ): Promise<Outcome> {
    const token = authorized(caller);
    if (arrival.method !== 'POST') throw methodNotAllowed();
    const items = readBatch(arrival.body);
    const arrived = items.map((item) => {
      const ids = idsOf(item.headers);
      return { item, ids, record: newRecord(item, clock.now(), ids.requestId, token.oid) };
    });
    record.batch = arrived.map((one) => one.record);
    const transports = new Set<Transport>();
    const responses = await runBatch(items, async (item, refusal) => {
      const own = arrived.find((one) => one.item === item);
      if (!own) throw new Error(`Request ${item.id} is not of this batch`);
      const run = async (): Promise<Outcome> => {
        if (refusal) throw refusal;
        return answerAlone({ ...item, target: item.url }, token);
      };
      const { method, url: path, body } = item;
      const fault = refusal ? undefined : faults.take({ method, path, body, inBatch: true });
      const outcome = await settle(own.record, own.ids, fault, run, gone);
      transports.add(outcome.transport);
      return itemAnswer(item.id, outcome);
    });
    const transport = worst.find((one) => transports.has(one)) ?? 'whole';
    const status = transport === 'html' ? 502 : 200;
    return { answer: { status, headers: {}, body: { responses } }, transport };
  }

  return { fetch: respond, directory, requests, faults, settings };
}

/** https://learn.microsoft.com/graph/best-practices-concept: a client may send its own id; it comes back. */
function idsOf(headers: Headers): RequestIds {
  const requestId = randomUUID();
  return { requestId, clientRequestId: headers.get('client-request-id') ?? requestId };
}

/** An answer within a batch. A body that is no JSON is base64: the page of answerBatch. */
function itemAnswer(id: string, { answer }: Outcome): BatchItemAnswer {
  const { status, body } = answer;
  const shown = body instanceof Uint8Array ? Buffer.from(body).toString('base64') : body;
  return { id, status, headers: headersOf(answer), ...(shown === undefined ? {} : { body: shown }) };
}
