import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { ContainerClient } from '@azure/storage-blob';
import { temporaryFolder } from './botProcess.ts';
import { startProcess } from './nodeProcess.ts';

const program = fileURLToPath(new URL('../../node_modules/azurite/dist/src/blob/main.js', import.meta.url));
const account = 'devstoreaccount1';

export interface Container {
  readonly url: string;
  readonly connectionString: string;
}

export interface Azurite {
  readonly origin: string;
  /** Makes a container. @param origin another way to the service, such as a proxy */
  createContainer(origin?: string): Promise<Container>;
  /** Stops the service as an operator would, so that it keeps what it has. */
  stop(): Promise<void>;
  /** Starts it again on the same port, with what it had. */
  start(): Promise<void>;
}

/** Microsoft's stand-in for Azure Blob Storage, in a process of its own that ends with the test file. */
export async function startAzurite(
  options: { readonly certificate?: { readonly cert: string; readonly key: string } } = {},
): Promise<Azurite> {
  const { certificate } = options;
  const folder = temporaryFolder();
  // An account of its own, so that no key has to be written down.
  const key = randomBytes(64).toString('base64');
  const args = [program, '--blobHost', '127.0.0.1', '--location', folder, '--disableTelemetry', '--silent'];
  // It is older than the service version that the client library asks for, none of which is used here.
  args.push('--skipApiVersionCheck');
  if (certificate) args.push('--oauth', 'basic', '--cert', certificate.cert, '--key', certificate.key);
  let port = '0';
  const start = async () => {
    const started = startProcess(process.execPath, [...args, '--blobPort', port], {
      environment: { AZURITE_ACCOUNTS: `${account}:${key}` },
      folder,
    });
    const [, listens = ''] = await started.shows(/successfully listens on (\S+)/);
    port = new URL(listens).port;
    return started;
  };
  let running = await start();
  const origin = `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`;
  const connectionStringTo = (to: string): string =>
    `DefaultEndpointsProtocol=${new URL(to).protocol.slice(0, -1)};AccountName=${account};AccountKey=${key};BlobEndpoint=${to}/${account};`;

  const containers: ContainerClient[] = [];

  return {
    origin,
    async createContainer(to = origin) {
      const name = `desk-${randomUUID()}`;
      const container = new ContainerClient(connectionStringTo(origin), name);
      await container.create();
      containers.push(container);
      return { url: `${to}/${account}/${name}`, connectionString: connectionStringTo(to) };
    },
    async stop() {
      await running.end('SIGTERM');
    },
    async start() {
      running = await start();
      // It may end before it has written down a container that was just made.
      await Promise.all(containers.map((container) => container.createIfNotExists()));
    },
  };
}
