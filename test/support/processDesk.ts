import { readFileSync } from 'node:fs';
import { afterAll } from 'vitest';
import type { CertificateAuthority } from '../../src/sandbox/certificates.ts';
import { people } from '../../src/sandbox/people.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type BotProcess, startBot } from './botProcess.ts';

const closing: (() => unknown)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
});

/** The authority that all sandboxes of a run have in common. */
export function testAuthority(): CertificateAuthority {
  return JSON.parse(readFileSync(process.env.TEST_AUTHORITY ?? '', 'utf8')) as CertificateAuthority;
}

/** Microsoft's services, for a bot in another process to be started with. */
export async function startServices(): Promise<Sandbox> {
  const sandbox = await startSandbox({ authority: testAuthority() });
  closing.push(() => sandbox.close());
  return sandbox;
}

/** A User Administrator's Teams client, with the personal chat open. */
export async function openChat(sandbox: Sandbox): Promise<TeamsClient> {
  const client = new TeamsClient({ baseUrl: sandbox.url, oid: people.userAdministrator.oid });
  closing.push(() => client.close());
  await client.open();
  return client;
}

/** The bot in a process of its own, Microsoft's services in this one, and somebody's chat. */
export async function startProcessDesk(): Promise<{
  sandbox: Sandbox;
  bot: BotProcess;
  client: TeamsClient;
}> {
  const sandbox = await startServices();
  const bot = await startBot(sandbox, { STORAGE: 'file:./store' });
  return { sandbox, bot, client: await openChat(sandbox) };
}

/**
 * Has the next PATCH take longer.
 * @param ms for ever if left out; it is never done then.
 * @returns what resolves when it has arrived
 */
export function delayPatch({ graph }: Sandbox, ms?: number): { readonly arrived: Promise<void> } {
  const arrived = new Promise<void>((resolve) => {
    graph.faults.add({
      match: ({ method }) => {
        if (method === 'PATCH') resolve();
        return method === 'PATCH';
      },
      kind: 'delay',
      ...(ms === undefined ? {} : { ms }),
    });
  });
  return { arrived };
}
