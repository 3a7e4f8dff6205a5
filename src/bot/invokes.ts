import type { TurnContext } from 'botbuilder';
import { DialogContext, DialogSet } from 'botbuilder-dialogs';
import type { Card } from '../cards/elements.ts';
import { groupCard } from '../cards/groupCards.ts';
import { noticeCard } from '../cards/listCard.ts';
import {
  type Answer,
  type CardAnswer,
  errorText,
  policyCard,
  type SignInProblem,
  signInReason,
  type ToldRequest,
} from '../dialogs/answers.ts';
import { type Desk, turnOf } from '../dialogs/desk.ts';
import { EditDialog } from '../dialogs/EditDialog.ts';
import { GroupCardDialog } from '../dialogs/GroupCardDialog.ts';
import { cardForAll, readGroupCard } from '../dialogs/groupLookUp.ts';
import { readCardAction } from '../dialogs/MainDialog.ts';
import { wayBack } from '../dialogs/notices.ts';
import { tokenServiceOf } from '../identity/signIn.ts';
import { type UserToken, userTokenOf, WrongAccountError } from '../identity/userToken.ts';

/** The body of the answer to an adaptiveCard/action invoke. HTTP says 200 whatever it is. */
export interface ActionAnswer {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

/** What the client sends with a click, read here since the SDK drops `trigger` and always sets `authentication`. */
interface ActionInvoke {
  readonly data: unknown;
  readonly verb: string | undefined;
  readonly isAutomatic: boolean;
  /** A token that the client got silently. */
  readonly ssoToken: string | undefined;
  /** The code that the sign-in button ended with. */
  readonly code: string | undefined;
}

// https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model
const cardType = 'application/vnd.microsoft.card.adaptive';
const messageType = 'application/vnd.microsoft.activity.message';
// https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/authentication-flow-in-universal-action-for-adaptive-cards
const loginType = 'application/vnd.microsoft.activity.loginRequest';
const preconditionFailedType = 'application/vnd.microsoft.error.preconditionFailed';
const invalidCodeType = 'application/vnd.microsoft.error.invalidAuthCode';

function cardBody(card: Card): ActionAnswer {
  return { statusCode: 200, type: cardType, value: card };
}

/** Words beside the card, which stays as it is with all that was typed. */
export function messageBody(text: string): ActionAnswer {
  return { statusCode: 200, type: messageType, value: text };
}

/** What is said where a turn failed: an error card, so that the person has something to quote. */
export function errorBody(context: TurnContext, error: unknown): ActionAnswer {
  const turn = turnOf(context);
  const { language } = turn;
  return cardBody(noticeCard(language.text('error.title'), [errorText(turn, error)], language));
}

export interface ActionResult {
  readonly body: ActionAnswer;
  /** The card that the stored message is to hold, now and when the work is done. */
  readonly keep?: Card | undefined;
  readonly later?: Promise<Card | undefined> | undefined;
  /** The request that the click was about, now and when the work is done. */
  readonly requests?: readonly (ToldRequest | undefined | Promise<ToldRequest | undefined>)[];
}

/**
 * Answers a click on a card. It never touches the stored dialog stack: the dialog runs on an empty one and ends in this
 * turn, with the rights of the one who clicked.
 */
export async function answerAction(context: TurnContext, desk: Desk): Promise<ActionResult> {
  const invoke = readInvoke(context.activity.value);
  const action = readCardAction({
    ...(invoke.data as object | undefined),
    // A client that refreshes by itself may have any action of an earlier card; nothing is done for it but to look.
    ...(invoke.isAutomatic ? { $verb: 'refresh' } : invoke.verb ? { $verb: invoke.verb } : {}),
  });
  const turn = turnOf(context);
  if (!action)
    return {
      body: cardBody(
        noticeCard(
          turn.language.text('error.title'),
          [turn.language.text('error.unknownCard')],
          turn.language,
        ),
      ),
    };

  const signedIn = await signIn(context, desk, invoke);
  // A view that is drawn again for somebody who has to sign in, at first or anew, is what all see; nobody is signed out by it.
  const forAll = async (): Promise<ActionResult | undefined> => {
    const record = invoke.isAutomatic && turn.isGroup && (await readGroupCard(desk, turn, action.cardId));
    return record ? { body: cardBody(groupCard(action.cardId, record.group)) } : undefined;
  };
  if ('body' in signedIn) return (await forAll()) ?? signedIn;
  const dialog = turn.isGroup ? new GroupCardDialog(desk) : new EditDialog(desk);
  const dc = new DialogContext(new DialogSet().add(dialog), context, { dialogStack: [] });
  const { result } = await dc.beginDialog(dialog.id, { action, token: signedIn.token });
  const answer = result as Answer;
  if (answer.kind === 'card') {
    const body = cardBody(answer.card);
    // An update of the message would have it refreshed again.
    if (invoke.isAutomatic) return { body };
    const kept = async (own: CardAnswer): Promise<Card | undefined> =>
      turn.isGroup ? await cardForAll(desk, turn, action.cardId, own) : own.card;
    const requests = [answer.request, answer.later?.then(({ request }) => request)];
    return { body, keep: await kept(answer), later: answer.later?.then(kept), requests };
  }
  if (answer.kind === 'message') return { body: messageBody(answer.text) };
  const instead = await forAll();
  if (instead) return instead;
  // A policy that still wants more right after the button was used wants what the button can't give.
  if (invoke.code !== undefined && answer.problem.kind === 'moreWanted') {
    const own = policyCard(turn, answer.problem, wayBack(action, turn));
    // In front of others the message is everybody's, and goes on to show what all see.
    return { body: cardBody(own), ...(turn.isGroup ? {} : { keep: own }) };
  }
  await tokenServiceOf(context, desk.config.oauthConnectionName).signOut();
  return await askToSignIn(context, desk, {
    silently: false,
    isAutomatic: invoke.isAutomatic,
    problem: answer.problem,
  });
}

async function signIn(
  context: TurnContext,
  desk: Desk,
  invoke: ActionInvoke,
): Promise<{ token: UserToken } | ActionResult> {
  const { config } = desk;
  const { caller } = turnOf(context);
  const service = tokenServiceOf(context, config.oauthConnectionName);
  let value: string | undefined;
  if (invoke.ssoToken !== undefined) {
    value = await service.exchange(invoke.ssoToken);
    if (!value)
      return {
        body: {
          statusCode: 412,
          type: preconditionFailedType,
          value: { code: '412', message: 'The token can not be exchanged.' },
        },
      };
  } else {
    value = await service.token(invoke.code);
    if (!value && invoke.code !== undefined)
      return {
        body: {
          statusCode: 401,
          type: invalidCodeType,
          value: { code: 'invalidAuthCode', message: 'The code is wrong or was used before.' },
        },
      };
  }
  if (!value) return await askToSignIn(context, desk, { silently: true, isAutomatic: invoke.isAutomatic });
  try {
    return { token: userTokenOf(value, caller, config.bot.id) };
  } catch (error) {
    if (!(error instanceof WrongAccountError)) throw error;
    await service.signOut();
    return await askToSignIn(context, desk, {
      silently: false,
      isAutomatic: invoke.isAutomatic,
      problem: { kind: 'wrongAccount' },
    });
  }
}

/** A refresh is never asked to sign in: that would keep the card from being drawn for people who are not. */
async function askToSignIn(
  context: TurnContext,
  { config }: Desk,
  how: { readonly silently: boolean; readonly isAutomatic: boolean; readonly problem?: SignInProblem },
): Promise<ActionResult> {
  const turn = turnOf(context);
  const { language } = turn;
  if (how.isAutomatic)
    return {
      body: cardBody(
        noticeCard(language.text('profile.summary'), [language.text('signIn.needed')], language),
      ),
    };
  const { signInLink, tokenExchangeResource } = await tokenServiceOf(
    context,
    config.oauthConnectionName,
  ).signInResource();
  const title = language.text('action.signIn');
  const value = {
    text: signInReason(how.problem, turn),
    connectionName: config.oauthConnectionName,
    // In a channel a client that tries it fails without a word: microsoft/teams.py pull request 510.
    ...(how.silently && !turn.isGroup ? { tokenExchangeResource } : {}),
    buttons: [{ title, text: title, type: 'signin', value: signInLink }],
  };
  return { body: { statusCode: 401, type: loginType, value } };
}

/** Whether a client draws a card again by itself. */
export function isRefresh(value: unknown): boolean {
  return readInvoke(value).isAutomatic;
}

function readInvoke(value: unknown): ActionInvoke {
  const invoke = asObject(value);
  const action = asObject(invoke.action);
  const authentication = asObject(invoke.authentication);
  return {
    data: asObject(action.data),
    verb: asText(action.verb),
    isAutomatic: invoke.trigger === 'automatic',
    ssoToken: asText(authentication.token),
    code: asText(invoke.state),
  };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
