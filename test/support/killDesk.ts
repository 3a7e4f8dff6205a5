import { expect } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { people } from '../../src/sandbox/people.ts';
import { type MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf } from './cards.ts';
import { carryOn } from './carryOn.ts';
import { bundledBot, type HaltingBot, startHaltingBot } from './haltingBot.ts';
import { type Cut, isKept, prepareScene, type Scene, type Way, ways } from './killScenes.ts';
import { changesOf, textsOf, writtenTwice } from './manyParts.ts';
import { startServices } from './processDesk.ts';
import { asksAboutPhoto, expectEnd, expectTruth } from './told.ts';

/** Bots whose clicks are cut off by a kill, one after another, and Microsoft's services and somebody's chat beside them. */
export async function startKillDesk() {
  const sandbox = await startServices();
  const { graph, teams, entra, tokenService } = sandbox;
  const desk = { sandbox };
  const { channel: conversationId } = teams.sampleConversations;
  const chatOf = ({ oid }: { readonly oid: string }, inChannel = false) =>
    new TeamsClient({ baseUrl: sandbox.url, oid, ...(inChannel ? { conversationId } : {}) });
  const admin = chatOf(people.globalAdministrator);
  const approver = chatOf(people.globalAdministrator, true);
  const agent = chatOf(people.helpdeskAdministrator);
  const asker = chatOf(people.helpdeskAdministrator, true);
  const program = await bundledBot();
  const startNext = () => startHaltingBot(program, sandbox);
  /** Starts while the last click is carried on. */
  let next = startNext();
  let now = Date.now();
  let isOpen = false;
  /** Who clicks. */
  let client = admin;
  let app: App | undefined;
  const ends = { reached: 0, elsewhere: 0 };
  const settle = async (): Promise<void> => {
    await app?.idle();
    await client.reload();
  };

  /** Brings a card to where a click is cut off, in a bot of its own. */
  async function prepare(way: Way): Promise<{ bot: HaltingBot; scene: Scene }> {
    const bot = await next;
    next = startNext();
    next.catch(() => undefined);
    sandbox.setBotEndpoint(bot.endpoint);
    if (!isOpen) {
      for (const one of [admin, approver, agent]) await one.open();
      // Signed in, so that they can ask.
      await agent.send(people.obrien.userPrincipalName);
      isOpen = true;
    }
    client = admin;
    const scene = await prepareScene({ sandbox, client, approver, asker, settle }, way);
    client = scene.client;
    const { oid, parts, twice } = scene;
    graph.faults.clear();
    graph.faults.add({
      kind: 'status',
      match: (request) => {
        twice.push(...writtenTwice(desk, oid, parts, request));
        return false;
      },
    });
    return { bot, scene };
  }

  function clear({ oid }: Scene): void {
    for (const chat of teams.conversations.values())
      for (const { id } of chat.snapshot().messages) chat.remove(id);
    graph.directory.remove(oid);
    const records = [graph.requests, teams.deliveries, teams.connector.calls, tokenService.lookUps];
    for (const record of [...records, entra.requests]) record.length = 0;
  }

  /** The calls of a whole click, until nothing goes on behind it any more. */
  async function callsOf(way: Way): Promise<readonly string[]> {
    const { bot, scene } = await prepare(way);
    const calls = await bot.click({ messageId: scene.messageId }, () =>
      client.execute(scene.messageId, scene.action),
    );
    await bot.kill();
    clear(scene);
    return calls.made;
  }

  /**
   * Cuts a click off by a kill, and carries it on with another bot on the same store.
   * @throws where it was not cut off, or where the promise does not hold
   */
  async function kill(cut: Cut): Promise<void> {
    const { bot, scene } = await prepare(cut.way);
    const { messageId, action } = scene;
    let answered: Promise<unknown> = Promise.resolve();
    try {
      const { made, isHalted } = await bot.click({ ...cut, messageId }, () => {
        answered = client.execute(messageId, action);
        return answered;
      });
      await bot.kill();
      await Promise.allSettled([answered]);
      if (!isHalted)
        throw new Error(`The click was over before it was cut off. It called ${made.join(', ')}`);
      const killedAt = Date.now();
      now = killedAt;
      const environment = { ...sandbox.environment(), PORT: '0', STORAGE: bot.storage, RATE_LIMIT: '0' };
      app = createApp(readConfig(environment), {
        clock: { now: () => now },
        log: createLog('error', { write: () => undefined }),
      });
      const before = graph.requests.length;
      sandbox.setBotEndpoint(`http://127.0.0.1:${await app.listen()}/api/messages`);
      await app.idle();
      const asked = graph.requests.slice(before).map(({ method, url }) => `${method} ${url}`);
      expect(asked, 'what is asked of Graph with nobody there').toEqual([]);
      await recover(scene, cut, made, killedAt);
    } finally {
      await bot.kill();
      await app?.close();
      app = undefined;
      clear(scene);
    }
  }

  /** The bot is back on the same store: the next contact, and whatever leads on from there. */
  async function recover(
    { oid, parts, messageId, action, twice }: Scene,
    cut: Cut,
    calls: readonly string[],
    killedAt: number,
  ): Promise<void> {
    const { contact, pauseMs } = cut;
    const { goal } = ways[cut.way];
    const changes = changesOf(desk, oid, parts);
    let mayRepeatPhoto = false;
    now = killedAt + pauseMs;
    const check = (message: MessageView): void => {
      expectTruth(message, changes, true);
      if (mayRepeatPhoto || !asksAboutPhoto(message.card)) return;
      expect(twice, 'what was written though it was so already').toEqual([]);
      mayRepeatPhoto = true;
    };
    await client.reload();
    /** A click that the card as it stands may have no button for: an older copy of it, on another device, has. */
    const clickOld = (verb: string) =>
      client.execute(messageId, { ...action, verb, data: { ...(action.data as object), $verb: verb } });
    switch (contact) {
      case 'lookUp':
        if (cut.way === 'approve') await client.sendMention(oid);
        else await client.send(oid);
        await client.waitFor(() => 'city' in inputsOf(client.last().card), 60_000);
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
        await clickOld(cut.way === 'approve' ? 'review' : 'showResult');
        break;
      case 'undo':
        // An undo that waits to be confirmed has no Undo of its own, and neither has a request.
        if (cut.way === 'undoParts' || cut.way === 'approve') await client.execute(messageId, action);
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
    const last = await carryOn(
      { client, messageId, settle, wait, check },
      goal,
      textsOf(parts),
      contact !== 'undo' && isKept(cut, calls),
    );
    expect(
      twice.filter((label) => !mayRepeatPhoto || label !== 'Photo'),
      'what was written though it was so already',
    ).toEqual([]);
    // Who takes back in between what was saved of it may end with the rest alone.
    const end = contact === 'undo' && goal === 'Saved' ? undefined : goal;
    ends[expectEnd(last, changes, end) ? 'reached' : 'elsewhere'] += 1;
  }

  return {
    callsOf,
    kill,
    /** How many were carried on to their goal, and how many ended elsewhere, with nothing in between. */
    ends,
    async close() {
      for (const one of [admin, approver, agent]) one.close();
      await (await next).kill();
    },
  };
}

export type KillDesk = Awaited<ReturnType<typeof startKillDesk>>;
