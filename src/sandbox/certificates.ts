import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Crypto);

/** A certificate authority that lives as long as the sandbox; whoever is to trust it is given its certificate. */
export interface CertificateAuthority {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS 8: so that a test run can make one authority and hand it to many sandboxes. */
  readonly privateKey: string;
}

/** PEM texts of a server's key and certificate. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 24 * 60 * 60_000;

export async function createCertificateAuthority(): Promise<CertificateAuthority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    serialNumber: '01',
    name: 'CN=Profile Desk sandbox authority',
    signingAlgorithm: algorithm,
    keys: keys as unknown as CryptoKeyPair,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey: await pem(keys.privateKey) };
}

/** A certificate for this machine's own names, signed by the authority. */
export async function issueServerCertificate(authority: CertificateAuthority): Promise<ServerCertificate> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const signingKey = await webcrypto.subtle.importKey(
    'pkcs8',
    x509.PemConverter.decodeFirst(authority.privateKey),
    algorithm,
    false,
    ['sign'],
  );
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(),
    subject: 'CN=localhost',
    issuer: issuer.subject,
    signingAlgorithm: algorithm,
    signingKey: signingKey as unknown as CryptoKey,
    publicKey: keys.publicKey as unknown as CryptoKey,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  });
  return { key: await pem(keys.privateKey), cert: certificate.toString('pem') };
}

/** A certificate that an operator made for the app registration, with its key. */
export interface ClientCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PEM, PKCS 8. */
  readonly key: string;
  readonly privateKey: webcrypto.CryptoKey;
}

/** @param days until it ends; it begins ten days before. */
export async function createClientCertificate(days = 1): Promise<ClientCertificate> {
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = await webcrypto.subtle.generateKey(rsa, true, ['sign', 'verify']);
  const end = Date.now() + days * dayMs;
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Profile Desk',
    notBefore: new Date(end - 10 * dayMs),
    notAfter: new Date(end),
    signingAlgorithm: rsa,
    keys: keys as unknown as CryptoKeyPair,
  });
  return {
    certificate: made.toString('pem'),
    key: await pem(keys.privateKey),
    privateKey: keys.privateKey,
  };
}

function validity(): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + 7 * dayMs) };
}

async function pem(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
