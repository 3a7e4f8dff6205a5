import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TokenCredential } from '@azure/identity';
import { SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CertificateAuthority, issueServerCertificate } from '../../src/sandbox/certificates.ts';
import { createBlobStore } from '../../src/storage/blobStore.ts';
import { type Store, StoreSetupError } from '../../src/store.ts';
import { type Azurite, startAzurite } from '../support/azurite.ts';
import { temporaryFolder } from '../support/botProcess.ts';
import { itForgetsInTime } from './retentionContract.ts';
import { itKeepsTheStoreContract } from './storeContract.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});

const open = async (): Promise<Store> => {
  const { url, connectionString } = await azurite.createContainer();
  return createBlobStore(url, connectionString);
};

describe('the store in Azure Blob Storage', () => {
  itKeepsTheStoreContract(open, async () => {});
  itForgetsInTime(open, async () => {});
});

describe('what the operator has to mend', () => {
  const messageOf = async (store: Store): Promise<string> => {
    const error = await store.check().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(StoreSetupError);
    return (error as Error).message;
  };

  it('is a container that is not there: none is made', async () => {
    const { url, connectionString } = await azurite.createContainer();
    const store = createBlobStore(`${url}-other`, connectionString);
    expect(await messageOf(store)).toMatch(/has no container "desk-.*-other": create it, or correct STORAGE/);
    await expect(store.read(['a'])).rejects.toThrow(StoreSetupError);
  });

  it('is a key that is not the account’s', async () => {
    const { url, connectionString } = await azurite.createContainer();
    const store = createBlobStore(url, connectionString.replace(/AccountKey=..../, 'AccountKey=AAAA'));
    expect(await messageOf(store)).toMatch(
      /refuses \(\w+\): the key or shared access signature of STORAGE_CONN/,
    );
  });

  it('is an account that is not there', async () => {
    const url = 'https://nobody.invalid/container';
    const token: TokenCredential = {
      getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 1e7 }),
    };
    expect(await messageOf(createBlobStore(url, token))).toBe(
      'there is no nobody.invalid: correct the storage account’s name in STORAGE'.replace('’', "'"),
    );
  });

  it('is a connection string of another account, or none', async () => {
    const { url, connectionString } = await azurite.createContainer();
    expect(() => createBlobStore(url.replace('devstore', 'otherstore'), connectionString)).toThrow(
      'it is not of the storage account that STORAGE names',
    );
    expect(() => createBlobStore(url, 'canary')).toThrow(/^(?!.*canary)/);
  });
});

describe('with a token of a managed identity', () => {
  it('keeps what is written, over https; a token that is refused is told with what to do', async () => {
    const authority = JSON.parse(
      readFileSync(process.env.TEST_AUTHORITY ?? '', 'utf8'),
    ) as CertificateAuthority;
    const { cert, key } = await issueServerCertificate(authority);
    const folder = temporaryFolder();
    const certificate = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
    writeFileSync(certificate.cert, cert);
    writeFileSync(certificate.key, key);
    const { url } = await (await startAzurite({ certificate })).createContainer();
    const asked: unknown[] = [];
    const identityFor = (audience: string): TokenCredential => ({
      async getToken(scopes) {
        asked.push(scopes);
        const token = await new SignJWT({})
          .setProtectedHeader({ alg: 'HS256' })
          .setIssuer('https://sts.windows.net/11111111-1111-4111-8111-111111111111/')
          .setAudience(audience)
          .setIssuedAt()
          .setNotBefore('-1m')
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode('anything'));
        return { token, expiresOnTimestamp: Date.now() + 3_600_000 };
      },
    });
    const store = createBlobStore(url, identityFor('https://storage.azure.com'));
    await store.check();
    await store.write({ a: { n: 1 } });
    expect((await store.read(['a'])).a?.n).toBe(1);
    expect(asked.flat()).toEqual(['https://storage.azure.com/.default']);
    await expect(createBlobStore(url, identityFor('https://graph.microsoft.com')).check()).rejects.toThrow(
      /refuses \(\w+\): give the managed identity the role "Storage Blob Data Contributor"/,
    );
  });
});
