import { Hono } from 'hono';
import type { Entra } from './entraId.ts';
import type { GraphStandIn } from './graph/graph.ts';
import type { Teams } from './teams/teams.ts';
import type { SsoMode } from './teams/wire.ts';
import type { TokenService } from './tokenService.ts';

/** What the chat page's panel turns: how Microsoft's services behave. */
export interface ControlSettings {
  /** Milliseconds. */
  readonly latencyMs: number;
  readonly readLagMs: number;
  readonly indexLagMs: number;
  readonly ssoMode: SsoMode;
  readonly consented: boolean;
}

export type NextFault = 'throttled' | 'unavailable' | 'lost' | 'challenge';

/** The panel's own API; no service of Microsoft's has it. */
export function controlRoutes(parts: {
  entra: Entra;
  graph: GraphStandIn;
  teams: Teams;
  tokenService: TokenService;
}): Hono {
  const { entra, graph, teams, tokenService } = parts;
  const routes = new Hono();

  const current = (): ControlSettings => ({
    latencyMs: graph.settings.latencyMs,
    readLagMs: graph.settings.readLagMs,
    indexLagMs: graph.settings.indexLagMs,
    ssoMode: teams.settings.ssoMode,
    consented: entra.settings.consents.has('User.ReadWrite.All'),
  });

  routes.get('/settings', (c) => c.json(current()));
  routes.put('/settings', async (c) => {
    const wanted = { ...current(), ...(await c.req.json<Partial<ControlSettings>>()) };
    const { latencyMs, readLagMs, indexLagMs } = wanted;
    Object.assign(graph.settings, { latencyMs, readLagMs, indexLagMs });
    teams.settings.ssoMode = wanted.ssoMode;
    entra.settings.consents.clear();
    const granted = wanted.consented ? entra.settings.registered : ['User.Read.All'];
    for (const permission of granted) entra.settings.consents.add(permission);
    return c.json(current());
  });

  // What goes wrong with the next change that is written.
  routes.post('/faults', async (c) => {
    const { next } = await c.req.json<{ next: NextFault }>();
    const match = { method: 'PATCH' };
    if (next === 'throttled') graph.faults.add({ match, kind: 'throttle', retryAfterSeconds: 60 });
    if (next === 'unavailable') graph.faults.add({ match, kind: 'status', status: 503 });
    if (next === 'lost') graph.faults.add({ match, kind: 'reset', afterApply: true });
    if (next === 'challenge') entra.settings.claimsChallenges = 1;
    return c.json({ next });
  });

  routes.post('/sign-out', (c) => {
    tokenService.forgetAll();
    return c.json({});
  });

  routes.get('/people', (c) => c.json(graph.directory.all()));
  routes.get('/directory', (c) =>
    c.json(graph.directory.all().map(({ oid }) => graph.directory.person(oid))),
  );
  routes.get('/requests', (c) => c.json(graph.requests.slice(-100)));
  return routes;
}
