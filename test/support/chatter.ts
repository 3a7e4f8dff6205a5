import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { KnownPerson } from '../../src/sandbox/people.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, textOf, titlesOf } from './cards.ts';
import {
  connectorFaults,
  readFaults,
  servicesOf,
  type Turn,
  type TurnFault,
  writeFaults,
} from './chatterTurns.ts';

/** On a machine with too much to do the bot may keep to its deadlines by saying that it could not: `clock.ts`. */
const slowMs = 3_000;

export interface ChatterOptions {
  /** Whom they look up, and nobody else does. */
  readonly target: KnownPerson;
  readonly mayWrite: boolean;
  /** Whether the chat is one of several people. */
  readonly isInGroup: boolean;
  /** The bot's address. */
  readonly botUrl: string;
}

/**
 * Somebody who talks with the bot all day, about one person that nobody else changes. Each answer is checked: it is the
 * one that was asked for, it tells what the directory holds, and what it says was done was done.
 */
export class Chatter {
  readonly #sandbox: Sandbox;
  readonly #client: TeamsClient;
  readonly #options: ChatterOptions;
  readonly #target: KnownPerson;
  /** The title before the last save, as long as that can be undone. */
  #before: string | undefined;
  #count = 0;

  constructor(sandbox: Sandbox, client: TeamsClient, options: ChatterOptions) {
    this.#sandbox = sandbox;
    this.#client = client;
    this.#options = options;
    this.#target = options.target;
  }

  /** Does it, or looks somebody up where it can't be done now. @returns whether something went wrong on the way */
  async take({ does, fault }: Turn): Promise<boolean> {
    const can = this.#can(does) ? does : 'lookUp';
    const order = fault && this.#order(can, fault);
    const startedAt = performance.now();
    await this.#do(can, () => order !== undefined || performance.now() - startedAt > slowMs);
    return order?.() ?? false;
  }

  /**
   * Has something go wrong with a service, for this chat alone and during this turn only.
   * @returns what ends that, and tells whether it happened
   */
  #order(does: Turn['does'], fault: TurnFault): () => boolean {
    // In front of others one is asked to sign in, and goes on in a turn of its own.
    const { isInGroup } = this.#options;
    const services = servicesOf[does].filter((one) => !isInGroup || one === 'graph' || one === 'connector');
    const service = services[fault.service % services.length];
    const { graph, entra, teams, tokenService } = this.#sandbox;
    const { userId, oid, conversationId } = this.#client;
    if (service === 'graph') {
      const isWrite = does === 'save' || does === 'undo';
      let [isOn, isHit] = [true, false];
      graph.faults.add({
        ...(isWrite ? writeFaults[fault.write] : readFaults[fault.read]),
        match: ({ method, path }) => {
          const isMeant = isOn && method === (isWrite ? 'PATCH' : 'GET') && path.includes(this.#target.oid);
          isHit ||= isMeant;
          return isMeant;
        },
      });
      return () => {
        isOn = false;
        return isHit;
      };
    }
    if (service === 'connector')
      return queued(teams.connector.faults, { ...connectorFaults[fault.connector], conversationId });
    tokenService.forget(userId);
    // A token of a sign-in that Entra did not see yet.
    if (service === 'entra') return queued(entra.settings.faults, { status: 503, oid });
    const before = tokenService.lookUps.length;
    return () => tokenService.lookUps.slice(before).includes(userId);
  }

