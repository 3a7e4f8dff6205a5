import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { JwtTokenExtractor } from 'botframework-connector/lib/auth/jwtTokenExtractor.js';
import { type IOpenIdMetadataKey, OpenIdMetadata } from 'botframework-connector/lib/auth/openIdMetadata.js';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { urlProblem } from '../hosts.ts';
import type { Log } from '../log.ts';

/**
 * Milliseconds after which the keys are read anew:
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#step-3-get-the-list-of-valid-signing-keys.
 */
const freshMs = 24 * 60 * 60_000;
/** Milliseconds between two reads, where some keys are known: anybody can send a token that names another. */
const againMs = 10_000;

const metadata = z.object({ jwks_uri: z.string() });
const keyList = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), endorsements: z.array(z.string()).optional() })),
});

export interface ChannelKeysOptions {
  readonly metadataUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  /** From asking for the keys to going on with those that are known. */
  readonly timeoutMs: number;
}

/**
 * The keys by which the tokens of the channel are checked. The SDK's own reader (botframework-connector 4.23.3,
 * src/auth/openIdMetadata.ts) waits for ever, takes half a list for one, and then for an hour refuses everybody; it
 * forgets the keys it has when it can't read others after a day.
 */
export class ChannelKeys extends OpenIdMetadata {
  readonly #options: ChannelKeysOptions;
  #keys: ReadonlyMap<string, IOpenIdMetadataKey> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(options: ChannelKeysOptions) {
    super(options.metadataUrl);
    this.#options = options;
  }

  /** Has the SDK use these keys: it makes its own reader for a URL, once in a process, and can't be given another. */
  install(): void {
    const { openIdMetadataCache } = JwtTokenExtractor as unknown as {
      readonly openIdMetadataCache: Map<string, OpenIdMetadata>;
    };
    openIdMetadataCache.set(this.#options.metadataUrl, this);
  }

  /** A key of the last list that could be read, which may be an old one while there is no other to be had. */
  override async getKey(id: string): Promise<IOpenIdMetadataKey | null> {
    const now = this.#options.clock.now();
    const isKnown = this.#keys.has(id) && now < this.#readAt + freshMs;
    const mayRead = this.#keys.size === 0 || now >= this.#triedAt + againMs;
    if (!isKnown && (mayRead || this.#reading))
      await this.#read().catch((error: unknown) =>
        this.#options.log.error('channel keys not read', { error }),
      );
    return this.#keys.get(id) ?? null;
  }

  /** Rejects where there are no keys, and none can be had. */
  async check(): Promise<void> {
    if (this.#keys.size === 0) await this.#read();
  }

  /** Those who want it at the same time share it. */
  #read(): Promise<void> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<void> {
    const { clock, metadataUrl, timeoutMs } = this.#options;
    this.#triedAt = clock.now();
    const signal = AbortSignal.timeout(timeoutMs);
    const { jwks_uri: keysUrl } = metadata.parse(await readJson(metadataUrl, signal));
    const { keys } = keyList.parse(await readJson(keysUrl, signal));
    const read = new Map(keys.flatMap(toKey));
    if (read.size === 0) throw new Error('The channel has no keys');
    this.#keys = read;
    this.#readAt = clock.now();
  }
}

/** Of RS256: https://datatracker.ietf.org/doc/html/rfc7518#section-3.3. */
const leastModulusBits = 2_048;

/** Those of another kind, or broken, are left out: they would stand in the place of a good one of the same name. */
function toKey(jwk: z.infer<typeof keyList>['keys'][number]): [string, IOpenIdMetadataKey][] {
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
    if (key.asymmetricKeyType !== 'rsa' || modulusLength < leastModulusBits) return [];
    const pem = key.export({ type: 'spki', format: 'pem' }).toString();
    return [[jwk.kid, { key: pem, ...(jwk.endorsements ? { endorsements: jwk.endorsements } : {}) }]];
  } catch {
    return [];
  }
}

async function readJson(url: string, signal: AbortSignal): Promise<unknown> {
  if (urlProblem(url)) throw new Error('The channel names keys at an address that is not https');
  const answer = await fetch(url, { redirect: 'error', signal });
  if (!answer.ok) throw new Error(`The channel answered ${answer.status}`);
  return await answer.json();
}
