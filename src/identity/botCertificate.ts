import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface BotCertificate {
  /** The whole file: private key, certificate, and its chain if there is one. */
  readonly pem: string;
  /** Hexadecimal. */
  readonly thumbprintSha256: string;
}

/** Says what is wrong with the file, and what to do. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/**
 * Reads the certificate that proves the bot to Entra, which knows its public half from the app registration:
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials.
 * @param path a PEM file with the private key and the certificate, in any order; those of a chain come after it.
 * @throws CertificateError
 */
export function readBotCertificate(path: string): BotCertificate {
  const pem = readFile(path);
  const wrong = (problem: string) => new CertificateError(`${path} ${problem}`);
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw wrong('holds no certificate. Put it into the file as PEM, beside its private key.');
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    throw wrong('holds a certificate that can’t be read. Export it as PEM again.');
  }
  const key = readKey(pem, wrong);
  if (!certificate.checkPrivateKey(key))
    throw wrong(
      'holds a private key that is not its first certificate’s. Put the bot’s own certificate before those of its chain.',
    );
  const now = Date.now();
  if (Date.parse(certificate.validTo) <= now)
    throw wrong(
      `holds a certificate that expired on ${day(certificate.validTo)}. Make a new one, and upload it to the app registration.`,
    );
  if (Date.parse(certificate.validFrom) > now)
    throw wrong(
      `holds a certificate that is valid from ${day(certificate.validFrom)} only. Use another until then, or set this machine’s clock right.`,
    );
  return { pem, thumbprintSha256: createHash('sha256').update(certificate.raw).digest('hex') };
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CertificateError(
      `${(error as Error).message}. It has to name a PEM file that the bot may read.`,
    );
  }
}

/** Nothing else than RSA signs what Entra takes: https://learn.microsoft.com/entra/identity-platform/certificate-credentials#header. */
function readKey(pem: string, wrong: (problem: string) => Error): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem))
    throw wrong(
      'holds an encrypted private key, and nothing could give its passphrase. Store it without one (openssl pkey), readable by the bot alone.',
    );
  if (!/-----BEGIN (RSA |EC )?PRIVATE KEY-----/.test(pem))
    throw wrong('holds no private key. Put it into the file as PEM, beside the certificate.');
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw wrong('holds a private key that can’t be read. Export it as PEM again.');
  }
  if (key.asymmetricKeyType !== 'rsa')
    throw wrong('holds a private key that is not RSA. Microsoft Entra takes RSA certificates only.');
  return key;
}

function day(date: string): string {
  return new Date(date).toISOString().slice(0, 10);
}
