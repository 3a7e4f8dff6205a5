import type { ChatEvent, Delivered, Outgoing, StoredMessage } from './wire.ts';

const adaptiveCard = 'application/vnd.microsoft.card.adaptive';
const oauthCard = 'application/vnd.microsoft.card.oauth';

/** What a message looks like just now on this client. */
export interface ShownMessage extends StoredMessage {
  /** The card as it is shown: an answer to a click stands until the message is drawn anew. */
  readonly card?: unknown;
  /** A sign-in card or request with its button. */
  readonly signIn?: { readonly text: string; readonly title: string; readonly link: string } | undefined;
  /** What Teams says where a click went wrong. */
  readonly error?: string | undefined;
}

interface SignInRequest {
  readonly text?: string;
  readonly connectionName?: string;
  readonly tokenExchangeResource?: { readonly id?: string };
  readonly buttons?: readonly { readonly title?: string; readonly type?: string; readonly value?: string }[];
}

interface CardAction {
  readonly type?: string;
  readonly id?: string;
  readonly verb?: string;
  readonly data?: unknown;
  readonly associatedInputs?: string;
}

interface ActionAnswer {
  readonly statusCode?: number;
  readonly type?: string;
  readonly value?: unknown;
}

/** What is shown over a stored message, until it is drawn anew. */
interface Overlay {
  readonly card?: unknown;
  readonly error?: string;
  readonly login?: SignInRequest;
  /** The action to be sent again after signing in. */
  readonly pending?: CardAction;
}

/**
 * What the renderer sends with an action: the action's data, and over it the inputs, of which emptied ones are left out
 * (adaptivecards 3.0.6, `Action.internalGetReferencedInputs` and `Input.isSet`). Hidden inputs are sent too.
 */
export function dataWithInputs(
  action: CardAction,
  inputs: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const own = typeof action.data === 'object' && action.data !== null ? action.data : {};
  if (action.associatedInputs === 'none') return { ...own };
  return { ...own, ...Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== '')) };
}

/** One person's Teams client, in a browser page or in a test: what happens between a click and the bot. */
export class TeamsClient {
  readonly #api: string;
  readonly #base: string;
  readonly oid: string;
  readonly #overlays = new Map<string, Overlay>();
  /** OAuth cards that were dealt with: signed in silently, or left with their button. */
  readonly #oauth = new Map<string, 'hidden' | 'button'>();
  readonly #listeners = new Set<(event: ChatEvent) => void>();
  #stored: readonly StoredMessage[] = [];

  constructor(baseUrl: string, oid: string) {
    this.#base = baseUrl.replace(/\/$/, '');
    this.#api = `${this.#base}/teams/api/${oid}`;
    this.oid = oid;
  }

  /** Opens the personal chat; the first time the app is installed for the person. */
  async open(): Promise<void> {
    await this.#post('open', {});
    await this.refresh();
  }

  /** The messages as they are shown, oldest first. */
  get messages(): readonly ShownMessage[] {
    return this.#stored
      .filter(({ id }) => this.#oauth.get(id) !== 'hidden')
      .map((message) => this.#shown(message));
  }

  /** The newest message of the bot. */
  get last(): ShownMessage {
    const message = this.messages.filter(({ from }) => from === 'bot').at(-1);
    if (!message) throw new Error('The bot has said nothing');
    return message;
  }

  message(id: string): ShownMessage {
    const message = this.messages.find((candidate) => candidate.id === id);
    if (!message) throw new Error(`There is no message ${id}`);
    return message;
  }

  /** Writes to the bot. Resolves when the bot has answered the delivery and what follows from it is done. */
  async send(text: string): Promise<Delivered> {
    const delivered = await this.#deliver({ type: 'message', text });
    await this.#settle();
    return delivered;
  }

  /**
   * Clicks an Action.Execute: the action with its data and inputs merged.
   * https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model
   */
  async execute(
    messageId: string,
    action: CardAction,
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<ActionAnswer> {
    const merged = {
      type: 'Action.Execute',
      id: action.id ?? '',
      verb: action.verb ?? '',
      data: dataWithInputs(action, inputs),
    };
    return await this.#sendAction(messageId, merged, {});
  }

  /** Clicks the fallback of an Action.Execute, as a client does that knows no better: a message with a value. */
  async submit(
    messageId: string,
    action: CardAction,
    inputs: Readonly<Record<string, string>> = {},
  ): Promise<Delivered> {
    const delivered = await this.#deliver({
      type: 'message',
      value: dataWithInputs(action, inputs),
      replyToId: messageId,
    });
    await this.#settle();
    return delivered;
  }

  /** Uses the sign-in button of a message, and signs in as somebody (oneself if left out). */
  async signIn(messageId: string, as: string = this.oid): Promise<Delivered | ActionAnswer> {
    const link = this.message(messageId).signIn?.link;
    if (!link) throw new Error('The message has no sign-in button');
    const state = new URL(link).searchParams.get('state');
    const answer = await fetch(`${this.#base}/sign-in/complete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ state, oid: as }),
    });
    const { code } = (await answer.json()) as { code: string };
    return await this.signedIn(messageId, code);
  }

  /** Goes on after the sign-in window closed with its code: the nominal flow. */
  async signedIn(messageId: string, code: string): Promise<Delivered | ActionAnswer> {
    const { pending } = this.#overlays.get(messageId) ?? {};
    // The action that asked for it is sent again, with the code in `state`.
    if (pending) return await this.#sendAction(messageId, pending, { state: code });
    const delivered = await this.#deliver({
      type: 'invoke',
      name: 'signin/verifyState',
      value: { state: code },
    });
    if (delivered.status === 200) this.#oauth.set(messageId, 'hidden');
    await this.#settle();
    return delivered;
  }

  /** Draws everything anew, as a reload, a reaction or another device does: the stored messages come back. */
  async reload(): Promise<void> {
    this.#overlays.clear();
    await this.refresh();
  }

  /** Fetches what is stored. */
  async refresh(): Promise<void> {
    const response = await fetch(`${this.#api}/messages`);
    const stored = (await response.json()) as StoredMessage[];
    for (const message of stored) {
      const before = this.#stored.find(({ id }) => id === message.id);
      // An edited message is drawn anew.
      if (before && before.editedAt !== message.editedAt) this.#overlays.delete(message.id);
    }
    this.#stored = stored;
    this.#tell('changed');
  }

  /** Calls back when something changed, or when the bot types. */
  onEvent(listener: (event: ChatEvent) => void): void {
    this.#listeners.add(listener);
  }

  #tell(event: ChatEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #shown(message: StoredMessage): ShownMessage {
    const overlay = this.#overlays.get(message.id);
    const oauth = message.attachments.find(({ contentType }) => contentType === oauthCard)?.content;
    const stored = message.attachments.find(({ contentType }) => contentType === adaptiveCard)?.content;
    const login =
      overlay?.login ?? (this.#oauth.get(message.id) === 'button' ? (oauth as SignInRequest) : undefined);
    return {
      ...message,
      card: overlay?.card ?? stored,
      error: overlay?.error,
      signIn: login && {
        text: login.text ?? '',
        title: login.buttons?.[0]?.title ?? '',
        link: login.buttons?.[0]?.value ?? '',
      },
    };
  }

  async #sendAction(messageId: string, action: CardAction, retry: object): Promise<ActionAnswer> {
    const value = { action, trigger: 'manual', ...retry };
    const delivered = await this.#deliver({
      type: 'invoke',
      name: 'adaptiveCard/action',
      value,
      replyToId: messageId,
    });
    const answer = (delivered.status === 200 ? (delivered.body ?? {}) : {}) as ActionAnswer;
    const shown = await this.#afterAction(messageId, action, answer, retry);
    await this.refresh();
    return shown;
  }

