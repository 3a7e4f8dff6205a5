import { setTimeout as wait } from 'node:timers/promises';
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import { noticeCard } from '../cards/listCard.ts';
import type { NewPhoto } from '../edits/edit.ts';
import type { EditResult } from '../edits/editResult.ts';
import { isOver } from '../edits/questions.ts';
import { readReason } from '../edits/reason.ts';
import { readPicture } from '../files/pictures.ts';
import type { UserToken } from '../identity/userToken.ts';
import { type Answer, type CardAnswer, cardAnswer, failureAnswer } from './answers.ts';
import { amendments, type CardAction, editVerbs } from './cardActions.ts';
import { type Desk, logRefusal, type Session, sessionOf, type Turn, turnOf } from './desk.ts';
import { typedIn, typedInto, unsavedEntries, unsavedPhoto } from './enteredTexts.ts';
import { showHistory } from './history.ts';
import { stillWorking, wayBack } from './notices.ts';
import { pictureText } from './pictureText.ts';
import { formAgain, openProfile } from './profileForm.ts';
import { askFor, colleague, requestVerbs, shown, undecidedAnswer } from './requestClicks.ts';
import { needSignIn, standing } from './standing.ts';

export interface EditDialogOptions {
  readonly action: CardAction;
  readonly token: UserToken;
}

/** Kept of the time that a turn has, to draw the card and send it. */
const answerMs = 250;

/**
 * Everything that a click on a card does. It ends in the turn that it begins in; its result is the answer. A save that
 * takes longer goes on after the answer, and the message is updated when it is done.
 */
export class EditDialog extends Dialog<EditDialogOptions> {
  protected readonly desk: Desk;
  constructor(desk: Desk) {
    super(new.target.name);
    this.desk = desk;
  }

