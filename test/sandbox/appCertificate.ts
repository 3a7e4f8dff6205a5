import 'reflect-metadata';
import { createHash, webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

/** A certificate that an operator made for the app registration. */
export interface AppCertificate {
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: webcrypto.CryptoKey;
  /** A file with key and certificate, as `BOT_CERTIFICATE_PATH` wants it. */
  readonly path: string;
  /** Base64url, as an assertion's header carries it. */
  thumbprint(algorithm: 'sha1' | 'sha256'): string;
  remove(): void;
}

/** @param days until it ends */
export async function makeAppCertificate(days = 1): Promise<AppCertificate> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto);
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const end = Date.now() + days * 86_400_000;
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Profile Desk test',
    notBefore: new Date(end - 10 * 86_400_000),
    notAfter: new Date(end),
    signingAlgorithm: algorithm,
    keys: keys as unknown as CryptoKeyPair,
  });
  const certificate = made.toString('pem');
  const key = x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );
  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-certificate-'));
  const path = join(folder, 'bot.pem');
  writeFileSync(path, `${key}\n${certificate}\n`);
  return {
    certificate,
    privateKey: keys.privateKey,
    path,
    thumbprint: (name) => createHash(name).update(new Uint8Array(made.rawData)).digest('base64url'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
