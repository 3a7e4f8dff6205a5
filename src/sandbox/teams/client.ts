import { CardActions } from './cardActions.ts';
import { type CardAnswer, unableToReachApp } from './cardAnswer.ts';
import { type CardAction, fallbackOf, type InputHabit, mergeInputs } from './cardInputs.ts';
import { refreshCards } from './cardRefresh.ts';
import { ChatConnection, type Fetch } from './chatConnection.ts';
import { ChatSession, type ClientEvent } from './chatSession.ts';
import { type MessageView, oauthCardOf } from './messageView.ts';
import { answerOAuthCards } from './silentSignIn.ts';
import { type Delivered, fromBot, type StoredMessage } from './wire.ts';

export type { CardAnswer } from './cardAnswer.ts';
export type { CardAction, InputHabit } from './cardInputs.ts';
export type { ClientEvent } from './chatSession.ts';
export type { MessageView } from './messageView.ts';

export interface TeamsClientOptions {
  /** Address of the sandbox's http server. */
  readonly baseUrl: string;
  /** Whose client this is: an Entra object id. */
  readonly oid: string;
  readonly fetch?: Fetch;
  /** `leavesEmptyOut`, as Microsoft's renderer does, if left out. */
  readonly inputHabit?: InputHabit;
  /** Whether the refresh after an edit carries the card before it; so if left out (cardRefresh.ts). */
  readonly staleRefresh?: boolean;
}

/** The Teams client of one person, in a browser page or in a test: all that happens between a click and the bot. */
export class TeamsClient {
  readonly oid: string;
  readonly #baseUrl: string;
  readonly #fetch: Fetch;
  readonly #session: ChatSession;
  readonly #actions: CardActions;
  readonly #inputHabit: InputHabit;
  readonly #forgetDrawn: () => void;

