import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import type { JWTPayload } from 'jose';
import type { SigningKey } from '../../src/sandbox/signingKey.ts';
import type { DeskUnderTest } from './desk.ts';

// Requests whose token is not the Bot Framework's for this bot and this service address. What a token must be:
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication. The tricks are those of
// https://datatracker.ietf.org/doc/html/rfc8725 and https://portswigger.net/web-security/jwt.

export type Claims = Readonly<Record<string, unknown>>;

/** The keys that forgers have, and those of theirs that are public. */
export interface Keys {
  /** Nobody published them. */
  readonly rsa: KeyObject;
  readonly ec: KeyObject;
  /** Published, and good for another channel only. */
  readonly otherChannel: SigningKey;
  /** Texts of the channel's public key, by which a token might be signed as if it were a secret. */
  readonly publicTexts: readonly string[];
}

/** What a forger has to work with. */
export interface Forger {
  readonly desk: DeskUnderTest;
  readonly keys: Keys;
  /** Of a proper token, with what the case adds. */
  readonly claims: Claims;
  readonly header: Readonly<Record<string, unknown>> & { readonly kid: string };
  /** What varies from case to case. */
  readonly draw: fc.GeneratorValue;
}

/** Names and values of the headers that the request has with it. */
export type Forgery = (forger: Forger) => Promise<readonly string[]>;

export async function createKeys(desk: DeskUnderTest): Promise<Keys> {
  const { channelTokens, url } = desk.sandbox;
  const published = await fetch(`${url}/botframework/v1/.well-known/keys`);
  const [jwk] = ((await published.json()) as { keys: [JsonWebKey] }).keys;
  const key = createPublicKey({ key: jwk as never, format: 'jwk' });
  const pem = (type: 'spki' | 'pkcs1') => String(key.export({ type, format: 'pem' }));
  return {
    rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    otherChannel: await channelTokens.addKey('sandbox-webchat-1', ['webchat', 'directline']),
    publicTexts: [
      pem('spki'),
      pem('pkcs1'),
      pem('pkcs1').trim(),
      JSON.stringify(jwk),
      String(jwk.n),
      desk.sandbox.tenant.botId,
      '',
    ],
  };
}

export const bearer = (token: string) => ['Authorization', `Bearer ${token}`];
export const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
export const now = () => Math.floor(Date.now() / 1_000);

/** A token that somebody put together by hand. */
export function made(header: object, claims: object, signature: (data: Buffer) => Buffer): string {
  const data = `${part(header)}.${part(claims)}`;
  return `${data}.${signature(Buffer.from(data)).toString('base64url')}`;
}

export const rs256 = (key: KeyObject) => (data: Buffer) => sign('sha256', data, key);

export const good = ({ desk, claims, header }: Forger) =>
  desk.sandbox.channelTokens.sign(desk.sandbox.serviceUrl, claims as JWTPayload, header);

/** Signed by the channel, but not with these claims for this bot. */
export const claiming =
  (changes: (forger: Forger) => Claims): Forgery =>
  async (forger) =>
    bearer(await good({ ...forger, claims: { ...forger.claims, ...changes(forger) } }));

/** Signed with a key of the forger's own. */
export const ownKey =
  (header: (forger: Forger) => object = () => ({})): Forgery =>
  async (forger) =>
    bearer(
      made({ ...forger.header, alg: 'RS256', ...header(forger) }, forger.claims, rs256(forger.keys.rsa)),
    );

/** A proper token, changed as text. */
export const changed =
  (change: (parts: [string, string, string], forger: Forger) => string): Forgery =>
  async (forger) =>
    bearer(change((await good(forger)).split('.') as [string, string, string], forger));

/** A proper token, in other headers than one of `Authorization: Bearer`. */
export const carried =
  (headers: (token: string, forger: Forger) => readonly string[]): Forgery =>
  async (forger) =>
    headers(await good(forger), forger);

export const among =
  <Value>(...values: [Value, ...Value[]]) =>
  ({ draw }: Forger): Value =>
    draw(() => fc.constantFrom(...values));
export const anId = ({ draw }: Forger) => draw(() => fc.uuid());

function flipped(bytes: Buffer, forger: Forger): Buffer {
  const copy = Buffer.from(bytes);
  const at = forger.draw(() => fc.nat(copy.length - 1));
  copy[at] = (copy[at] ?? 0) ^ forger.draw(() => fc.integer({ min: 1, max: 255 }));
  return copy;
}

export const flippedPart = (text: string, forger: Forger) =>
  flipped(Buffer.from(text, 'base64url'), forger).toString('base64url');
