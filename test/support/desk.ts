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

/** An instance of the bot in this process. */
export interface Instance {
  readonly app: App;
  /** The bot's address. */
  readonly url: string;
  /** Every line that was logged. */
  readonly lines: string[];
}

/** The bot in this process, behind its real door, and Microsoft's services beside it. */
export interface DeskUnderTest extends Instance {
  readonly sandbox: Sandbox;
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
  /** Ends the bot, and starts it again with the same parts: what is in no store of theirs is lost. */
  restart(): Promise<void>;
  /** Begins another case: the chats are empty, no fault is on order, nothing is on record, and what has expired is gone. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the bot against Microsoft's services, which do not know its address yet. */
export async function startInstance(
  sandbox: Sandbox,
  { environment, ...parts }: Omit<DeskOptions, 'sandbox'> = {},
): Promise<Instance> {
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
  return { app, lines, url: `http://127.0.0.1:${await app.listen()}` };
}

export async function startDesk(options: DeskOptions = {}): Promise<DeskUnderTest> {
  const { sandbox: sandboxOptions, ...own } = options;
  const authority = JSON.parse(
    readFileSync(process.env.TEST_AUTHORITY ?? '', 'utf8'),
  ) as CertificateAuthority;
  const clock = own.clock ? { clock: own.clock } : {};
  const sandbox = await startSandbox({ authority, ...clock, ...sandboxOptions });
  let bot = await startInstance(sandbox, own);
  sandbox.setBotEndpoint(`${bot.url}/api/messages`);
  const clients: TeamsClient[] = [];
  const patches = () => sandbox.graph.requests.filter(({ method }) => method === 'PATCH');
  let seen = 0;
  return {
    sandbox,
    get app() {
      return bot.app;
    },
    get url() {
      return bot.url;
    },
    get lines() {
      return bot.lines;
    },
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
      await bot.app.idle();
      await client.reload();
      return client.view(id);
    },
    async restart() {
      await bot.app.close();
      bot = await startInstance(sandbox, own);
      sandbox.setBotEndpoint(`${bot.url}/api/messages`);
    },
    async clear() {
      await bot.app.idle();
      await bot.app.sweep();
      const { graph, teams, tokenService, entra } = sandbox;
      for (const chat of teams.conversations.values())
        for (const { id } of chat.snapshot().messages) chat.remove(id);
      graph.faults.clear();
      const records = [
        bot.lines,
        graph.requests,
        teams.deliveries,
        teams.connector.calls,
        tokenService.lookUps,
        entra.requests,
      ];
      for (const record of records) record.length = 0;
      seen = 0;
    },
    async close() {
      for (const client of clients) client.close();
      await bot.app.close();
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
