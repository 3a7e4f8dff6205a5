import { type CardAnswer, readCardAnswer, type SignInRequest } from './cardAnswer.ts';
import type { ChatSession } from './chatSession.ts';
import { type MessageView, type Overlay, viewOf } from './messageView.ts';
import { askForToken } from './silentSignIn.ts';
import type { StoredMessage } from './wire.ts';

/** An Action.Execute as it is sent: https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model. */
export interface SentAction {
  readonly type: 'Action.Execute';
  readonly id?: string | undefined;
  readonly verb: string;
  readonly data: unknown;
}

/** What goes beside the action. A retry after signing in has a token or the six digits. */
interface Circumstances {
  readonly trigger: 'manual' | 'automatic';
  readonly authentication?: {
    readonly id: string;
    readonly connectionName: string;
    readonly token: string;
  };
  readonly state?: string;
}

/** The cards' actions on one client, and what their answers lay over the messages. */
export class CardActions {
  readonly #session: ChatSession;
  readonly #overlays = new Map<string, Overlay>();
  /** Actions to be sent again after signing in, by message. */
  readonly #pending = new Map<string, SentAction>();
  /** How many are under way, by message. */
  readonly #busy = new Map<string, number>();

  constructor(session: ChatSession) {
    this.#session = session;
  }

  view(message: StoredMessage): MessageView {
    const isBusy = (this.#busy.get(message.id) ?? 0) > 0;
    return viewOf(message, this.#session.oid, this.#overlays.get(message.id), isBusy);
  }

  /** Takes away what is laid over the messages. */
  clear(): void {
    this.#overlays.clear();
    this.#pending.clear();
  }

  /** The action that waits for a sign-in. */
  pendingOf(messageId: string): SentAction | undefined {
    return this.#pending.get(messageId);
  }

  fail(messageId: string, text: string): CardAnswer {
    this.#lay(messageId, this.#session.state.revision, { error: text });
    return { kind: 'error', text };
  }

  /** Shows the card as busy meanwhile. */
  async whileBusy<Result>(messageId: string, run: () => Promise<Result>): Promise<Result> {
    this.#busy.set(messageId, (this.#busy.get(messageId) ?? 0) + 1);
    this.#session.tell('changed');
    try {
      return await run();
    } finally {
      this.#busy.set(messageId, (this.#busy.get(messageId) ?? 1) - 1);
      this.#session.tell('changed');
    }
  }

  /** @returns the last answer, where signing in silently took more than one */
  send(messageId: string, action: SentAction, circumstances: Circumstances): Promise<CardAnswer> {
    if (circumstances.trigger === 'automatic') return this.#sendOnce(messageId, action, circumstances);
    return this.whileBusy(messageId, () => this.#sendOnce(messageId, action, circumstances));
  }

  async #sendOnce(
    messageId: string,
    action: SentAction,
    circumstances: Circumstances,
    isRepeat = false,
  ): Promise<CardAnswer> {
    const delivered = await this.#session.deliver({
      type: 'invoke',
      name: 'adaptiveCard/action',
      value: { action, ...circumstances },
      replyToId: messageId,
    });
    const answer = readCardAnswer(delivered);
    const lay = (over: Omit<Overlay, 'revision'>) => this.#lay(messageId, delivered.revision, over);
    switch (answer.kind) {
      case 'card':
        this.#pending.delete(messageId);
        this.#overlays.delete(messageId);
        lay({ card: answer.card });
        break;
      case 'notice':
        this.#pending.delete(messageId);
        lay({ notice: answer.text });
        break;
      case 'login':
        return await this.#logIn(messageId, action, circumstances, answer.request, lay);
      case 'preconditionFailed':
        // After an exchange the caller shows the button; without one there is nothing to sign in to.
        if (!circumstances.authentication) lay({ error: answer.text });
        break;
      case 'error':
        if (answer.repeat && !isRepeat) return await this.#sendOnce(messageId, action, circumstances, true);
        lay({ error: answer.text });
    }
    return answer;
  }

  /**
   * Signs in for an action, silently if that can be, and sends it again; else its button is shown:
   * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/sso-adaptive-cards-universal-action.
   */
  async #logIn(
    messageId: string,
    action: SentAction,
    { trigger, authentication }: Circumstances,
    request: SignInRequest,
    lay: (over: Omit<Overlay, 'revision'>) => void,
  ): Promise<CardAnswer> {
    const id = request.tokenExchangeResource?.id;
    const sso = id === undefined || authentication ? undefined : await askForToken(this.#session);
    if (id !== undefined && sso && 'token' in sso) {
      const { connectionName = '' } = request;
      const again = await this.#sendOnce(messageId, action, {
        trigger,
        authentication: { id, connectionName, token: sso.token },
      });
      if (again.kind !== 'preconditionFailed') return again;
    }
    this.#pending.set(messageId, action);
    lay({ login: request });
    return { kind: 'login', request };
  }

  /** An error takes nothing away of what is shown; anything else takes the place of a notice and a sign-in. */
  #lay(messageId: string, revision: number, over: Omit<Overlay, 'revision'>): void {
    const before = this.#overlays.get(messageId);
    const changedAt = this.#session.state.find(messageId)?.revision ?? 0;
    const { card, login } = before && before.revision >= changedAt ? before : {};
    this.#overlays.set(messageId, {
      ...(card === undefined ? {} : { card }),
      ...(over.error === undefined || login === undefined ? {} : { login }),
      ...over,
      revision,
    });
    this.#session.tell('changed');
  }
}
