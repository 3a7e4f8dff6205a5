import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { type App, createApp, type Parts } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { CertificateAuthority } from '../../src/sandbox/certificates.ts';
import type { GraphRequestRecord } from '../../src/sandbox/graph/requestRecord.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import {
  type CardAction,
  type MessageView,
  TeamsClient,
  type TeamsClientOptions,
} from '../../src/sandbox/teams/client.ts';
import { actionOf, inputsOf } from './cards.ts';

type Environment = Readonly<Record<string, string>>;

export interface DeskOptions extends Omit<Parts, 'log'> {
  /** Besides, or instead of, what the sandbox says. */
  readonly environment?: Environment | ((sandbox: Environment) => Environment);
  readonly sandbox?: SandboxOptions;
}

/** The bot in this process, behind its real door, and Microsoft's services beside it. */
export interface DeskUnderTest {
  readonly sandbox: Sandbox;
  readonly app: App;
  /** The bot's address. */
  readonly url: string;
  /** Every line that was logged. */
  readonly lines: string[];
  /** Somebody's Teams client, with the personal chat open. */
  as(person: { readonly oid: string }, options?: Partial<TeamsClientOptions>): Promise<TeamsClient>;
  /** The requests that Graph saw since the last call, each batch as one. */
  graphCalls(): string[];
  /** The writes that Graph saw, oldest first. */
  patches(): GraphRequestRecord[];
  /** What they hold. */
  bodies(): unknown[];
  /** A message as it is seen later, on any device: what is stored of it once nothing goes on any more. */
  stored(client: TeamsClient, message: MessageView): Promise<MessageView>;
  close(): Promise<void>;
}

export async function startDesk(options: DeskOptions = {}): Promise<DeskUnderTest> {
  const { environment, sandbox: sandboxOptions, ...parts } = options;
  const authority = JSON.parse(
    readFileSync(process.env.TEST_AUTHORITY ?? '', 'utf8'),
  ) as CertificateAuthority;
  const clock = parts.clock ? { clock: parts.clock } : {};
  const sandbox = await startSandbox({ authority, ...clock, ...sandboxOptions });
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const given = sandbox.environment();
  const config = readConfig({
    ...given,
    PORT: '0',
    STORAGE: 'memory:',
    // Tests are faster than people.
    RATE_LIMIT: '0',
    ...(typeof environment === 'function' ? environment(given) : environment),
  });
  const app = createApp(config, { ...parts, log: createLog('debug', sink) });
  const url = `http://127.0.0.1:${await app.listen()}`;
  sandbox.setBotEndpoint(`${url}/api/messages`);
  const clients: TeamsClient[] = [];
  const patches = () => sandbox.graph.requests.filter(({ method }) => method === 'PATCH');
  let seen = 0;
  return {
    sandbox,
    app,
    url,
    lines,
    async as({ oid }, clientOptions = {}) {
      const client = new TeamsClient({ baseUrl: sandbox.url, oid, ...clientOptions });
      clients.push(client);
      await client.open();
      return client;
    },
    graphCalls() {
      const calls = sandbox.graph.requests
        .slice(seen)
        .map(({ method, url: path }) => `${method} ${path.split('?')[0]}`);
      seen = sandbox.graph.requests.length;
      return calls;
    },
    patches,
    bodies: () => patches().map(({ body }) => body),
    async stored(client, { id }) {
      await app.idle();
      await client.reload();
      return client.view(id);
    },
    async close() {
      for (const client of clients) client.close();
      await app.close();
      await sandbox.close();
    },
  };
}

/**
 * Presses a button of a message, with its inputs as they stand but for the changes given.
 * @returns the message as it is shown then.
 */
export async function press(
  client: TeamsClient,
  message: MessageView,
  title: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<MessageView> {
  const unknown = Object.keys(changes).filter((id) => !(id in inputsOf(message.card)));
  if (unknown.length > 0) throw new Error(`The card has no input ${unknown.join(', ')}`);
  await client.submit(message.id, actionOf(message.card, title) as CardAction, changes);
  return client.view(message.id);
}
