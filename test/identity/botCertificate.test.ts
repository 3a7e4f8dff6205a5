import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { CertificateError, readBotCertificate } from '../../src/identity/botCertificate.ts';
import { type AppCertificate, makeAppCertificate } from '../sandbox/appCertificate.ts';
import { temporaryFolder } from '../support/botProcess.ts';

let own: AppCertificate;
let other: AppCertificate;
let path: string;
beforeAll(async () => {
  [own, other] = await Promise.all([makeAppCertificate(), makeAppCertificate()]);
  path = `${temporaryFolder()}/bot.pem`;
});
const read = (...parts: string[]) => {
  writeFileSync(path, parts.join('\n'));
  return readBotCertificate(path);
};

describe('the file of the bot’s certificate', () => {
  it('holds key, certificate and its chain, with any line ends', () => {
    const thumbprintSha256 = Buffer.from(own.thumbprint('sha256'), 'base64url').toString('hex');
    expect(read(own.key, own.certificate)).toMatchObject({ thumbprintSha256 });
    expect(read(own.certificate, own.key, other.certificate)).toMatchObject({ thumbprintSha256 });
    expect(read(`${own.key}\n${own.certificate}`.replaceAll('\n', '\r\n'))).toMatchObject({
      thumbprintSha256,
    });
  });

  it('may hold the key in the older form', () => {
    const key = createPrivateKey(own.key).export({ type: 'pkcs1', format: 'pem' });
    expect(() => read(String(key), own.certificate)).not.toThrow();
  });

  it.each<[string, () => string[], RegExp]>([
    ['is empty', () => [''], /holds no certificate\. Put it/],
    ['has a key only', () => [own.key], /holds no certificate\. Put it/],
    ['has a certificate only', () => [own.certificate], /holds no private key\. Put it/],
    [
      'has a certificate that is cut off',
      () => [own.key, own.certificate.slice(0, 300)],
      /holds a certificate that can’t be read/,
    ],
    [
      'has a key that is cut off',
      () => [own.certificate, own.key.slice(0, 300)],
      /holds a private key that can’t be read/,
    ],
    ['has another’s key', () => [other.key, own.certificate], /not its first certificate’s\. Put/],
    [
      'has its chain first',
      () => [own.key, other.certificate, own.certificate],
      /not its first certificate’s\. Put/,
    ],
    [
      'has a key that is encrypted',
      () => [encrypted(), own.certificate],
      /encrypted private key.*openssl pkey/,
    ],
    ['has a key of another kind', () => [elliptic(), own.certificate], /not RSA/],
  ])('is refused where it %s', (_what, parts, problem) => {
    expect(() => read(...parts())).toThrow(CertificateError);
    expect(() => read(...parts())).toThrow(problem);
  });

  it.each([
    ['has ended', -1, /expired on \d{4}-\d\d-\d\d\. Make a new one/],
    ['is not valid yet', 20, /valid from \d{4}-\d\d-\d\d only/],
  ])('is refused where the certificate %s', async (_what, days, problem) => {
    const { key, certificate } = await makeAppCertificate(days);
    expect(() => read(key, certificate)).toThrow(problem);
  });

  it('has to be there', () => {
    expect(() => readBotCertificate(`${path}.none`)).toThrow(/^ENOENT: .*PEM file that the bot may read\.$/);
    expect(() => readBotCertificate(temporaryFolder())).toThrow(/^EISDIR: /);
  });
});

function encrypted(): string {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return privateKey;
}

function elliptic(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
}