  override async beginDialog(dc: DialogContext, options: EditDialogOptions): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context);
    const session = sessionOf(this.desk, turn, options.token);
    const { verb } = options.action;
    if (verb !== 'approve' && !Object.hasOwn(editVerbs, verb)) {
      // Nothing is written, so nothing needs to go on: what can't be read in time is told.
      const leftMs = () => Math.max(1, turn.leftMs() - answerMs);
      return await dc.endDialog(await this.act(options.action, { ...session, turn: { ...turn, leftMs } }));
    }
    const work = this.act(options.action, session);
    const early = wait(Math.max(1, turn.leftMs() - answerMs)).then(() => undefined);
    const inTime = await Promise.race([work, early]);
    return await dc.endDialog(inTime ?? this.notYet(options.action, turn, work));
  }

  /** The answer where the work is not done in time: it goes on, and its card comes later. */
  private notYet(action: CardAction, turn: Turn, work: Promise<Answer>): Answer {
    const { language } = turn;
    const wordsOf = (answer: Exclude<Answer, CardAnswer>): string =>
      answer.kind === 'message'
        ? answer.text
        : language.text(answer.problem.kind === 'moreWanted' ? 'failure.moreWanted' : 'failure.signIn');
    const later = work.then((answer) =>
      answer.kind === 'card'
        ? answer
        : cardAnswer(
            noticeCard(language.text('error.title'), [wordsOf(answer)], language, wayBack(action, turn)),
          ),
    );
    return cardAnswer(stillWorking(action, turn), later);
  }

  private async act(action: CardAction, session: Session): Promise<Answer> {
    try {
      return await this.answerTo(action, session);
    } catch (error) {
      return failureAnswer(error, session.turn, this.desk.config, wayBack(action, session.turn));
    }
  }

  protected async answerTo(action: CardAction, session: Session): Promise<Answer> {
    const { desk, turn, directory } = session;
    const { cardId, editId, personId, verb, submitted } = action;
    // The verb is the client's word, and every object has a `constructor`.
    const run = Object.hasOwn(editVerbs, verb) ? editVerbs[verb] : undefined;
    const amend = Object.hasOwn(amendments, verb) ? amendments[verb] : undefined;
    if (verb === 'approve') return await this.approve(action, session);
    if (verb === 'review') return await this.review(action, session);
    const onRequest = Object.hasOwn(requestVerbs, verb) ? requestVerbs[verb] : undefined;
    if (onRequest) return await onRequest(session, action);
    const tooMuch: Answer = { kind: 'message', text: turn.language.text('form.tooMuch') };
    if (amend && editId) {
      const shown = await amend(session, editId, action);
      if (shown.kind === 'tooMuch') return tooMuch;
      if (shown.kind === 'notOwner') logRefusal(session, 'notOwner', { editId });
      if (shown.kind === 'asks') return await this.ask(session, shown);
      if (shown.kind === 'form') return cardAnswer(await formAgain(session, shown, shown.justRead));
      if (shown.kind === 'current') return await standing(shown.edit, session);
      if (!personId) return this.unknownCard(turn);
      const note = turn.language.text('form.reopened');
      return cardAnswer(
        await openProfile(session, personId, {
          cardId,
          entered: typedInto(action),
          section: action.section,
          note,
        }),
      );
    }
    if (run && editId) {
      const result = await run(desk.openEdits(directory), editId, turn.caller.oid, action);
      if (result.kind === 'tooMuch') return tooMuch;
      if (result.kind === 'notOwner') logRefusal(session, 'notOwner', { editId });
      if (result.kind === 'asks') return await this.ask(session, result);
      if (result.kind === 'form') return cardAnswer(await formAgain(session, result));
      if (result.kind === 'current') {
        if (verb !== 'showResult') needSignIn(result.edit);
        return await standing(result.edit, session);
      }
      if (!personId) return this.unknownCard(turn);
      // Somebody else's edit, or one that is too old: a fresh one of the caller's own, with what was typed.
      const note = turn.language.text('form.reopened');
      return cardAnswer(
        await openProfile(session, personId, {
          cardId,
          entered: typedInto(action),
          reasonGiven: readReason(submitted),
          note,
        }),
      );
    }
    if (verb === 'askForm' && personId) {
      const before = editId ? await desk.journal.readEdit(editId) : undefined;
      const own = before?.item.ownerId === turn.caller.oid ? before.item : undefined;
      const entered = own && unsavedEntries(own);
      return cardAnswer(await openProfile(session, personId, { cardId, entered, isRequest: true }));
    }
    if (verb === 'editAgain' && editId && personId) {
      const before = await desk.journal.readEdit(editId);
      const own = before?.item.ownerId === turn.caller.oid ? before.item : undefined;
      const entered = own && unsavedEntries(own);
      const reasonGiven = Object.keys(entered ?? {}).length > 0 ? own?.reason : undefined;
      const newPhoto = own && unsavedPhoto(own);
      return cardAnswer(await openProfile(session, personId, { cardId, entered, reasonGiven, newPhoto }));
    }
    if ((verb === 'open' || verb === 'editAgain') && personId)
      return cardAnswer(
        await openProfile(session, personId, {
          cardId,
          entered: typedIn(submitted),
          newPhoto: await this.stagedPhoto(submitted, turn),
        }),
      );
    if (verb === 'history' && personId) return cardAnswer(await showHistory(session, personId, cardId));
    if (verb === 'refresh') return (await this.ownView(cardId, session)) ?? this.unknownCard(turn);
    return this.unknownCard(turn);
  }

  /** Asks for a change, if there is somewhere for the request to appear. */
  private async ask(session: Session, asked: EditResult & { kind: 'asks' }): Promise<Answer> {
    const { desk, turn } = session;
    if (!turn.isGroup && !(await desk.journal.readApprovals()))
      return { kind: 'message', text: turn.language.text('request.nobody') };
    return await askFor(session, asked);
  }

  /** Makes what was asked for, with the rights of the one who clicks. */
  private async approve({ cardId }: CardAction, session: Session): Promise<Answer> {
    const { desk, turn, directory } = session;
    const undecided = await undecidedAnswer(session, await desk.requests.current(cardId));
    if (undecided) return undecided;
    const result = await desk.requests.approve(cardId, colleague(turn), desk.openEdits(directory));
    if (result.kind !== 'current' || !result.edit) return await shown(session, result);
    needSignIn(result.edit);
    // Nothing was written and nothing will be: it can be approved again, by whoever has the rights.
    if (result.request.state === 'open') return await shown(session, result);
    return { ...(await standing(result.edit, session)), request: result };
  }

  /**
   * Where a request stands. Whose approval it is gets that instead: it may wait for their answer or for its result, and can
   * be taken back. In front of others their view of it is gone once all is drawn anew.
   */
  private async review({ cardId }: CardAction, session: Session): Promise<Answer> {
    const now = await session.desk.requests.current(cardId);
    const approval = now.kind === 'unknown' ? undefined : (now.request.deciding ?? now.request.decision);
    const own = approval?.by.id === session.viewer.oid ? approval.editId : undefined;
    return (await this.viewOf(own, session)) ?? (await shown(session, now));
  }

  /** The present state of a card for the one who looks, where they have an edit on it: never a write, never a sign-in. */
  protected async ownView(cardId: string, session: Session): Promise<CardAnswer | undefined> {
    const card = await this.desk.journal.readCard(cardId);
    return await this.viewOf(card?.edits[session.turn.caller.oid], session);
  }

  /** How somebody's own edit stands, with what takes it back; undefined where there is none that could be gone on with. */
  private async viewOf(editId: string | undefined, session: Session): Promise<CardAnswer | undefined> {
    const { journal } = this.desk;
    const own = editId ? (await journal.readEdit(editId))?.item : undefined;
    if (own && isOver(own, this.desk.clock.now())) return undefined;
    const undoing = own?.undoneBy ? (await journal.readEdit(own.undoneBy))?.item : undefined;
    // Of a change that is taken back, the undo is how it stands, unless that was cancelled.
    const stands = undoing && undoing.state !== 'cancelled' ? undoing : own;
    if (!stands) return undefined;
    // What was asked for stands as its request does.
    const request = stands.isRequest ? await this.desk.requests.current(stands.id) : undefined;
    if (request && request.kind !== 'unknown') {
      const answer = await shown(session, request);
      if (answer.kind === 'card') return answer;
    }
    return await standing(stands, session, stands.entered && 'notSubmitted');
  }

  /** The picture that a list of people was shown for. */
  private async stagedPhoto(submitted: CardAction['submitted'], turn: Turn): Promise<NewPhoto | undefined> {
    const id = Object.hasOwn(submitted, '$photo') ? submitted.$photo : undefined;
    const kept = typeof id === 'string' ? await this.desk.journal.readPhoto(id) : undefined;
    const picture = kept && readPicture(kept.bytes);
    if (typeof id !== 'string' || !picture || picture === 'notAPicture') return undefined;
    return { id, about: pictureText(picture, turn.language) };
  }

  protected unknownCard({ language }: Turn): CardAnswer {
    return cardAnswer(
      noticeCard(language.text('error.title'), [language.text('error.unknownCard')], language),
    );
  }
}
