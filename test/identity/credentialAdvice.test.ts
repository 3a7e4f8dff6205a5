import { expect, it } from 'vitest';
import type { BotCredential } from '../../src/config.ts';
import { CertificateError } from '../../src/identity/botCertificate.ts';
import { logCredentialProblem } from '../../src/identity/credentialAdvice.ts';
import { TokenError } from '../../src/identity/tokenError.ts';
import { createLog } from '../../src/log.ts';
import { Secret } from '../../src/secret.ts';

const secret: BotCredential = { kind: 'secret', secret: new Secret('canary') };
const certificate: BotCredential = { kind: 'certificate', path: '/run/bot.pem' };
const managedIdentity: BotCredential = {
  kind: 'managedIdentity',
  clientId: 'b0b0b0b0-0000-4000-8000-000000000001',
  audience: 'api://AzureADTokenExchange',
};

/** What is logged of it. */
function told(credential: BotCredential, error: TokenError): Record<string, unknown>[] {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line) => void lines.push(line) });
  logCredentialProblem(log, credential, error);
  return lines.map((line) => JSON.parse(line));
}

it.each([
  [90002, /no such tenant: check BOT_TENANT_ID, and CLOUD/],
  [700016, /no such app registration: check BOT_ID and BOT_TENANT_ID/],
  [7000215, /secret is wrong: set BOT_PASSWORD/],
  [7000222, /secret has expired: make a new one, and set BOT_PASSWORD/],
  [700027, /upload that of BOT_CERTIFICATE_PATH/],
  [700024, /clock/],
  [70021, /federated credential/],
  [700211, /federated credential/],
  [700212, /federated credential/],
  [700213, /federated credential/],
  [7002137, /federated credential/],
  [7002138, /federated credential/],
  [50034, /^See https:\/\/login\.microsoftonline\.com\/error\?code=50034$/],
])('AADSTS%i is told to the operator, with what to do', (code, advice) => {
  expect(told(secret, new TokenError('misconfigured', { code }))).toEqual([
    expect.objectContaining({
      level: 'error',
      event: 'own sign-in refused',
      code: `AADSTS${code}`,
      credential: 'secret',
      advice: expect.stringMatching(advice),
    }),
  ]);
});

it.each<[string, BotCredential, unknown, RegExp]>([
  [
    'an identity that gives no token',
    managedIdentity,
    new Error('x'),
    /^The managed identity gives no token/,
  ],
  [
    'a certificate that can’t be used',
    certificate,
    new CertificateError('/run/bot.pem holds no private key.'),
    /^BOT_CERTIFICATE_PATH can't be used: \/run\/bot\.pem holds no private key\.$/,
  ],
  ['whatever else', certificate, new Error('canary'), /^BOT_CERTIFICATE_PATH can't be used: unknown$/],
])('where Entra was not asked, the cause is told: %s', (_what, credential, cause, advice) => {
  const [line, ...more] = told(credential, new TokenError('misconfigured', { cause }));
  expect(line).toMatchObject({ credential: credential.kind, advice: expect.stringMatching(advice) });
  expect(line).not.toHaveProperty('code');
  expect(more).toEqual([]);
});

it.each(['consentMissing', 'moreWanted', 'signInAgain', 'unreachable'] as const)(
  'what is not the operator’s to mend is not told: %s',
  (kind) => expect(told(secret, new TokenError(kind, { code: 65001 }))).toEqual([]),
);

it('an error says its kind, and carries Entra’s code and claims', () => {
  const cause = new Error('x');
  const error = new TokenError('moreWanted', { code: 50076, claims: '{}', cause });
  expect(error).toMatchObject({ name: 'TokenError', message: 'No token: moreWanted', code: 50076, cause });
  expect(error.claims).toBe('{}');
});
