import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { people } from '../../src/sandbox/people.ts';
import { type MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { temporaryFolder } from './botProcess.ts';
import { inputsOf, textOf } from './cards.ts';
import { carryOn } from './carryOn.ts';
import { type Cut, prepareScene, type Scene, ways } from './killScenes.ts';
import { changesOf, textsOf, writtenTwice } from './manyParts.ts';
import { startProcess } from './nodeProcess.ts';
import { startServices } from './processDesk.ts';
import { expectTruth } from './told.ts';

const program = fileURLToPath(new URL('./haltingBot.mjs', import.meta.url));

/** Bots whose clicks are cut off by a kill, one after another, and Microsoft's services and somebody's chat beside them. */
export async function startKillDesk() {
  const sandbox = await startServices();
  const { graph, teams } = sandbox;
  const desk = { sandbox };
  const client = new TeamsClient({ baseUrl: sandbox.url, oid: people.globalAdministrator.oid });
  let now = Date.now();
  let isOpen = false;
  let app: App | undefined;
  const settle = async (): Promise<void> => {
    await app?.idle();
    await client.reload();
  };

  /** Starts a bot, has these clicks cut off, and kills it. @returns them, with what they had called by then */
  async function killIn(cuts: readonly Cut[], STORAGE: string): Promise<readonly Scene[]> {
    const scenes = new Map<string, Scene>();
    const waiting = new Map<string, () => void>();
    let onPort: (port: number) => void = () => undefined;
    const port = new Promise<number>((resolve) => {
      onPort = resolve;
    });
    const environment = { ...sandbox.environment(), PORT: '0', RATE_LIMIT: '0', STORAGE };
    const bot = startProcess(process.execPath, [program], {
      environment,
      onMessage: (message) => {
        const { port: own, messageId = '', call, isArmed, isHalted } = message as BotMessage;
        if (own !== undefined) onPort(own);
        if (call !== undefined) scenes.get(messageId)?.calls.push(call);
        if (isArmed || isHalted) waiting.get(messageId)?.();
      },
    });
    const ended = bot.exit.then(({ stderr }) => Promise.reject(new Error(`The bot ended: ${stderr}`)));
    ended.catch(() => undefined);
    sandbox.setBotEndpoint(`http://127.0.0.1:${await Promise.race([port, ended])}/api/messages`);
    if (!isOpen) await client.open();
    isOpen = true;
    for (const cut of cuts) {
      const scene = await prepareScene({ sandbox, client, settle }, cut);
      scenes.set(scene.messageId, scene);
    }
    watchWrites([...scenes.values()]);
    const clicks = [...scenes.values()].map(async ({ cut, messageId, action }) => {
      const told = () => new Promise<void>((resolve) => waiting.set(messageId, resolve));
      const armed = told();
      bot.send({ messageId, call: cut.call, moment: cut.moment });
      await armed;
      const halted = told();
      const updates = teams.connector.calls.filter(({ activityId }) => activityId === messageId).length;
      const answered = client.execute(messageId, action);
      const over = answered.then(() =>
        client.waitFor(
          () => teams.connector.calls.filter(({ activityId }) => activityId === messageId).length > updates,
          60_000,
        ),
      );
      over.catch(() => undefined);
      await Promise.race([halted, over, ended]);
      return { answered };
    });
    const under = await Promise.all(clicks);
    await bot.end('SIGKILL');
    await Promise.allSettled(under.map(({ answered }) => answered));
    return [...scenes.values()];
  }

  function watchWrites(scenes: readonly Scene[]): void {
    graph.faults.clear();
    graph.faults.add({
      kind: 'status',
      match: (request) => {
        for (const { oid, parts, twice } of scenes) twice.push(...writtenTwice(desk, oid, parts, request));
        return false;
      },
    });
  }

  /** The bot is back on the same store: the next contact, and whatever leads on from there. */
  async function recover(
    { cut, oid, parts, messageId, action, twice }: Scene,
    killedAt: number,
  ): Promise<void> {
    const { contact, pauseMs } = cut;
    const { goal } = ways[cut.way];
    const changes = changesOf(desk, oid, parts);
    now = killedAt + pauseMs;
    const check = (message: MessageView): void => expectTruth(message, changes, true);
    await client.reload();
    /** A click that the card as it stands may have no button for: an older copy of it, on another device, has. */
    const clickOld = (verb: string) =>
      client.execute(messageId, { ...action, verb, data: { ...(action.data as object), $verb: verb } });
    switch (contact) {
      case 'lookUp':
        await client.send(oid);
        expect([parts[0]?.before, parts[0]?.after]).toContain(inputsOf(client.last().card).city);
        await client.execute(messageId, action);
        break;
      case 'redelivery': {
        const click = teams.deliveries.findLast(
          ({ activity }) => activity.name === 'adaptiveCard/action' && activity.replyToId === messageId,
        );
        await client.redeliver(click?.activityId ?? '', { newId: true });
        break;
      }
      case 'showResult':
        await clickOld('showResult');
        break;
      case 'undo':
        // An undo that waits to be confirmed has no Undo of its own.
        if (cut.way === 'undoParts') await client.execute(messageId, action);
        else await clickOld('undo');
        break;
      default:
        await client.execute(messageId, action);
    }
    const wait = (ms: number): void => {
      now += ms;
    };
    // Until somebody touches it, the message may be as old as the kill.
    await settle();
    const last = await carryOn({ client, messageId, settle, wait, check }, goal, textsOf(parts));
    expect(twice, 'what was written though it was so already').toEqual([]);
    // Who takes it back in between, or types anew what was to be undone, ends elsewhere.
    if (!textOf(last.card).startsWith(`${goal}\n`) || (contact === 'undo' && goal === 'Saved')) return;
    for (const { label, isDone, isNotDone } of changes)
      expect([label, goal === 'Saved' ? isDone() : isNotDone()]).toEqual([label, true]);
  }

  return {
    /** Cuts these clicks off by one kill, and carries each on with another bot on the same store. */
    async kill(
      cuts: readonly Cut[],
      each: (cut: Cut, call: string, recovered: () => Promise<void>) => Promise<void>,
    ) {
      const STORAGE = `file:${join(temporaryFolder(), 'store')}`;
      const scenes = await killIn(cuts, STORAGE);
      const killedAt = Date.now();
      now = killedAt;
      const config = readConfig({ ...sandbox.environment(), PORT: '0', STORAGE, RATE_LIMIT: '0' });
      app = createApp(config, {
        clock: { now: () => now },
        log: createLog('error', { write: () => undefined }),
      });
      sandbox.setBotEndpoint(`http://127.0.0.1:${await app.listen()}/api/messages`);
      try {
        for (const scene of scenes) {
          const { cut, calls } = scene;
          await each(cut, calls[cut.call - 1] ?? 'none', () => recover(scene, killedAt));
        }
      } finally {
        await app.close();
        app = undefined;
        for (const chat of teams.conversations.values())
          for (const { id } of chat.snapshot().messages) chat.remove(id);
        for (const { oid } of scenes) graph.directory.remove(oid);
        graph.requests.length = 0;
      }
      return scenes.map(({ cut, calls }) => ({ cut, calls }));
    },
    close: () => client.close(),
  };
}

interface BotMessage {
  readonly port?: number;
  readonly messageId?: string;
  readonly call?: string;
  readonly isArmed?: true;
  readonly isHalted?: true;
}

export type KillDesk = Awaited<ReturnType<typeof startKillDesk>>;
