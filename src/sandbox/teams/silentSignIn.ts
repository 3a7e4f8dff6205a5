import type { SignInRequest } from './cardAnswer.ts';
import type { ChatSession } from './chatSession.ts';
import { oauthCardOf, signInOf } from './messageView.ts';
import type { SsoAnswer, StoredMessage } from './wire.ts';

/**
 * Answers the OAuth cards that come, as Teams does without asking anybody:
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-overview.
 */
export function answerOAuthCards(session: ChatSession): void {
  const seen = new Set<string>();
  session.onEvent((event) => {
    if (event !== 'changed') return;
    for (const message of session.state.messages) {
      const card = oauthCardOf(message);
      if (!card || signInOf(message, session.oid) || seen.has(message.id)) continue;
      seen.add(message.id);
      session.begin(answerOne(session, message, card));
    }
  });
}

async function answerOne(session: ChatSession, message: StoredMessage, card: SignInRequest): Promise<void> {
  if (!(await session.markSignIn(message.id, 'trying'))) return;
  const done = await exchange(session, message.id, card).catch(() => false);
  await session.markSignIn(message.id, done ? 'done' : 'button');
}

/** @returns whether the card is done with; else its button is shown */
async function exchange(session: ChatSession, threadOf: string, card: SignInRequest): Promise<boolean> {
  const id = card.tokenExchangeResource?.id;
  if (id === undefined) return false;
  const answer = await askForToken(session);
  if ('problem' in answer) {
    if (answer.problem === 'consentNeeded') return false;
    // The person sees nothing of it, only the bot is told:
    // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/troubleshooting-sso.
    const value = { code: 'resourcematchfailed', message: 'Resource match failed' };
    await session.deliver({ type: 'invoke', name: 'signin/failure', value, threadOf });
    return true;
  }
  const value = { id, connectionName: card.connectionName ?? '', token: answer.token };
  const deliver = () => session.deliver({ type: 'invoke', name: 'signin/tokenExchange', value, threadOf });
  const answers = await Promise.all(answer.duplicate ? [deliver(), deliver()] : [deliver()]);
  // 412 asks for the button: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/bot-sso-code.
  return answers.every(({ status }) => status === 200);
}

/** A token of the person for the bot's own API, or why there is none. */
export function askForToken(session: ChatSession): Promise<SsoAnswer> {
  return session.connection.request<SsoAnswer>('POST', 'sso', {});
}
