import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Entra } from './entraId.ts';
import type { GraphStandIn } from './graph/graph.ts';
import { people } from './people.ts';
import type { Teams } from './teams/teams.ts';
import type { SsoMode } from './teams/wire.ts';
import type { TokenService } from './tokenService.ts';

const ssoModes = ['silent', 'consentNeeded', 'unsupported'] as const satisfies readonly SsoMode[];
const milliseconds = z.number().min(0).max(600_000);

/** What the chat page's panel turns: how Microsoft's services behave. */
const settingsForm = z.strictObject({
  latencyMs: milliseconds,
  readLagMs: milliseconds,
  indexLagMs: milliseconds,
  auditLagMs: milliseconds,
  ssoMode: z.enum(ssoModes),
  consented: z.boolean(),
});
export type ControlSettings = z.infer<typeof settingsForm>;

const changesForm = settingsForm.partial();
const faultForm = z.strictObject({ next: z.enum(['throttled', 'unavailable', 'lost', 'challenge']) });

/** Graph permissions that looking up needs. */
const lookUpPermissions = ['User.Read.All'];

/** Whom the chat page offers to be: somebody with each role, and an employee. */
const suggested = new Set(
  [
    people.userAdministrator,
    people.helpdeskAdministrator,
    people.authenticationAdministrator,
    people.globalAdministrator,
    people.employee,
  ].map(({ oid }) => oid),
);

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
    auditLagMs: graph.settings.auditLagMs,
    ssoMode: teams.settings.ssoMode,
    consented: entra.settings.consents.has('User.ReadWrite.All'),
  });

  routes.get('/settings', (c) => c.json(current()));
  routes.put('/settings', async (c) => {
    const wanted = await read(c, changesForm);
    if (wanted instanceof Response) return wanted;
    const { ssoMode, consented: _consented, ...lags } = settingsForm.parse({ ...current(), ...wanted });
    Object.assign(graph.settings, lags);
    teams.settings.ssoMode = ssoMode;
    if (wanted.consented !== undefined) consent(wanted.consented);
    return c.json(current());
  });

  // What goes wrong with the next change that is written.
  routes.post('/faults', async (c) => {
    const wanted = await read(c, faultForm);
    if (wanted instanceof Response) return wanted;
    const { next } = wanted;
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

  routes.get('/people', (c) =>
    c.json(graph.directory.all().map((person) => ({ ...person, isSuggested: suggested.has(person.oid) }))),
  );
  routes.get('/directory', (c) =>
    c.json(graph.directory.all().map(({ oid }) => graph.directory.person(oid))),
  );
  routes.get('/requests', (c) => c.json(graph.requests.slice(-100)));

  /** To all that is registered, or to looking up alone. */
  function consent(toAll: boolean): void {
    const { consents, registered } = entra.settings;
    consents.clear();
    for (const permission of toAll ? registered : lookUpPermissions) consents.add(permission);
  }

  return routes;
}

/** The body, or an answer that says what is wrong with it. */
async function read<Form>(c: Context, form: z.ZodType<Form>): Promise<Form | Response> {
  const given = form.safeParse(await c.req.json().catch(() => undefined));
  return given.success ? given.data : c.json({ error: z.prettifyError(given.error) }, 400);
}
