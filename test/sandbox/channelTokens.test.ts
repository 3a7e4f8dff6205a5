import type { Activity } from 'botbuilder';
import {
  AuthenticationConstants,
  ChannelValidation,
  JwtTokenValidation,
  SimpleCredentialProvider,
} from 'botframework-connector';
import { decodeJwt, decodeProtectedHeader, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { authenticationOf } from './botUnderTest.ts';
import { startServices } from './entraUnderTest.ts';

let sandbox: Sandbox;
let activity: Activity;
let authentication: ReturnType<typeof authenticationOf>;
beforeAll(async () => {
  sandbox = await startServices();
  const account = sandbox.graph.directory.byObjectId(people.employee.oid);
  if (!account) throw new Error('No such account');
  activity = sandbox.teams.activityOf(account, { type: 'message', text: 'hi' }) as unknown as Activity;
  authentication = authenticationOf(sandbox);
  // The SDK writes what it refuses there.
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterAll(() => sandbox.close());

const sign = (claims: JWTPayload = {}, serviceUrl = sandbox.serviceUrl) =>
  sandbox.channelTokens.sign(serviceUrl, claims);
const authenticate = (token: string, changes: Partial<Activity> = {}) =>
  authentication.authenticateRequest({ ...activity, ...changes }, `Bearer ${token}`);
const now = () => Math.floor(Date.now() / 1000);

describe('the metadata', () => {
  it('names the keys, which are endorsed for Teams', async () => {
    const url = sandbox.environment().BOT_OPENID_METADATA_URL ?? '';
    const metadata = (await (await fetch(url)).json()) as Record<string, string>;
    expect(metadata).toMatchObject({
      issuer: 'https://api.botframework.com',
      id_token_signing_alg_values_supported: ['RS256'],
    });
    const { keys } = (await (await fetch(metadata.jwks_uri ?? '')).json()) as { keys: object[] };
    const { kid } = decodeProtectedHeader(await sign());
    expect(keys).toEqual([
      expect.objectContaining({ kid, kty: 'RSA', use: 'sig', endorsements: ['msteams'] }),
    ]);
    for (const secret of ['d', 'p', 'q']) expect(keys[0]).not.toHaveProperty(secret);
  });
});

describe('a token of the channel', () => {
  it('is for the bot and its service URL, for an hour', async () => {
    const claims = decodeJwt(await sign());
    expect(claims).toMatchObject({
      iss: 'https://api.botframework.com',
      aud: sandbox.tenant.botId,
      serviceurl: sandbox.serviceUrl,
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600);
  });

  it('is taken by the SDK as the bot sets it up', async () => {
    const { claimsIdentity } = await authenticate(await sign());
    expect(claimsIdentity.isAuthenticated).toBe(true);
    expect(claimsIdentity.getClaimValue(AuthenticationConstants.AudienceClaim)).toBe(sandbox.tenant.botId);
  });

  it('is what Teams sends', async () => {
    let sent = '';
    const { createServer } = await import('node:http');
    const door = createServer((request, response) => {
      sent = request.headers.authorization ?? '';
      response.end();
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const address = door.address();
    const port = typeof address === 'object' ? address?.port : 0;
    sandbox.setBotEndpoint(`http://127.0.0.1:${port}/`);
    await fetch(`${sandbox.url}/teams/api/${people.employee.oid}/open`, { method: 'POST' });
    await vi.waitFor(() => expect(sent).not.toBe(''));
    door.closeAllConnections();
    door.close();
    expect((await authenticate(sent.replace('Bearer ', ''))).claimsIdentity.isAuthenticated).toBe(true);
  });

  it('is taken by the SDK’s older validation too', async () => {
    const { botId, botPassword } = sandbox.tenant;
    ChannelValidation.OpenIdMetadataEndpoint = sandbox.environment().BOT_OPENID_METADATA_URL ?? '';
    const credentials = new SimpleCredentialProvider(botId, botPassword);
    const validate = async (token: string) =>
      await JwtTokenValidation.authenticateRequest(activity, `Bearer ${token}`, credentials, '');
    expect((await validate(await sign())).isAuthenticated).toBe(true);
    await expect(validate(await sign({ aud: crypto.randomUUID() }))).rejects.toThrow(/AppId/iu);
  });

  const forged: [string, () => Promise<string>][] = [
    ['is for another bot', () => sign({ aud: crypto.randomUUID() })],
    ['is of another issuer', () => sign({ iss: 'https://api.example.com' })],
    ['is for another service URL', () => sign({}, 'https://smba.trafficmanager.net/emea/')],
    ['names no service URL', () => sign({ serviceurl: undefined })],
    ['has expired', () => sign({ exp: now() - 600 })],
    ['is not valid yet', () => sign({ nbf: now() + 600 })],
    ['is a person’s', () => sandbox.entra.issueApiToken(people.employee.oid)],
    ['was signed with another key', () => forge('sandbox-channel-1')],
    ['was signed with a key that nobody published', () => forge('sandbox-channel-2')],
    ['is not signed', async () => `${base64({ alg: 'none' })}.${(await sign()).split('.')[1]}.`],
    ['was changed', async () => changed(await sign())],
  ];
  it.each(forged)('is refused where it %s', async (_what, token) => {
    await expect(authenticate(await token())).rejects.toThrow();
  });

  it('is refused for a channel that its key is not endorsed for', async () => {
    await expect(authenticate(await sign(), { channelId: 'webchat' })).rejects.toThrow(/endorsement/iu);
  });

  it('of another sandbox is refused', async () => {
    const other = await startServices();
    const token = await other.channelTokens.sign(sandbox.serviceUrl, { aud: sandbox.tenant.botId });
    await other.close();
    await expect(authenticate(token)).rejects.toThrow();
  });
});

/** A token with the right claims, of somebody who has not the key. */
async function forge(kid: string): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return await new SignJWT(decodeJwt(await sign()))
    .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
    .sign(privateKey);
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function changed(token: string): string {
  const [header, , signature] = token.split('.');
  return `${header}.${base64({ ...decodeJwt(token), serviceurl: sandbox.serviceUrl, more: true })}.${signature}`;
}
