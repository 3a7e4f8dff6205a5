import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { askForToken, exchangeForm, onBehalfOf, startServices } from './entraUnderTest.ts';

let sandbox: Sandbox;
let authority: string;
let graph: string;
beforeAll(async () => {
  sandbox = await startServices();
  const { AUTHORITY_HOST, GRAPH_BASE_URL = '' } = sandbox.environment();
  authority = `${AUTHORITY_HOST}/${sandbox.tenant.tenantId}`;
  graph = GRAPH_BASE_URL;
});
afterAll(() => sandbox.close());
afterEach(() => {
  vi.useRealTimers();
  const { settings } = sandbox.entra;
  for (const permission of settings.registered) settings.consents.add(permission);
  Object.assign(settings, { claimsChallenges: 0, challengeCode: 50076 });
});

const { userAdministrator: admin } = people;

/** Exchanges a new token of the admin, with some parameters otherwise. */
async function exchange(permissions: string, changes: Record<string, string | undefined> = {}) {
  return await askForToken(sandbox, {
    ...(await exchangeForm(sandbox, admin.oid, permissions)),
    ...changes,
  });
}

describe('on-behalf-of', () => {
  it('gives a version 1 token of the person, with all that was consented to', async () => {
    const { status, body } = await exchange('User.Read.All');
    expect(status).toBe(200);
    const claims = decodeJwt(body.access_token ?? '');
    const account = sandbox.graph.directory.byObjectId(admin.oid);
    expect(claims).toMatchObject({
      ver: '1.0',
      aud: graph,
      oid: admin.oid,
      upn: admin.userPrincipalName,
      appid: sandbox.tenant.botId,
      scp: [...sandbox.entra.settings.consents].join(' '),
      wids: account?.roleTemplateIds,
    });
    expect(body.scope?.split(' ')).toContain(`${graph}/User.ReadWrite.All`);
    const me = await fetch(`${graph}/v1.0/users/${admin.oid}?$select=displayName`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect(await me.json()).toMatchObject({ displayName: admin.displayName });
  });

  it.each([
    ['a permission without its resource', 'User.Read.All'],
    ['all at once', '.default'],
    ['OpenID’s scopes beside it', 'User.Read.All openid profile offline_access'],
    ['a permission in small letters', 'user.read.all'],
  ])('takes %s', async (_what, scope) => {
    expect((await exchange('User.Read.All', { scope })).status).toBe(200);
  });

  it('asks for consent, names the suberror, and carries what was consented to by then', async () => {
    sandbox.entra.settings.consents.delete('User.ReadWrite.All');
    expect(await exchange('User.ReadWrite.All')).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', suberror: 'consent_required', error_codes: [65001] },
    });
    const { body } = await exchange('User.Read.All');
    const { scp } = decodeJwt<{ scp: string }>(body.access_token ?? '');
    expect(scp).toMatch(/^User\.Read\.All GroupMember\.Read\.All /u);
    sandbox.entra.settings.consents.clear();
    expect((await exchange('User.Read.All', { scope: `${graph}/.default` })).body.error_codes).toEqual([
      65001,
    ]);
  });

  it('asks for a stronger sign-in as often as ordered, in either of Entra’s forms', async () => {
    const { settings } = sandbox.entra;
    Object.assign(settings, { claimsChallenges: 2 });
    const first = await exchange('User.Read.All');
    expect(first).toMatchObject({ status: 400, body: { error: 'invalid_grant', error_codes: [50076] } });
    expect(JSON.parse(first.body.claims ?? '')).toHaveProperty('access_token.capolids.essential', true);
    settings.challengeCode = 50079;
    expect((await exchange('User.Read.All')).body).toMatchObject({
      error: 'interaction_required',
      error_codes: [50079],
      claims: first.body.claims,
    });
    expect((await exchange('User.Read.All')).status).toBe(200);
  });

  it('takes no token that is for another audience, an app’s, or no token', async () => {
    const { body: forGraph } = await exchange('User.Read.All');
    const code = async (assertion: string | undefined) =>
      (await exchange('User.Read.All', { assertion })).body;
    expect(await code(forGraph.access_token)).toMatchObject({
      error: 'invalid_grant',
      error_codes: [500131],
    });
    expect(await code('garbage')).toMatchObject({ error: 'invalid_request', error_codes: [50027] });
    expect(await code(undefined)).toMatchObject({ error: 'invalid_request', error_codes: [900144] });
    const token = await sandbox.entra.issueApiToken(admin.oid);
    const [header, payload] = token.split('.');
    const [, , signature] = (await sandbox.entra.issueApiToken(people.employee.oid)).split('.');
    expect(await code(`${header}.${payload}.${signature}`)).toMatchObject({ error_codes: [50013] });
    const channel = await sandbox.channelTokens.sign(sandbox.serviceUrl);
    expect(await code(channel)).toMatchObject({ error: 'invalid_grant', error_codes: [50013] });
  });

  it('takes no token that is expired', async () => {
    const form = await exchangeForm(sandbox, admin.oid, 'User.Read.All');
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_601_000 });
    expect((await askForToken(sandbox, form)).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [500133],
    });
  });

  it('gives nothing for a disabled account', async () => {
    const assertion = await sandbox.entra.issueApiToken(people.disabled.oid);
    expect((await exchange('User.Read.All', { assertion })).body).toMatchObject({
      error: 'invalid_grant',
      error_codes: [50057],
    });
    expect(sandbox.entra.requests.at(-1)).toEqual({
      grant: onBehalfOf,
      scope: `${graph}/User.Read.All`,
      oid: people.disabled.oid,
      status: 400,
    });
  });

  it.each([
    ['another resource', 'https://vault.test/read', 'invalid_resource', 500011],
    ['no permission', 'openid profile', 'invalid_scope', 70011],
    ['what is no permission', 'every/thing', 'invalid_scope', 70011],
    ['nothing', undefined, 'invalid_request', 900144],
  ])('is refused where the scope names %s', async (_what, scope, error, code) => {
    expect((await exchange('User.Read.All', { scope })).body).toMatchObject({ error, error_codes: [code] });
  });

  it('is refused where the use of the token is not said', async () => {
    expect((await exchange('User.Read.All', { requested_token_use: undefined })).body.error_codes).toEqual([
      900144,
    ]);
  });

  it('fails and waits on order, the exchange alone', async () => {
    sandbox.entra.settings.faults.push({ status: 503 });
    const own = { grant_type: 'client_credentials', scope: 'https://api.botframework.com/.default' };
    expect((await askForToken(sandbox, own)).status).toBe(200);
    const url = `${authority}/oauth2/v2.0/token`;
    const body = new URLSearchParams({ grant_type: onBehalfOf });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(503);
    expect((await exchange('User.Read.All')).status).toBe(200);
  });
});
