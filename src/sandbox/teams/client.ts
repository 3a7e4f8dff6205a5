import { CardActions } from './cardActions.ts';
import { type CardAnswer, unableToReachApp } from './cardAnswer.ts';
import { type CardAction, fallbackOf, findInput, type InputHabit, mergeInputs } from './cardInputs.ts';
import { refreshCards } from './cardRefresh.ts';
import { askForChoices, type SearchAnswer } from './cardSearch.ts';
import { ChatConnection, type Fetch } from './chatConnection.ts';
import { ChatSession, type ClientEvent } from './chatSession.ts';
import { type MessageView, oauthCardOf, signInOf } from './messageView.ts';
import { readCode, sendCode } from './signInCode.ts';
import { answerOAuthCards } from './silentSignIn.ts';
import { waitUntil } from './waitUntil.ts';
import {
  type Delivered,
  fromBot,
  type Member,
  type MentionTarget,
  type SentImage,
  type StoredMessage,
} from './wire.ts';
import { type SendOptions, writtenImage, writtenText } from './written.ts';

export type { CardAnswer } from './cardAnswer.ts';
export type { CardAction, InputHabit } from './cardInputs.ts';
export type { SearchAnswer } from './cardSearch.ts';
export type { ClientEvent } from './chatSession.ts';
export type { MessageView } from './messageView.ts';
export type { Member, MentionTarget, SentImage } from './wire.ts';
export type { SendOptions } from './written.ts';

export interface TeamsClientOptions {
  /** Address of the sandbox's http server. */
  readonly baseUrl: string;
  /** Whose client this is: an Entra object id. */
  readonly oid: string;
  /** A group chat or a channel that the person is in; the personal chat with the bot if left out. */
  readonly conversationId?: string;
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
    this.#session = new ChatSession(
      new ChatConnection(options.baseUrl, options.oid, this.#fetch, options.conversationId),
    );
    this.#actions = new CardActions(this.#session);
    this.#inputHabit = options.inputHabit ?? 'leavesEmptyOut';
    answerOAuthCards(this.#session);
    this.#forgetDrawn = refreshCards(this.#session, this.#actions, options.staleRefresh ?? true);
  }

  /** Opens the conversation and listens; the personal chat installs the app for its person the first time. Again after 'disconnected'. */
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

  /** Of a channel, without any thread. @throws Error before the chat was opened */
  get conversationId(): string {
    return this.#session.opened.conversationId;
  }

  /** The people in the conversation. */
  members(): Promise<readonly Member[]> {
    return this.#session.members();
  }

  /** The stored messages, oldest first. */
  messages(): readonly StoredMessage[] {
    return this.#session.state.messages;
  }

  /** The messages as they are shown, oldest first: an OAuth card that is dealt with silently is not. */
  views(): readonly MessageView[] {
    return this.messages()
      .filter((message) => signInOf(message, this.oid) === 'button' || !oauthCardOf(message))
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

  /**
   * Writes. In a group chat or a channel the bot gets it only where it is mentioned.
   * @returns once the bot answered the delivery, and silent sign-ins that follow are through
   */
  async send(text: string, options: SendOptions = {}): Promise<Delivered> {
    const delivered = await this.#session.deliver(await writtenText(this.#session, text, options));
    await this.#session.settle();
    return delivered;
  }

  /** Writes with a mention of the bot before it, and of others behind that. */
  sendMention(
    text: string,
    options: { readonly mentions?: readonly MentionTarget[]; readonly replyTo?: string } = {},
  ): Promise<Delivered> {
    const { mentions = [], ...rest } = options;
    return this.send(text, { ...rest, mention: ['bot', ...mentions] });
  }

  /** Sends a picture, or as `file` any other file, with or without a text. */
  async sendImage(image: SentImage, options: SendOptions = {}): Promise<Delivered> {
    const delivered = await this.#session.deliver(await writtenImage(this.#session, image, options));
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

  /**
   * Types a text into an Input.ChoiceSet with `choices.data`, which asks the bot for its choices. What was chosen is sent by
   * `submit`, as the input's value; several ones, of an input with `isMultiSelect`, with commas between.
   * The renderer asks nobody for an empty text (adaptivecards 3.0.6, adaptive-applet.js); here it is sent as any other.
   * @param typed what was typed into the card's other inputs, by id
   * @throws Error for an input that is not there, or that asks nobody
   */
  async search(
    messageId: string,
    inputId: string,
    queryText: string,
    typed: Readonly<Record<string, string>> = {},
  ): Promise<SearchAnswer> {
    const card = this.shown(messageId);
    const input = findInput(card, inputId);
    if (!input) throw new Error(`The card has no input ${inputId}`);
    const inputs = mergeInputs(card, {}, typed, this.#inputHabit);
    return await askForChoices(this.#session, messageId, input, queryText, inputs);
  }

  /** Uses the sign-in button of a message, and signs in as somebody: oneself if left out. */
  async signIn(messageId: string, as: string = this.oid): Promise<Delivered | CardAnswer> {
    const link = this.view(messageId).signInButton?.link;
    if (!link) throw new Error(`Message ${messageId} has no sign-in button`);
    return this.completeSignIn(messageId, await readCode(this.#fetch, this.#baseUrl, link, as));
  }

  /** Goes on once the sign-in window closed with its code. */
  async completeSignIn(messageId: string, code: string): Promise<Delivered | CardAnswer> {
    const answer = await sendCode(this.#session, this.#actions, messageId, code);
    await this.#session.settle();
    return answer;
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
    return await waitUntil(
      () => predicate(this),
      (look) => this.onEvent(look),
      timeoutMs,
      () => `Shown: ${JSON.stringify(this.views().at(-1))}`,
    );
  }
}
