import { editCard } from '../cards/editCards.ts';
import type { Edit } from '../edits/edit.ts';
import type { FormNote } from '../edits/editResult.ts';
import { TokenError } from '../identity/tokenError.ts';
import { type CardAnswer, cardAnswer, consentAction } from './answers.ts';
import { portalUrl, type Session } from './desk.ts';
import { formAgain } from './profileForm.ts';

/** How an edit stands: its form, its question, or what came of it; and where it is somebody's approval, the request too. */
export async function standing(
  edit: Edit,
  session: Session,
  note: FormNote | undefined = 'notSubmitted',
): Promise<CardAnswer> {
  const { desk, turn } = session;
  // An open edit without a failure is a form that was not submitted yet.
  if (edit.state === 'open' && !edit.failure) {
    return cardAnswer(await formAgain(session, { kind: 'form', edit, problems: {}, note }));
  }
  const card = editCard(edit, portalUrl(desk.config, edit.subject.id), turn.language);
  const settled = await desk.requests.settle(edit);
  const request = settled && settled.kind !== 'unknown' ? settled : undefined;
  if (edit.failure !== 'consentMissing') return { ...cardAnswer(card), edit, request };
  const actions = [...(card.actions ?? []), consentAction(turn, desk.config)];
  return { ...cardAnswer({ ...card, actions }), edit, request };
}

/**
 * A card can't sign anybody in. Whoever answers the click asks for it, and the same click comes again.
 * @throws TokenError where nothing but a sign-in is missing.
 */
export function needSignIn({ state, failure, failureCode: code }: Edit): void {
  if (state !== 'open' && state !== 'settled') return;
  if (failure === 'moreWanted') throw new TokenError('moreWanted', { code });
  if (failure === 'signIn') throw new TokenError('signInAgain', { code });
}
