import { constants, createHmac, createPublicKey, sign } from 'node:crypto';
import fc from 'fast-check';
import {
  among,
  anId,
  bearer,
  carried,
  changed,
  claiming,
  type Forgery,
  flippedPart,
  good,
  made,
  ownKey,
  part,
  rs256,
} from './forger.ts';

/** What is no token, or one that the channel did not sign. */
export const forgedSignatures: Readonly<Record<string, Forgery>> = {
  'no header, whatever else there is': async (forger) => [`X-${anId(forger)}`, anId(forger)],
  'an empty token': async (forger) => [
    'Authorization',
    among('', 'Bearer', 'Bearer ', 'Bearer .', 'Bearer ..')(forger),
  ],
  garbage: async ({ draw }) =>
    bearer(draw(() => fc.array(fc.base64String(), { minLength: 1, maxLength: 6 })).join('.')),
  'three parts of garbage': async ({ draw }) =>
    bearer([1, 2, 3].map(() => draw(() => fc.jsonValue().map(part))).join('.')),
  'another scheme': carried((token, forger) => [
    'Authorization',
    `${among('Basic', 'Token', 'JWT', 'Negotiate', 'DPoP')(forger)} ${token}`,
  ]),
  'the scheme in another case': carried((token, forger) => [
    'Authorization',
    `${among('bearer', 'BEARER', 'bEARER')(forger)} ${token}`,
  ]),
  'no scheme': carried((token) => ['Authorization', token]),
  'another space': carried((token, forger) => [
    'Authorization',
    `Bearer${among('  ', '\t', ' \t', ',', ':', '')(forger)}${token}`,
  ]),
  'more behind it': carried((token, forger) => [
    'Authorization',
    `Bearer ${token}${among(' x', ',x', ';', `, Bearer ${token}`, ` ${token}`, '=', '.', '.x')(forger)}`,
  ]),
  'quotes around it': carried((token, forger) => [
    'Authorization',
    `Bearer ${among('"', "'", '<')(forger)}${token}"`,
  ]),
  'another header': carried((token, forger) => [
    among(
      'Proxy-Authorization',
      'X-Authorization',
      'Cookie',
      'X-MS-Token-AAD-Access-Token',
      'Authentication',
    )(forger),
    `Bearer ${token}`,
  ]),
  'two headers, the first of them forged': async (forger) => [
    ...bearer(made(forger.header, forger.claims, rs256(forger.keys.rsa))),
    ...bearer(await good(forger)),
  ],
  'more than 8 KB': claiming(({ draw }) => ({
    more: 'x'.repeat(draw(() => fc.integer({ min: 8_192, max: 10_000 }))),
  })),

  'no signature': changed(
    ([, claims], forger) =>
      `${part({ ...forger.header, alg: among('none', 'None', 'NONE', 'nOnE')(forger) })}.${claims}.`,
  ),
  'alg none with a signature': changed(
    ([, claims, signature], forger) =>
      `${part({ ...forger.header, alg: among('none', 'None', '', null, 'NONE')(forger) })}.${claims}.${signature}`,
  ),
  'two parts': changed(([header, claims]) => `${header}.${claims}`),
  'HS256 with the public key as its secret': async (forger) =>
    bearer(
      made({ ...forger.header, alg: 'HS256' }, forger.claims, (data) =>
        createHmac('sha256', among(...(forger.keys.publicTexts as [string]))(forger))
          .update(data)
          .digest(),
      ),
    ),
  'HS256 that says RS256': async (forger) =>
    bearer(
      made(forger.header, forger.claims, (data) =>
        createHmac('sha256', among(...(forger.keys.publicTexts as [string]))(forger))
          .update(data)
          .digest(),
      ),
    ),
  'ES256 with a key of one’s own': async (forger) =>
    bearer(
      made({ ...forger.header, alg: 'ES256' }, forger.claims, (data) =>
        sign('sha256', data, { key: forger.keys.ec, dsaEncoding: 'ieee-p1363' }),
      ),
    ),
  'PS256 with a key of one’s own': async (forger) =>
    bearer(
      made({ ...forger.header, alg: 'PS256' }, forger.claims, (data) =>
        sign('sha256', data, {
          key: forger.keys.rsa,
          padding: constants.RSA_PKCS1_PSS_PADDING,
          saltLength: 32,
        }),
      ),
    ),
  'a key of one’s own under the channel’s name': ownKey(),
  'a key of one’s own under another name': ownKey((forger) => ({ kid: anId(forger) })),
  'the channel’s key under the name of another that is published': async (forger) =>
    bearer(await good({ ...forger, header: { ...forger.header, kid: 'sandbox-webchat-1' } })),
  'the channel’s key under a name that is not published': async (forger) =>
    bearer(await good({ ...forger, header: { ...forger.header, kid: anId(forger) } })),
  'a key without a name': ownKey(() => ({ kid: undefined })),
  'a name of a key that is a trick': ownKey((forger) => ({
    kid: among<unknown>(
      '../../../../dev/null',
      "' or 1=1 --",
      '__proto__',
      'constructor',
      '',
      null,
      0,
      [],
      {},
      ['sandbox-channel-1'],
      { kid: 'sandbox-channel-1' },
    )(forger),
  })),
  'the key in the header': ownKey((forger) => ({
    kid: among('sandbox-channel-1', 'own')(forger),
    jwk: { ...createPublicKey(forger.keys.rsa).export({ format: 'jwk' }), kid: 'own' },
  })),
  'the address of the keys in the header': ownKey((forger) => ({
    kid: among('sandbox-channel-1', 'own')(forger),
    jku: `http://127.0.0.1:${forger.draw(() => fc.integer({ min: 1, max: 65_535 }))}/keys`,
  })),
  'the address of a certificate in the header': ownKey(() => ({
    x5u: 'https://evil.example/certificate.pem',
  })),
  'a certificate in the header': ownKey((forger) => ({
    x5c: [createPublicKey(forger.keys.rsa).export({ type: 'spki', format: 'der' }).toString('base64')],
  })),
  'a payload that is not encoded': ownKey(() => ({ b64: false, crit: ['b64'] })),
  'a signature cut short': changed(
    ([header, claims, signature], { draw }) =>
      `${header}.${claims}.${signature.slice(0, -draw(() => fc.integer({ min: 2, max: signature.length - 1 })))}`,
  ),
  'a signature made longer': changed(
    ([header, claims, signature], { draw }) =>
      `${header}.${claims}.${Buffer.concat([Buffer.from(signature, 'base64url'), Buffer.from(draw(() => fc.uint8Array({ minLength: 1, maxLength: 300 })))]).toString('base64url')}`,
  ),
  'a signature with a bit changed': changed(
    ([header, claims, signature], forger) => `${header}.${claims}.${flippedPart(signature, forger)}`,
  ),
  'a signature of zeros': changed(
    ([header, claims], forger) =>
      `${header}.${claims}.${Buffer.alloc(256, among(0, 1, 255)(forger)).toString('base64url')}`,
  ),
  'a signature with padding': changed(
    ([header, claims, signature], forger) =>
      `${header}.${claims}.${signature}${among('=', '==', '%3D', '\\n')(forger)}`,
  ),
  'claims with a byte changed': changed(
    ([header, claims, signature], forger) => `${header}.${flippedPart(claims, forger)}.${signature}`,
  ),
  'a header with a byte changed': changed(
    ([header, claims, signature], forger) => `${flippedPart(header, forger)}.${claims}.${signature}`,
  ),
  'claims replaced': changed(
    ([header, claims, signature], forger) =>
      `${header}.${part({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), more: anId(forger) })}.${signature}`,
  ),
  'another token’s signature': async (forger) => {
    const other = await good({ ...forger, claims: { ...forger.claims, jti: anId(forger) } });
    const [header, claims] = (await good(forger)).split('.');
    return bearer(`${header}.${claims}.${other.split('.')[2]}`);
  },
  'five parts, as if encrypted': changed(
    ([header, claims, signature]) => `${header}.${signature}.${claims}.${claims}.${signature}`,
  ),
  'JSON instead of three parts': changed(([header, claims, signature]) =>
    JSON.stringify({ payload: claims, protected: header, signature }),
  ),
};
