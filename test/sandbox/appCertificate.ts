import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientCertificate, createClientCertificate } from '../../src/sandbox/certificates.ts';

/** A certificate that an operator made for the app registration. */
export interface AppCertificate extends ClientCertificate {
  /** A file with key and certificate, as `BOT_CERTIFICATE_PATH` wants it. */
  readonly path: string;
  /** Base64url, as an assertion's header carries it. */
  thumbprint(algorithm: 'sha1' | 'sha256'): string;
  remove(): void;
}

/** @param days until it ends */
export async function makeAppCertificate(days = 1): Promise<AppCertificate> {
  const made = await createClientCertificate(days);
  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-certificate-'));
  const path = join(folder, 'bot.pem');
  writeFileSync(path, `${made.key}\n${made.certificate}\n`);
  const { raw } = new X509Certificate(made.certificate);
  return {
    ...made,
    path,
    thumbprint: (name) => createHash(name).update(raw).digest('base64url'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
