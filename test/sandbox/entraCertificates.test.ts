import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type AppCertificate, makeAppCertificate } from './appCertificate.ts';
import { askForToken, exchangeForm, startServices } from './entraUnderTest.ts';

let sandbox: Sandbox;
let own: AppCertificate;
let old: AppCertificate;
let strange: AppCertificate;
beforeAll(async () => {
  sandbox = await startServices();
  [own, old, strange] = await Promise.all([
    makeAppCertificate(),
    makeAppCertificate(-1),
    makeAppCertificate(),
  ]);
  for (const { certificate } of [own, old]) sandbox.entra.settings.certificates.add(certificate);
});
afterAll(async () => {
  for (const certificate of [own, old, strange]) certificate.remove();
  await sandbox.close();
});

const now = () => Math.floor(Date.now() / 1000);

/** Asks for the bot's own token with an assertion, which is a good one but for the changes. */
async function prove(
  changes: {
    claims?: Record<string, unknown>;
    header?: Record<string, unknown>;
    signer?: AppCertificate;
    form?: Record<string, string | undefined>;
  } = {},
) {
  const { tenant } = sandbox;
  const tokenEndpoint = `${sandbox.environment().AUTHORITY_HOST}/${tenant.tenantId}/oauth2/v2.0/token`;
  const assertion = await new SignJWT({
    aud: tokenEndpoint,
    iss: tenant.botId,
    sub: tenant.botId,
    jti: crypto.randomUUID(),
    nbf: now(),
    exp: now() + 600,
    ...changes.claims,
  })
    .setProtectedHeader({
      alg: 'RS256',
      typ: 'JWT',
      'x5t#S256': own.thumbprint('sha256'),
      ...changes.header,
    })
    .sign((changes.signer ?? own).privateKey);
  return await askForToken(sandbox, {
    grant_type: 'client_credentials',
    scope: 'https://api.botframework.com/.default',
    client_secret: undefined,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    ...changes.form,
  });
}

describe('a client assertion', () => {
  it('proves the bot by a registered certificate, which the token says', async () => {
    const { status, body } = await prove();
    expect(status).toBe(200);
    const [, claims = ''] = body.access_token?.split('.') ?? [];
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ appidacr: '2' });
  });

  it('may name the certificate as older libraries do', async () => {
    const header = { 'x5t#S256': undefined, x5t: own.thumbprint('sha1') };
    expect((await prove({ header })).status).toBe(200);
  });

  it('may begin a moment later, by a clock that is ahead', async () => {
    expect((await prove({ claims: { nbf: now() + 60 } })).status).toBe(200);
  });

  it('serves on-behalf-of too', async () => {
    const form = await exchangeForm(sandbox, people.employee.oid, 'User.Read.All');
    expect((await prove({ form })).status).toBe(200);
  });

  it.each<[string, () => Parameters<typeof prove>[0], number]>([
    ['names no certificate', () => ({ header: { 'x5t#S256': undefined } }), 700027],
    [
      'names a certificate that is not registered',
      () => ({ header: { 'x5t#S256': strange.thumbprint('sha256') }, signer: strange }),
      700027,
    ],
    [
      'names a certificate by a thumbprint of another kind',
      () => ({ header: { 'x5t#S256': own.thumbprint('sha1') } }),
      700027,
    ],
    ['was signed by another certificate than it names', () => ({ signer: strange }), 700027],
    [
      'was signed by a certificate that has ended',
      () => ({ header: { 'x5t#S256': old.thumbprint('sha256') }, signer: old }),
      700027,
    ],
    ['is for another endpoint', () => ({ claims: { aud: 'https://login.example/token' } }), 700023],
    ['has expired', () => ({ claims: { exp: now() - 400 } }), 700024],
    ['begins too late', () => ({ claims: { nbf: now() + 400 } }), 700024],
    ['has no end', () => ({ claims: { exp: undefined } }), 700024],
    ['is another app’s', () => ({ claims: { iss: crypto.randomUUID() } }), 700021],
    ['has another subject', () => ({ claims: { sub: crypto.randomUUID() } }), 700021],
    ['does not say what it is', () => ({ form: { client_assertion_type: undefined } }), 7000218],
  ])('is refused where it %s', async (_what, changes, code) => {
    expect(await prove(changes())).toMatchObject({
      status: 401,
      body: { error: 'invalid_client', error_codes: [code] },
    });
  });

  it('is refused where it is no token', async () => {
    expect((await prove({ form: { client_assertion: 'garbage' } })).body.error_codes).toEqual([50027]);
  });
});