  /** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/authentication-flow-in-universal-action-for-adaptive-cards */
  async #afterAction(
    messageId: string,
    action: CardAction,
    answer: ActionAnswer,
    retry: object,
  ): Promise<ActionAnswer> {
    const { statusCode, type, value } = answer;
    if (statusCode === 200 && type === adaptiveCard) this.#overlays.set(messageId, { card: value });
    else if (statusCode === 401 && type === 'application/vnd.microsoft.activity.loginRequest') {
      const login = value as SignInRequest;
      const id = login.tokenExchangeResource?.id;
      const token = id && !('authentication' in retry) ? await this.#ssoToken() : undefined;
      if (token) {
        const again = await this.#sendAction(messageId, action, {
          authentication: { id, connectionName: login.connectionName, token },
        });
        if (again.statusCode !== 412) return again;
      }
      this.#overlays.set(messageId, { ...this.#overlays.get(messageId), login, pending: action });
    } else if (statusCode !== 412) {
      // An empty or unknown answer: "Unable to reach app" (vercel/chat issue 731, msteams-docs issue 9559).
      const message =
        (value as { message?: string } | undefined)?.message ?? 'Unable to reach app. Please try again.';
      this.#overlays.set(messageId, { ...this.#overlays.get(messageId), error: message });
    }
    return answer;
  }

  async #ssoToken(): Promise<string | undefined> {
    const response = await fetch(`${this.#api}/sso`);
    const { token } = (await response.json()) as { token?: string };
    return token;
  }

  /** Fetches what is new, and signs in silently where an OAuth card asks for it. */
  async #settle(): Promise<void> {
    await this.refresh();
    for (const message of this.#stored) {
      const oauth = message.attachments.find(({ contentType }) => contentType === oauthCard)?.content as
        | SignInRequest
        | undefined;
      if (!oauth || this.#oauth.has(message.id)) continue;
      this.#oauth.set(message.id, 'button');
      if (oauth.tokenExchangeResource) await this.#signInSilently(message.id, oauth);
    }
  }

  async #signInSilently(messageId: string, oauth: SignInRequest): Promise<void> {
    const response = await fetch(`${this.#api}/sso`);
    const { token, problem } = (await response.json()) as { token?: string; problem?: string };
    if (problem === 'unsupported') {
      // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/troubleshooting-sso
      await this.#deliver({
        type: 'invoke',
        name: 'signin/failure',
        value: { code: 'resourcematchfailed', message: 'Resource match failed' },
      });
      this.#oauth.set(messageId, 'hidden');
    }
    if (token) {
      const value = { id: oauth.tokenExchangeResource?.id, connectionName: oauth.connectionName, token };
      const invoke = { type: 'invoke', name: 'signin/tokenExchange', value } as const;
      // Every client of the person that is signed in answers the card, here two of them: the bot has to answer once.
      const answers = await Promise.all([this.#deliver(invoke), this.#deliver(invoke)]);
      if (answers.every(({ status }) => status === 200)) this.#oauth.set(messageId, 'hidden');
    }
    await this.#settle();
  }

  async #deliver(outgoing: Outgoing): Promise<Delivered> {
    return await this.#post<Delivered>('activities', outgoing);
  }

  async #post<Answer>(path: string, body: object): Promise<Answer> {
    const response = await fetch(`${this.#api}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Answer;
  }
}
