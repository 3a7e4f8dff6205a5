import {
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

/** An RSA key that signs tokens, and its public half as services publish it. */
export interface SigningKey {
  readonly publicJwk: JWK;
  /**
   * Signs claims as they are; lifetime claims are the caller's.
   * @param header instead of, or besides, a proper one
   */
  sign(claims: JWTPayload, header?: Partial<JWTHeaderParameters>): Promise<string>;
}

export async function createSigningKey(keyId: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const publicJwk: JWK = { ...(await exportJWK(publicKey)), kid: keyId, use: 'sig', alg: 'RS256' };
  return {
    publicJwk,
    sign: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: keyId, typ: 'JWT', ...header })
        .sign(privateKey),
  };
}

/** Lifetime claims as Entra and the Bot Framework give them: an hour, valid from a little before. */
export function lifetime(seconds = 3600): { iat: number; nbf: number; exp: number } {
  const now = Math.floor(Date.now() / 1000);
  return { iat: now, nbf: now - 300, exp: now + seconds };
}
