// How many operations a second each kind of store does, one after another and sixteen at a time. Azure Blob Storage is
// Azurite here, on the same machine: what the network and Azure add is not in its figures.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ContainerClient } from '@azure/storage-blob';
import { createBlobStore } from '../../dist/storage/blobStore.js';
import { createLmdbStore } from '../../dist/storage/lmdbStore.js';
import { createMemoryStore } from '../../dist/storage/memoryStore.js';
import { table } from './report.mjs';

/** Milliseconds that each figure is measured for. */
const measuredMs = 1_000;
const warmUpMs = 300;
/** About what an open edit of a whole profile takes. */
const item = { text: 'x'.repeat(2_000) };

/** @returns {Promise<object[]>} figures by store and operation */
export async function measureStores() {
  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-stores-'));
  const azurite = await startAzurite(folder);
  const stores = {
    'in memory': () => createMemoryStore(),
    lmdb: () => createLmdbStore(join(folder, 'lmdb')),
    'Blob Storage (Azurite)': () => createBlobStore(azurite.url, azurite.connectionString),
  };
  try {
    const figures = [];
    for (const [name, open] of Object.entries(stores)) {
      const store = open();
      const perSecond = {};
      for (const [operation, { one, many }] of Object.entries(operationsOf(store))) {
        await prepare(store);
        await run(one, 1, warmUpMs);
        perSecond[operation] = {
          alone: await run(one, 1, measuredMs),
          sixteen: await run(many, 16, measuredMs),
        };
      }
      await store.close();
      figures.push({ name, perSecond });
    }
    return figures;
  } finally {
    await azurite.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export function storesTextOf(figures) {
  const rows = figures.flatMap(({ name, perSecond }) =>
    Object.entries(perSecond).map(([operation, { alone, sixteen }], at) => [
      at === 0 ? name : '',
      operation,
      String(Math.round(alone)),
      String(Math.round(sixteen)),
      '',
    ]),
  );
  const heads = [
    ['', '', 'a second,', 'a second,', ''],
    ['Store', 'operation', 'one by one', '16 at a time', ''],
  ];
  return [
    `Items of ${item.text.length} bytes, ${measuredMs} ms for each figure.`,
    '',
    ...table([...heads, ...rows]),
  ].join('\n');
}

/** Each takes the number of the worker, so that many don't meet, but in the last. */
function operationsOf(store) {
  const key = (worker) => `bench/${worker}`;
  const compareAndSet = async (name) => {
    const found = (await store.read([name]))[name];
    await store.write({ [name]: { ...item, eTag: found.eTag } });
  };
  const contended = async () => {
    for (;;) {
      try {
        return await compareAndSet(key('shared'));
      } catch (error) {
        if (error.name !== 'StoreConflictError') throw error;
      }
    }
  };
  const same = (work) => ({ one: work, many: work });
  return {
    read: same((worker) => store.read([key(worker)])),
    write: same((worker) => store.write({ [key(worker)]: { ...item, eTag: '*' } })),
    'read, then compare and set': same((worker) => compareAndSet(key(worker))),
    'the same, all on one item': { one: contended, many: contended },
  };
}

async function prepare(store) {
  for (const worker of ['shared', ...Array.from({ length: 16 }, (_, at) => at)])
    await store.write({ [`bench/${worker}`]: { ...item, eTag: '*' } });
}

/** @returns {Promise<number>} operations a second */
async function run(work, workers, ms) {
  const startedAt = performance.now();
  let count = 0;
  const one = async (_, worker) => {
    while (performance.now() - startedAt < ms) {
      await work(worker);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: workers }, one));
  return (count * 1_000) / (performance.now() - startedAt);
}

async function startAzurite(folder) {
  const account = 'devstoreaccount1';
  const key = randomBytes(64).toString('base64');
  const program = resolve('node_modules/azurite/dist/src/blob/main.js');
  const options = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence'];
  const child = spawn(
    process.execPath,
    [program, ...options, '--disableTelemetry', '--silent', '--skipApiVersionCheck'],
    { cwd: folder, env: { AZURITE_ACCOUNTS: `${account}:${key}` }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const origin = await new Promise((found, notFound) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const listens = /successfully listens on (\S+)/.exec(output);
      if (listens) found(listens[1]);
    });
    child.once('exit', () => notFound(new Error(`Azurite did not start: ${output}`)));
  });
  const connectionString = `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};BlobEndpoint=${origin}/${account};`;
  await new ContainerClient(connectionString, 'bench').create();
  return {
    url: `${origin}/${account}/bench`,
    connectionString,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