  #can(does: Turn['does']): boolean {
    const { mayWrite, isInGroup } = this.#options;
    const { card } = this.#client.views().findLast(({ from }) => from === 'bot') ?? {};
    const titles = titlesOf(card);
    switch (does) {
      case 'save':
      case 'typeAhead':
        return mayWrite && titles.includes('Save');
      case 'undo':
        return this.#before !== undefined && titles.includes('Undo');
      case 'refresh':
        return titles.includes('Look up again');
      case 'search':
      case 'help':
        return !isInGroup;
      default:
        return true;
    }
  }

  async #do(does: Turn['does'], mayFail: () => boolean): Promise<void> {
    switch (does) {
      case 'lookUp':
        return this.#checkProfile(await this.#say(this.#target.oid), mayFail);
      case 'search':
        return this.#checkAnswer(await this.#say('Anna Smith'), '2 people match', mayFail);
      case 'help':
        return this.#checkAnswer(await this.#say('help'), 'What you can type', mayFail);
      case 'refresh':
        return await this.#refresh(mayFail);
      case 'typeAhead':
        return await this.#typeAhead(mayFail);
      case 'save':
        return await this.#save(mayFail);
      case 'undo':
        return await this.#undo(mayFail);
      case 'forge':
        return await this.#forge();
    }
  }

  /** What the directory holds. */
  #title(): string {
    return String(this.#sandbox.graph.directory.person(this.#target.oid)?.jobTitle ?? '');
  }

  /** Begins a chat without what was said before, as if that were far up. @returns what the bot says */
  async #say(text: string): Promise<string> {
    this.#before = undefined;
    const chat = this.#sandbox.teams.conversations.get(this.#client.conversationId);
    for (const { id } of chat?.snapshot().messages ?? []) chat?.remove(id);
    if (this.#options.isInGroup) await this.#client.sendMention(text);
    else await this.#client.send(text);
    const { text: said = '', card } = this.#client.last();
    return `${said}\n${textOf(card)}`;
  }

  /** In a group a card is drawn anew by the client itself. */
  async #refresh(mayFail: () => boolean): Promise<void> {
    const { id, card } = this.#client.last();
    if (this.#options.isInGroup) await this.#client.reload();
    else await this.#press(id, card, 'Look up again');
    this.#checkProfile(textOf(this.#client.shown(id)), mayFail);
  }

  /** A list as one types can't sign anybody in: it says how to, and that is done. */
  async #typeAhead(mayFail: () => boolean): Promise<void> {
    const isSignedIn = this.#sandbox.tokenService.has(this.#client.userId);
    const found = JSON.stringify(await this.#client.search(this.#client.last().id, 'manager', 'Ingrid'));
    if (!isSignedIn) {
      expect(found).toContain('Sign in first: type a name in the chat');
      return this.#checkProfile(await this.#say(this.#target.oid), mayFail);
    }
    if (!mayFail()) expect(found).toContain('Ingrid Vos');
  }

  async #save(mayFail: () => boolean): Promise<void> {
    const { id, card } = this.#client.last();
    const before = this.#title();
    const wanted = `Title ${this.#count++}`;
    const outcome = await this.#press(id, card, 'Save', { jobTitle: wanted });
    await this.#checkWrite(outcome, 'Saved', { id, before, wanted }, mayFail);
    this.#before = before;
  }

  async #undo(mayFail: () => boolean): Promise<void> {
    const { id, card } = this.#client.last();
    const wanted = this.#before ?? '';
    const before = this.#title();
    this.#before = undefined;
    const outcome = await this.#press(id, card, 'Undo');
    await this.#checkWrite(outcome, 'Undone', { id, before, wanted }, mayFail);
  }

  async #press(
    id: string,
    card: unknown,
    title: string,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    await this.#client.submit(id, actionOf(card, title) as CardAction, typed);
    return textOf(this.#client.shown(id));
  }

  /** What is told was done was done, what is told was not was not, and what is not known is told when asked for. */
  async #checkWrite(
    told: string,
    done: 'Saved' | 'Undone',
    { id, before, wanted }: { readonly id: string; readonly before: string; readonly wanted: string },
    mayFail: () => boolean,
  ): Promise<void> {
    const isUnclear = told.startsWith('Not known') || told.startsWith('Saving');
    const end = isUnclear ? await this.#press(id, this.#client.shown(id), 'Show result') : told;
    // Nobody can know.
    if (end.startsWith('Not known') && mayFail()) return;
    const isDone = new RegExp(`^${done}\n`).test(end);
    if (!mayFail() && !isDone) throw new Error(`It should have been “${done}”:\n${end}`);
    expect(this.#title(), `what the directory holds after:\n${end}`).toBe(isDone ? wanted : before);
  }

  #checkProfile(text: string, mayFail: () => boolean): void {
    const asked = `${this.#target.displayName}\n${this.#title()} · `;
    this.#checkAnswer(text, asked, mayFail);
  }

  #checkAnswer(text: string, asked: string, mayFail: () => boolean): void {
    const isTold =
      mayFail() && /can’t be reached|too much to do|did not answer in time|could not do this/.test(text);
    if (!isTold && !text.includes(asked)) throw new Error(`It should have said “${asked}”:\n${text}`);
  }

  /** Somebody who has not the channel's key sends what looks like a message. */
  async #forge(): Promise<void> {
    const token = await this.#sandbox.channelTokens.sign(this.#sandbox.serviceUrl, { tid: randomUUID() });
    const forged = token.replace(/[^.]+$/, 'x'.repeat(342));
    const account = this.#sandbox.graph.directory.byObjectId(this.#client.oid);
    if (!account) throw new Error('Somebody unknown');
    const { status } = await fetch(`${this.#options.botUrl}/api/messages`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${forged}` },
      body: JSON.stringify(this.#sandbox.teams.activityOf(account, { type: 'message', text: 'help' })),
    });
    expect(status).toBe(401);
  }
}

/** Orders a fault from a list. @returns what withdraws it, and tells whether somebody had taken it */
function queued<Fault>(faults: Fault[], fault: Fault): () => boolean {
  faults.push(fault);
  return () => {
    const index = faults.indexOf(fault);
    if (index >= 0) faults.splice(index, 1);
    return index < 0;
  };
}
