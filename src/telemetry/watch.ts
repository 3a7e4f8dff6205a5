import type { Config } from '../config.ts';
import type { WatchRequest } from '../directory/graphClient.ts';
import type { ExchangeToken } from '../identity/onBehalfOf.ts';
import { TokenError } from '../identity/tokenError.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store.ts';
import { noTelemetry, type Telemetry } from './telemetry.ts';

// The services that the bot uses, watched at their doors, so that nothing of it stands where they are used.

export function watchGraph(config: Config, telemetry: Telemetry, log: Log): WatchRequest {
  const { hostname } = new URL(config.graph.baseUrl);
  return async ({ use, method, isBatch, resends }, send) => {
    if (resends > 0) telemetry.count('graphRetries', { 'profile_desk.graph.use': use });
    const about = {
      'http.request.method': method,
      'server.address': hostname,
      'profile_desk.graph.use': use,
      ...(isBatch ? ({ 'url.template': '/v1.0/$batch' } as const) : {}),
      ...(resends > 0 ? { 'http.request.resend_count': resends } : {}),
    };
    const response = await telemetry.measure('graphRequest', about, async () => {
      const answer = await send();
      telemetry.note({ 'http.response.status_code': answer.status });
      return answer;
    });
    // Graph's own id is what Microsoft's support asks for.
    if (!response.ok)
      log.warn('graph refused', {
        method,
        status: response.status,
        graphRequestId: response.headers.get('request-id') ?? undefined,
      });
    return response;
  };
}

export function watchExchange(exchange: ExchangeToken, telemetry: Telemetry): ExchangeToken {
  const noteOutcome = (outcome: 'exchanged' | TokenError['kind']) =>
    telemetry.note({ 'profile_desk.token_exchange.outcome': outcome });
  return (userToken, permissions, signal) =>
    telemetry.measure('tokenExchange', {}, async () => {
      try {
        const token = await exchange(userToken, permissions, signal);
        noteOutcome('exchanged');
        return token;
      } catch (error) {
        if (error instanceof TokenError) noteOutcome(error.kind);
        throw error;
      }
    });
}

const storeSystems = { memory: 'memory', file: 'lmdb', blob: 'azure.blob_storage' } as const;

export function watchStore(store: Store, { storage }: Config, telemetry: Telemetry): Store {
  if (telemetry === noTelemetry) return store;
  const system = storeSystems[storage.kind];
  const measured = <Result>(operation: 'read' | 'write' | 'delete', work: () => Promise<Result>) =>
    telemetry.measure('storeOperation', { 'db.system.name': system, 'db.operation.name': operation }, work);
  return {
    read: (keys) => measured('read', () => store.read(keys)),
    write: (changes) => measured('write', () => store.write(changes)),
    delete: (keys) => measured('delete', () => store.delete(keys)),
    deleteUnchanged: (key, eTag) => measured('delete', () => store.deleteUnchanged(key, eTag)),
    check: () => store.check(),
    close: () => store.close(),
  };
}
