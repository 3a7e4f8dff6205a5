import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from '../../src/sandbox/certificates.ts';

/**
 * Runs once, before the workers start. Node reads NODE_EXTRA_CA_CERTS when a process begins, so the authority that the
 * sandboxes of this run have in common is made here, and the workers inherit it.
 */
export async function setup(): Promise<() => void> {
  process.stdout.write(`Seed of the property-based tests: ${process.env.SEED}\n`);
  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-tests-'));
  const authority = await createCertificateAuthority();
  const file = join(folder, 'authority.pem');
  const others = process.env.NODE_EXTRA_CA_CERTS;
  writeFileSync(file, `${authority.certificate}\n${others ? readFileSync(others, 'utf8') : ''}`);
  writeFileSync(join(folder, 'authority.json'), JSON.stringify(authority));
  process.env.NODE_EXTRA_CA_CERTS = file;
  process.env.TEST_AUTHORITY = join(folder, 'authority.json');
  return () => rmSync(folder, { recursive: true, force: true });
}
