import type { CardActions } from './cardActions.ts';
import type { CardAnswer } from './cardAnswer.ts';
import type { Fetch } from './chatConnection.ts';
import type { ChatSession } from './chatSession.ts';
import type { Delivered } from './wire.ts';

/** Signs in as somebody on the page behind a sign-in button. @returns the six digits that its window closes with */
export async function readCode(fetchIt: Fetch, baseUrl: string, link: string, oid: string): Promise<string> {
  const response = await fetchIt(new URL('/sign-in/complete', baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ state: new URL(link).searchParams.get('state'), oid }),
  });
  if (!response.ok) throw new Error(`The sign-in answered ${response.status}`);
  return ((await response.json()) as { code: string }).code;
}

/** Sends the code along with the action that waits for it, or else by itself. */
export async function sendCode(
  session: ChatSession,
  actions: CardActions,
  messageId: string,
  code: string,
): Promise<Delivered | CardAnswer> {
  const pending = actions.pendingOf(messageId);
  if (pending) return await actions.send(messageId, pending, { trigger: 'manual', state: code });
  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/add-authentication, on signin/verifyState.
  const delivered = await session.deliver({
    type: 'invoke',
    name: 'signin/verifyState',
    value: { state: code },
    threadOf: messageId,
  });
  if (delivered.status === 200) await session.markSignIn(messageId, 'done');
  return delivered;
}
