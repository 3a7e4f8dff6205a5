import { readFileSync } from 'node:fs';
import { afterAll } from 'vitest';
import type { CertificateAuthority } from '../../src/sandbox/certificates.ts';
import { people } from '../../src/sandbox/people.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type BotProcess, startBot } from './botProcess.ts';
import { textOf } from './cards.ts';
import { press } from './desk.ts';

const closing: (() => unknown)[] = [];
afterAll(async () => {
  await Promise.all(closing.map((close) => close()));
});

/** The authority that all sandboxes of a run have in common. */
export function testAuthority(): CertificateAuthority {
  return JSON.parse(readFileSync(process.env.TEST_AUTHORITY ?? '', 'utf8')) as CertificateAuthority;
}

/** Microsoft's services, for a bot in another process to be started with. */
export async function startServices(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ authority: testAuthority(), ...options });
  closing.push(() => sandbox.close());
  return sandbox;
}

/** Somebody's Teams client, with the personal chat open; a User Administrator's if left out. */
export async function openChat(
  sandbox: Sandbox,
  { oid }: { readonly oid: string } = people.userAdministrator,
): Promise<TeamsClient> {
  const client = new TeamsClient({ baseUrl: sandbox.url, oid });
  closing.push(() => client.close());
  await client.open();
  return client;
}

/** The main job, through a bot's real door. @returns what the card says in the end */
export async function lookUpAndSave(sandbox: Sandbox, jobTitle: string): Promise<string> {
  const client = await openChat(sandbox);
  await client.send(people.obrien.oid);
  const outcome = await press(client, client.last(), 'Save', { jobTitle });
  return textOf(outcome.card);
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
