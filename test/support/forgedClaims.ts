import fc from 'fast-check';
import type { JWTPayload } from 'jose';
import { people } from '../../src/sandbox/people.ts';
import type { DeskUnderTest } from './desk.ts';
import { among, anId, bearer, type Claims, claiming, type Forger, type Forgery, now } from './forger.ts';

const emulators = ['d6d49420-f39b-4df7-a1dc-d59a935871db', 'f8cdef31-a31e-4b4a-93e4-5f571e91255a'];

const seconds =
  (min: number) =>
  ({ draw }: Forger) =>
    draw(() => fc.integer({ min, max: 10_000_000 }));

/** Tokens that are properly signed, and not for this bot, this address or this moment; or somebody else's. */
export const forgedClaims: Readonly<Record<string, Forgery>> = {
  expired: claiming((forger) => ({ exp: now() - 301 - seconds(0)(forger) })),
  'no expiry': claiming(() => ({ exp: undefined })),
  'an expiry that is no number': claiming((forger) => ({
    exp: among<unknown>(String(now() + 600), null, true, [now() + 600], '9'.repeat(20))(forger),
  })),
  'not valid yet': claiming((forger) => ({ nbf: now() + 301 + seconds(60)(forger) })),
  'another issuer': claiming((forger) => ({
    iss: among<unknown>(
      'https://api.botframework.com/',
      'http://api.botframework.com',
      'https://api.botframework.us',
      'https://API.botframework.com',
      'api.botframework.com',
      ' https://api.botframework.com',
      ['https://api.botframework.com'],
      '',
      null,
      0,
    )(forger),
  })),
  'no issuer': claiming(() => ({ iss: undefined })),
  'a tenant of Entra for its issuer': claiming((forger) => entraClaims(forger, anId(forger))),
  'the emulator’s issuer': claiming((forger) =>
    entraClaims(forger, among(...(emulators as [string]))(forger)),
  ),
  'another bot’s': claiming((forger) => ({ aud: anId(forger) })),
  'an audience that is more, or less': claiming((forger) => {
    const { botId } = forger.desk.sandbox.tenant;
    return {
      aud: among<unknown>(
        undefined,
        '',
        null,
        [botId],
        [botId, anId(forger)],
        `api://botid-${botId}`,
        `api://${botId}`,
        `${botId}.evil.example`,
        `{${botId}}`,
        botId.slice(0, -1),
        'https://api.botframework.com',
      )(forger),
    };
  }),
  'the audience in other letters': claiming((forger) => {
    const { botId } = forger.desk.sandbox.tenant;
    const from = forger.draw(() => fc.nat(botId.search(/[a-f]/)));
    return { aud: `${botId.slice(0, from)}${botId.slice(from).toUpperCase()}` };
  }),
  'no service address': claiming((forger) => ({
    serviceurl: among<unknown>(undefined, null, '', 0, [])(forger),
  })),
  'another service address': claiming((forger) => {
    const { serviceUrl } = forger.desk.sandbox;
    return {
      serviceurl: among<unknown>(
        'https://smba.trafficmanager.net/emea/',
        `${serviceUrl}x`,
        serviceUrl.slice(0, -1),
        serviceUrl.replace('http:', 'HTTP:'),
        `${serviceUrl}#`,
        [serviceUrl],
        { toString: serviceUrl },
      )(forger),
    };
  }),
  'a skill’s': claiming((forger) => ({
    ver: among('1.0', '2.0')(forger),
    appid: anId(forger),
    azp: anId(forger),
  })),
  'a skill’s without a name': claiming(() => ({ appid: 'AnonymousSkill' })),
  'a key that is good for another channel': async ({ keys, claims }) =>
    bearer(await keys.otherChannel.sign(claims as JWTPayload)),
  'a person’s own': async ({ desk, draw }) =>
    bearer(await desk.sandbox.entra.issueApiToken(draw(() => fc.constantFrom(...Object.values(people))).oid)),
  'the bot’s own for the connector': async ({ desk }) =>
    bearer(await ownToken(desk, 'https://api.botframework.com')),
  'the bot’s own for Graph': async ({ desk }) =>
    bearer(await ownToken(desk, desk.sandbox.environment().GRAPH_BASE_URL ?? '')),
};

/** Of a token as the emulator or a skill brings it. */
function entraClaims(forger: Forger, tenantId: string): Claims {
  const { botId } = forger.desk.sandbox.tenant;
  const isFirst = forger.draw(() => fc.boolean());
  return {
    tid: tenantId,
    ver: isFirst ? '1.0' : '2.0',
    iss: isFirst
      ? `https://sts.windows.net/${tenantId}/`
      : `https://login.microsoftonline.com/${tenantId}/v2.0`,
    ...(isFirst ? { appid: botId } : { azp: botId }),
  };
}

/** https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
async function ownToken({ sandbox }: DeskUnderTest, resource: string): Promise<string> {
  const { tenantId, botId, botPassword } = sandbox.tenant;
  const answer = await fetch(`${sandbox.environment().AUTHORITY_HOST}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: botId,
      client_secret: botPassword,
      scope: `${resource}/.default`,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return token;
}
