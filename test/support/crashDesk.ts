import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, createApp } from '../../src/app.ts';
import type { Deadlines } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import type { CertificateAuthority } from '../../src/sandbox/certificates.ts';
import { people, samplePeople } from '../../src/sandbox/people.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type CardAction, type MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { startBot, temporaryFolder } from './botProcess.ts';
import { actionOf, inputsOf, textOf } from './cards.ts';
import { press } from './desk.ts';

export const minuteMs = 60_000;
/** A little longer than a save lease. */
export const leaseMs = 31_000;

/** Somebody's profile, and the message that shows it. */
export interface Scene {
  readonly oid: string;
  readonly messageId: string;
  /** The job title, as it was before anything happened. */
  readonly before: string;
}

/** How far a save had come: the re-read is under way, the write is and never arrives, or it was done. */
export type Moment = 'reading' | 'sending' | 'applied';

/** The bot as a process that is killed, and after that in this process, on the same store and with a clock to turn. */
export async function startCrashDesk() {
  const authority = JSON.parse(
    readFileSync(process.env.TEST_AUTHORITY ?? '', 'utf8'),
  ) as CertificateAuthority;
  const sandbox = await startSandbox({ authority });
  const { graph } = sandbox;
  const STORAGE = `file:${join(temporaryFolder(), 'store')}`;
  const bot = await startBot(sandbox, { STORAGE });
  const clients = new Map<string, TeamsClient>();
  // Ordinary people, whom a User Administrator may edit.
  const targets = samplePeople.filter(
    ({ user, roleNames = [], scopedRoleNames = [], groupIds = [] }) =>
      roleNames.length + scopedRoleNames.length + groupIds.length === 0 &&
      user.jobTitle &&
      user.onPremisesSyncEnabled === null &&
      user.isManagementRestricted !== true,
  );
  const unanswered: Promise<unknown>[] = [];
  let app: App | undefined;
  let killedAt = 0;
  let aheadMs = 0;

  async function as({ oid }: { readonly oid: string }): Promise<TeamsClient> {
    const known = clients.get(oid);
    if (known) return known;
    const client = new TeamsClient({ baseUrl: sandbox.url, oid });
    clients.set(oid, client);
    await client.open();
    return client;
  }

  const client = await as(people.userAdministrator);
  const patchesOf = (oid: string) =>
    graph.requests.filter(({ method, url }) => method === 'PATCH' && url.includes(oid));

  return {
    sandbox,
    client,
    as,

    /** Looks up somebody whom no other scene is about. */
    async openScene(): Promise<Scene> {
      const oid = targets.pop()?.user.id ?? '';
      await client.send(oid);
      return { oid, messageId: client.last().id, before: String(graph.directory.person(oid)?.jobTitle) };
    },

    /** Presses a button, and comes back when the save is so far and gets no further: Graph gives no answer. */
    async pressUntil(
      moment: Moment,
      scene: Scene,
      title: string,
      typed: Readonly<Record<string, string>> = {},
    ): Promise<void> {
      const arrived = new Promise<void>((resolve) => {
        graph.faults.add({
          kind: 'delay',
          afterApply: moment === 'applied',
          match: ({ method, path, inBatch }) => {
            const isMeant = moment === 'reading' ? inBatch && method === 'GET' : method === 'PATCH';
            const isHit = isMeant && path.startsWith(`/users/${scene.oid}`);
            if (isHit) resolve();
            return isHit;
          },
        });
      });
      unanswered.push(press(client, client.view(scene.messageId), title, typed));
      await arrived;
    },

    /** Waits until all these clicks were answered, as far as that goes: “Saving…”, in the stored message too. */
    async untilAnswered(scenes: readonly Scene[]): Promise<void> {
      await Promise.all(unanswered);
      await client.reload();
      await client.waitFor(() => scenes.every((scene) => isSaving(client.view(scene.messageId))));
    },

    /** The bodies of the writes that arrived about somebody. */
    writesTo: ({ oid }: Scene): unknown[] => patchesOf(oid).map(({ body }) => body),

    jobTitleOf: ({ oid }: Scene): unknown => graph.directory.person(oid)?.jobTitle,

    view: ({ messageId }: Scene): MessageView => client.view(messageId),

    /** Presses a button of the card as it is shown. @returns what it says then */
    async press(scene: Scene, title: string, typed: Readonly<Record<string, string>> = {}): Promise<string> {
      return textOf((await press(client, client.view(scene.messageId), title, typed)).card);
    },

    /** A click that the card as it is shown has no button for any more: an older copy of it, on another device, had. */
    async clickOld(scene: Scene, verb: string, old: CardAction): Promise<string> {
      await client.execute(scene.messageId, { ...old, verb, data: { ...(old.data as object), $verb: verb } });
      return textOf(client.view(scene.messageId).card);
    },

    /** Teams delivers the last click on a message again, as it does with turns that got no answer, with a new id. */
    async redeliverClick({ messageId }: Scene): Promise<void> {
      const click = sandbox.teams.deliveries.findLast(
        ({ activity }) => activity.name === 'adaptiveCard/action' && activity.replyToId === messageId,
      );
      await client.redeliver(click?.activityId ?? '', { newId: true });
    },

    /** Ends the process at once, as a power cut does. From here on the clock stands still. */
    async kill(): Promise<void> {
      await bot.end('SIGKILL');
      await Promise.all(unanswered);
      graph.faults.clear();
      killedAt = Date.now();
    },

    /** Starts the bot again, so long after the kill. */
    async restart(ms: number, deadlines: Partial<Deadlines> = {}): Promise<void> {
      await app?.close();
      aheadMs = ms;
      const config = readConfig({ ...sandbox.environment(), PORT: '0', STORAGE, RATE_LIMIT: '0' });
      const clock = { now: () => killedAt + aheadMs };
      app = createApp(config, { clock, deadlines, log: createLog('error', { write: () => undefined }) });
      sandbox.setBotEndpoint(`http://127.0.0.1:${await app.listen()}/api/messages`);
      await client.reload();
    },

    /** Turns the clock to so long after the kill. */
    turnClockTo(ms: number): void {
      aheadMs = ms;
    },

    /** Draws everything anew, once nothing goes on any more: only what is stored is left. */
    async reload(): Promise<void> {
      await app?.idle();
      await client.reload();
    },

    async close(): Promise<void> {
      for (const one of clients.values()) one.close();
      await app?.close();
      await sandbox.close();
    },
  };
}

export type CrashDesk = Awaited<ReturnType<typeof startCrashDesk>>;

function isSaving({ card }: MessageView): boolean {
  return textOf(card).startsWith('Saving…');
}

/** The Save button of a card with what it sends, to be pressed when it is there no more. */
export function saveButtonOf({ card }: MessageView, typed: Readonly<Record<string, string>>): CardAction {
  const action = actionOf(card, 'Save') as CardAction;
  return { ...action, data: { ...(action.data as object), ...inputsOf(card), ...typed } };
}
