import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { decodeProtectedHeader, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { CertificateError } from '../../src/identity/botCertificate.ts';
import { createTokenExchange, type ExchangeToken } from '../../src/identity/onBehalfOf.ts';
import type { TokenError } from '../../src/identity/tokenError.ts';
import { createLog } from '../../src/log.ts';
import { issueServerCertificate } from '../../src/sandbox/certificates.ts';
import { makeAppCertificate } from '../sandbox/appCertificate.ts';

/** What Entra answers next; the last answer is given again. */
let answers: { status: number; body: unknown }[] = [];
/** The forms that it got. */
let forms: URLSearchParams[] = [];
let held: Promise<void> | undefined;
const tokenAnswer = {
  status: 200,
  body: { token_type: 'Bearer', expires_in: 3599, access_token: 'for Graph', scope: 'x' },
};
let environment: Record<string, string>;
let close: () => void;
// https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc
const metadata = () => {
  const tenant = `${environment.AUTHORITY_HOST}/${environment.BOT_TENANT_ID}`;
  return {
    issuer: `${tenant}/v2.0`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
  };
};
beforeAll(async () => {
  const authority = JSON.parse(readFileSync(process.env.TEST_AUTHORITY ?? '', 'utf8'));
  const server = createServer(await issueServerCertificate(authority), (request, response) => {
    let form = '';
    request.on('data', (bytes) => {
      form += bytes;
    });
    request.on('end', async () => {
      const isMetadata = request.url?.includes('/.well-known/') === true;
      if (request.method === 'POST') forms.push(new URLSearchParams(form));
      if (!isMetadata) await held;
      const next = () => (answers.length > 1 ? answers.shift() : answers[0]) ?? tokenAnswer;
      const { status, body } = isMetadata ? { status: 200, body: metadata() } : next();
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, 'localhost', resolve));
  const address = `https://localhost:${(server.address() as AddressInfo).port}`;
  environment = {
    BOT_ID: 'b0b0b0b0-0000-4000-8000-000000000001',
    BOT_TENANT_ID: '11111111-1111-4111-8111-111111111111',
    BOT_PASSWORD: 'canary',
    STORAGE: 'memory:',
    AUTHORITY_HOST: address,
    GRAPH_BASE_URL: 'https://graph.example',
    IDENTITY_ENDPOINT: `${address}/identity`,
  };
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});
afterAll(() => close());

/** The bot's exchange, and the events that it logged. */
function begin(changes: Record<string, string> = {}) {
  answers = [];
  forms = [];
  held = undefined;
  const events: Record<string, unknown>[] = [];
  const log = createLog('debug', { write: (line) => void events.push(JSON.parse(line)) });
  return { exchange: createTokenExchange(readConfig({ ...environment, ...changes }), log), events };
}
/** A token of somebody's, which Entra alone would verify. */
const tokenOf = (oid: string): string => new UnsecuredJWT({ oid }).encode();
const [ofAnna, ofBen] = [tokenOf('anna'), tokenOf('ben')];
const never = new AbortController().signal;
const read = ['User.Read.All'];
const failureOf = (work: Promise<unknown>): Promise<TokenError> =>
  work.then(
    () => expect.unreachable('It did not fail'),
    (error: TokenError) => error,
  );
const ask = (exchange: ExchangeToken, token = ofAnna) => exchange(token, read, never);

describe('an exchange', () => {
  it('asks for Graph’s permissions on behalf of the token’s owner', async () => {
    const { exchange, events } = begin();
    expect(await exchange(ofAnna, ['User.Read.All', 'Group.Read.All'], never)).toBe('for Graph');
    expect(Object.fromEntries(forms[0] ?? [])).toMatchObject({
      assertion: ofAnna,
      client_id: environment.BOT_ID,
      client_secret: 'canary',
      requested_token_use: 'on_behalf_of',
      scope: expect.stringContaining(
        'https://graph.example/User.Read.All https://graph.example/Group.Read.All',
      ),
    });
    expect(events).toEqual([]);
  });

  it('goes by a person’s newest token, and keeps nothing of those before it', async () => {
    const { exchange } = begin();
    const body = { ...tokenAnswer.body, scope: 'https://graph.example/User.Read.All' };
    answers = [{ status: 200, body }];
    const newer = new UnsecuredJWT({ oid: 'anna', iat: 2 }).encode();
    for (const token of [ofAnna, newer, newer, ofAnna]) await ask(exchange, token);
    expect(forms.map((form) => form.get('assertion'))).toEqual([ofAnna, newer, ofAnna]);
  });

  it('is another for each person and each set of permissions, and one for the same ones at once', async () => {
    const { exchange } = begin();
    let go = (): void => undefined;
    held = new Promise((resolve) => {
      go = resolve;
    });
    const both = ['User.Read.All', 'Group.Read.All'];
    const all = Promise.all([
      ask(exchange),
      ask(exchange),
      ask(exchange, ofBen),
      exchange(ofAnna, both, never),
    ]);
    await vi.waitFor(() => expect(forms).toHaveLength(3), 30_000);
    go();
    await all;
    expect(forms.map((form) => form.get('assertion')).sort()).toEqual([ofAnna, ofAnna, ofBen]);
  });

  it('that failed is tried again by whoever asks next', async () => {
    const { exchange } = begin();
    answers = [{ status: 400, body: { error: 'invalid_grant', error_codes: [50013] } }, tokenAnswer];
    expect(await failureOf(ask(exchange))).toMatchObject({ kind: 'signInAgain', code: 50013 });
    expect(await ask(exchange)).toBe('for Graph');
  });

  it('is left by who can’t wait any longer, and goes on for the others', async () => {
    const { exchange } = begin();
    let go = (): void => undefined;
    held = new Promise((resolve) => {
      go = resolve;
    });
    const impatient = new AbortController();
    const left = failureOf(exchange(ofAnna, read, impatient.signal));
    const other = ask(exchange);
    const late = failureOf(exchange(ofAnna, read, AbortSignal.abort('too late')));
    impatient.abort('no time');
    expect(await left).toMatchObject({ kind: 'unreachable', cause: 'no time' });
    expect(await late).toMatchObject({ kind: 'unreachable', cause: 'too late' });
    go();
    expect(await other).toBe('for Graph');
    expect(forms).toHaveLength(1);
  });
});

describe('what Entra answers', () => {
  it.each<[number, unknown, object]>([
    [400, { error: 'invalid_grant', error_codes: [65001] }, { kind: 'consentMissing', code: 65001 }],
    [
      400,
      { error: 'invalid_grant', error_codes: [65004], suberror: 'consent_required' },
      { kind: 'consentMissing', code: 65004 },
    ],
    [
      400,
      { error: 'interaction_required', error_codes: [50079] },
      { kind: 'moreWanted', code: 50079, claims: undefined },
    ],
    [
      400,
      { error: 'invalid_grant', error_codes: [50076], claims: '{"a":1}' },
      { kind: 'moreWanted', code: 50076, claims: '{"a":1}' },
    ],
    [
      400,
      { error: 'invalid_grant', error_codes: [500133, 1] },
      { kind: 'signInAgain', code: 500133, claims: undefined },
    ],
    [400, { error: 'invalid_grant' }, { kind: 'signInAgain', code: undefined }],
    [401, { error: 'invalid_client', error_codes: [7000215] }, { kind: 'misconfigured', code: 7000215 }],
    [400, { error: 'invalid_scope', error_codes: [] }, { kind: 'misconfigured', code: undefined }],
    [403, { message: 'a proxy’s' }, { kind: 'unreachable' }],
    [403, '<html>', { kind: 'unreachable' }],
    [403, '', { kind: 'unreachable' }],
    [429, { error: 'invalid_grant' }, { kind: 'unreachable' }],
    [500, { error: 'invalid_grant', error_codes: [65001] }, { kind: 'unreachable', code: 65001 }],
    [503, { error: 'temporarily_unavailable' }, { kind: 'unreachable' }],
  ])('%i %j says %j', async (status, body, expected) => {
    const { exchange, events } = begin();
    answers = [{ status, body }];
    const error = await failureOf(ask(exchange));
    expect(error).toMatchObject({ name: 'TokenError', ...expected });
    expect(error.cause).toBeInstanceOf(Error);
    // The operator hears of what is the operator's alone.
    expect(events.map(({ event }) => event)).toEqual(
      error.kind === 'misconfigured' ? ['own sign-in refused'] : [],
    );
  });

  it('may be nothing', async () => {
    const { exchange } = begin({ AUTHORITY_HOST: 'https://localhost:1' });
    expect(await failureOf(ask(exchange))).toMatchObject({ kind: 'unreachable', code: undefined });
  });

  it('is asked for a second time where it is down for a moment, and not a third', async () => {
    const { exchange } = begin();
    answers = [{ status: 503, body: '' }, tokenAnswer];
    expect(await ask(exchange)).toBe('for Graph');
    expect(forms).toHaveLength(2);
    answers = [{ status: 503, body: '' }];
    expect(await failureOf(ask(exchange, ofBen))).toMatchObject({ kind: 'unreachable' });
    expect(forms).toHaveLength(4);
  });
});

describe('the bot’s own proof', () => {
  it('of a file that can’t be used is the operator’s to mend, and is used once it is mended', async () => {
    const { path, key, certificate, remove } = await makeAppCertificate();
    const { exchange, events } = begin({ BOT_PASSWORD: '', BOT_CERTIFICATE_PATH: path });
    writeFileSync(path, 'x');
    const error = await failureOf(ask(exchange));
    expect(error).toMatchObject({ kind: 'misconfigured', code: undefined });
    expect(error.cause).toBeInstanceOf(CertificateError);
    expect(events).toEqual([expect.objectContaining({ credential: 'certificate' })]);
    expect(forms).toEqual([]);
    writeFileSync(path, `${key}\n${certificate}`);
    expect(await ask(exchange)).toBe('for Graph');
    expect(forms[0]?.get('client_assertion')).toBeTruthy();
    // A good file is not blamed for what Entra says, nor for its silence.
    answers = [{ status: 401, body: { error: 'invalid_client', error_codes: [700027] } }];
    expect(await failureOf(ask(exchange, ofBen))).toMatchObject({ kind: 'misconfigured', code: 700027 });
    const { exchange: unheard } = begin({
      BOT_PASSWORD: '',
      BOT_CERTIFICATE_PATH: path,
      AUTHORITY_HOST: 'https://localhost:1',
    });
    expect(await failureOf(ask(unheard))).toMatchObject({ kind: 'unreachable' });
    remove();
  });

  it('of a certificate that was replaced is the new one, once Entra takes the former no more', async () => {
    const [former, present] = [await makeAppCertificate(), await makeAppCertificate()];
    const { exchange } = begin({ BOT_PASSWORD: '', BOT_CERTIFICATE_PATH: former.path });
    await ask(exchange);
    writeFileSync(former.path, `${present.key}\n${present.certificate}`);
    answers = [{ status: 401, body: { error: 'invalid_client', error_codes: [700027] } }, tokenAnswer];
    const askForMore = () => exchange(ofAnna, ['Group.Read.All'], never);
    expect(await failureOf(askForMore())).toMatchObject({ kind: 'misconfigured', code: 700027 });
    expect(await askForMore()).toBe('for Graph');
    const usedOf = (form: URLSearchParams) =>
      decodeProtectedHeader(form.get('client_assertion') ?? '')['x5t#S256'];
    const [formerOne, presentOne] = [former, present].map((one) => one.thumbprint('sha256'));
    expect(forms.map(usedOf)).toEqual([formerOne, formerOne, presentOne]);
    for (const one of [former, present]) one.remove();
  });

  const identityToken = (token: string) => ({
    status: 200,
    body: {
      access_token: token,
      expires_on: String(Math.floor(Date.now() / 1_000) + 86_400),
      resource: 'api://AzureADTokenExchange',
      token_type: 'Bearer',
    },
  });
  const byIdentity = () => {
    vi.stubEnv('IDENTITY_ENDPOINT', environment.IDENTITY_ENDPOINT);
    vi.stubEnv('IDENTITY_HEADER', 'x');
    return begin({ BOT_PASSWORD: '', BOT_MANAGED_IDENTITY_CLIENT_ID: crypto.randomUUID() });
  };

  it('of a managed identity is its token', async () => {
    const { exchange } = byIdentity();
    answers = [identityToken('an assertion'), tokenAnswer];
    expect(await ask(exchange)).toBe('for Graph');
    expect(forms[0]?.get('client_assertion')).toBe('an assertion');
  });

  it.each([
    [400, 'misconfigured', 1],
    [500, 'unreachable', 0],
  ])('of a managed identity that is answered %i is %s', async (status, kind, told) => {
    const { exchange, events } = byIdentity();
    answers = [{ status, body: { statusCode: status, message: 'no' } }];
    expect(await failureOf(ask(exchange))).toMatchObject({ kind, code: undefined });
    expect(events).toHaveLength(told);
    expect(forms).toEqual([]);
  });
});