  constructor(options: TeamsClientOptions) {
    this.oid = options.oid;
    this.#baseUrl = options.baseUrl;
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#session = new ChatSession(new ChatConnection(options.baseUrl, options.oid, this.#fetch));
    this.#actions = new CardActions(this.#session);
    this.#inputHabit = options.inputHabit ?? 'leavesEmptyOut';
    answerOAuthCards(this.#session);
    this.#forgetDrawn = refreshCards(this.#session, this.#actions, options.staleRefresh ?? true);
  }

  /** Opens the personal chat and listens; the first time, the app is installed for the person. Again after 'disconnected'. */
  async open(): Promise<void> {
    await this.#session.open();
    await this.#session.settle();
  }

  /** Stops listening. */
  close(): void {
    this.#session.connection.close();
  }

  /** The person's id as the bot sees it, `29:…`. @throws Error before the chat was opened */
  get userId(): string {
    return this.#session.opened.userId;
  }

  /** @throws Error before the chat was opened */
  get conversationId(): string {
    return this.#session.opened.conversationId;
  }

  /** The stored messages, oldest first. */
  messages(): readonly StoredMessage[] {
    return this.#session.state.messages;
  }

  /** The messages as they are shown, oldest first: an OAuth card that is dealt with silently is not. */
  views(): readonly MessageView[] {
    return this.messages()
      .filter((message) => message.signIn === 'button' || !oauthCardOf(message))
      .map((message) => this.view(message.id));
  }

  /** A message as it is shown. @throws Error where there is none */
  view(messageId: string): MessageView {
    const message = this.#session.state.find(messageId);
    if (!message) throw new Error(`There is no message ${messageId}`);
    return this.#actions.view(message);
  }

  /** The newest message of the bot that is shown. @throws Error where there is none */
  last(): MessageView {
    const view = this.views().findLast(({ from }) => from === fromBot);
    if (!view) throw new Error('The bot has said nothing');
    return view;
  }

  /** The card as it is shown now: an invoke's answer stands until the message changes or is drawn anew. */
  shown(messageId: string): unknown {
    return this.view(messageId).card;
  }

  /** Writes to the bot. @returns once the bot answered the delivery, and silent sign-ins that follow are through */
  async send(text: string): Promise<Delivered> {
    const delivered = await this.#session.deliver({ type: 'message', text });
    await this.#session.settle();
    return delivered;
  }

  /** Clicks an Action.Execute. @param typed what was typed into the inputs, by id; the others hold what the card gave them */
  submit(
    messageId: string,
    action: CardAction,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<CardAnswer> {
    const data = mergeInputs(this.shown(messageId), action, typed, this.#inputHabit);
    return this.execute(messageId, { ...action, data });
  }

  /** Sends an Action.Execute whose data has its inputs already, as the renderer hands it over. */
  async execute(messageId: string, action: CardAction): Promise<CardAnswer> {
    const { id, verb, data } = action;
    // Without a verb the click never reaches the bot: https://github.com/microsoft/teams.ts/issues/368.
    if (!verb) return this.#actions.fail(messageId, unableToReachApp);
    const sent = { type: 'Action.Execute', ...(id ? { id } : {}), verb, data } as const;
    const answer = await this.#actions.send(messageId, sent, { trigger: 'manual' });
    await this.#session.settle();
    return answer;
  }

  /** Clicks as a client does that knows no Action.Execute: its fallback, an Action.Submit. */
  submitFallback(
    messageId: string,
    action: CardAction,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<Delivered> {
    const value = mergeInputs(this.shown(messageId), fallbackOf(action), typed, this.#inputHabit);
    return this.sendValue(messageId, value);
  }

  /**
   * Sends what an Action.Submit gives: a message with a value and no text. Its answer can't change the card:
   * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-actions#actionsubmit.
   */
  async sendValue(messageId: string, value: unknown): Promise<Delivered> {
    return await this.#actions.whileBusy(messageId, async () => {
      const delivered = await this.#session.deliver({ type: 'message', value, replyToId: messageId });
      await this.#session.settle();
      return delivered;
    });
  }

  /** Asks for the choices of an input while somebody types: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search. */
  search(messageId: string, dataset: string, queryText: string): Promise<Delivered> {
    const value = { kind: 'search', queryText, queryOptions: { skip: 0, top: 15 }, dataset };
    return this.#session.deliver({ type: 'invoke', name: 'application/search', value, replyToId: messageId });
  }

  /** Uses the sign-in button of a message, and signs in as somebody: oneself if left out. */
  async signIn(messageId: string, as: string = this.oid): Promise<Delivered | CardAnswer> {
    const link = this.view(messageId).signInButton?.link;
    if (!link) throw new Error(`Message ${messageId} has no sign-in button`);
    const response = await this.#fetch(new URL('/sign-in/complete', this.#baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state: new URL(link).searchParams.get('state'), oid: as }),
    });
    if (!response.ok) throw new Error(`The sign-in answered ${response.status}`);
    const { code } = (await response.json()) as { code: string };
    return this.completeSignIn(messageId, code);
  }

  /** Goes on once the sign-in window closed with its code. */
  async completeSignIn(messageId: string, code: string): Promise<Delivered | CardAnswer> {
    const pending = this.#actions.pendingOf(messageId);
    if (pending) {
      const answer = await this.#actions.send(messageId, pending, { trigger: 'manual', state: code });
      await this.#session.settle();
      return answer;
    }
    // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/add-authentication, on signin/verifyState.
    const delivered = await this.#session.deliver({
      type: 'invoke',
      name: 'signin/verifyState',
      value: { state: code },
    });
    if (delivered.status === 200) await this.#session.markSignIn(messageId, 'done');
    await this.#session.settle();
    return delivered;
  }

  /** Likes a message. It is drawn anew then: https://github.com/microsoft/botbuilder-js/issues/4635. */
  async react(messageId: string): Promise<Delivered> {
    await this.#session.like(messageId);
    return await this.#session.deliver({ type: 'messageReaction', replyToId: messageId });
  }

  /** Draws all anew, as a reload or another device does: the stored messages come back. */
  async reload(): Promise<void> {
    this.#actions.clear();
    this.#forgetDrawn();
    await this.#session.fetchAll();
    await this.#session.settle();
  }

  /** Has an activity delivered again that was delivered before, with its id or a new one. */
  async redeliver(activityId: string, options: { readonly newId: boolean }): Promise<Delivered> {
    const delivered = await this.#session.connection.request<Delivered>('POST', 'redeliver', {
      activityId,
      ...options,
    });
    await this.#session.catchUp(delivered.revision);
    return delivered;
  }

  /** @returns what ends the listening */
  onEvent(listener: (event: ClientEvent) => void): () => void {
    return this.#session.onEvent(listener);
  }

  /**
   * Waits until something is so; looks again whenever something changes.
   * @throws Error after `timeoutMs`
   */
  async waitFor<Found>(
    predicate: (client: TeamsClient) => Found | undefined | false,
    timeoutMs = 5_000,
  ): Promise<Found> {
    const found = predicate(this);
    if (found !== undefined && found !== false) return found;
    return await new Promise<Found>((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`Not so within ${timeoutMs} ms. Shown: ${JSON.stringify(this.views().at(-1))}`));
      }, timeoutMs);
      const stop = this.onEvent(() => {
        const now = predicate(this);
        if (now === undefined || now === false) return;
        clearTimeout(timer);
        stop();
        resolve(now);
      });
    });
  }
}
