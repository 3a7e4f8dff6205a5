import { setTimeout as wait } from 'node:timers/promises';
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import { editCard } from '../cards/editCards.ts';
import { type Action, type ActionContext, type Card, execute } from '../cards/elements.ts';
import { noticeCard } from '../cards/listCard.ts';
import type { Edit, NewPhoto } from '../edits/edit.ts';
import { readReason } from '../edits/reason.ts';
import { readPicture } from '../files/pictures.ts';
import { TokenError } from '../identity/onBehalfOf.ts';
import type { UserToken } from '../identity/userToken.ts';
import { domainInput, type Entered, formMarker, sectionsSent } from '../profile/changes.ts';
import { field, fieldNames, firstSections } from '../profile/fields.ts';
import { type Answer, cardAnswer, consentAction, failureAnswer, TooMuchTypedError } from './answers.ts';
import { amendments, type CardAction, editVerbs } from './cardActions.ts';
import { type Desk, portalUrl, type Session, sessionOf, type Turn, turnOf } from './desk.ts';
import { showHistory } from './history.ts';
import { pictureText } from './pictureText.ts';
import { formAgain, openProfile, unsavedEntries } from './profileForm.ts';

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
  private readonly desk: Desk;
  constructor(desk: Desk) {
    super(EditDialog.name);
    this.desk = desk;
  }

  override async beginDialog(dc: DialogContext, options: EditDialogOptions): Promise<DialogTurnResult> {
    const turn = turnOf(dc.context);
    const session = sessionOf(this.desk, turn, options.token);
    if (!Object.hasOwn(editVerbs, options.action.verb)) {
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
    const wordsOf = (answer: Exclude<Answer, { kind: 'card' }>): string =>
      answer.kind === 'message'
        ? answer.text
        : language.text(answer.problem.kind === 'moreWanted' ? 'failure.moreWanted' : 'failure.signIn');
    const later = work.then((answer) =>
      answer.kind === 'card'
        ? answer.card
        : noticeCard(language.text('error.title'), [wordsOf(answer)], language, wayBack(action, turn)),
    );
    const context = { $card: action.cardId, $edit: action.editId ?? '', $person: action.personId ?? '' };
    return cardAnswer(stillWorking(context, turn), later);
  }

  private async act(action: CardAction, session: Session): Promise<Answer> {
    try {
      return cardAnswer(await this.cardFor(action, session));
    } catch (error) {
      return failureAnswer(error, session.turn, this.desk.config, wayBack(action, session.turn));
    }
  }

  private async cardFor(action: CardAction, session: Session): Promise<Card> {
    const { desk, turn, directory } = session;
    const { cardId, editId, personId, verb, submitted } = action;
    // The verb is the client's word, and every object has a `constructor`.
    const run = Object.hasOwn(editVerbs, verb) ? editVerbs[verb] : undefined;
    const amend = Object.hasOwn(amendments, verb) ? amendments[verb] : undefined;
    if (amend && editId) {
      const shown = await amend(session, editId, action);
      if (shown.kind === 'tooMuch') throw new TooMuchTypedError();
      if (shown.kind === 'form') return await formAgain(session, shown, shown.justRead);
      if (shown.kind === 'current') return await this.currentCard(shown.edit, session);
      if (!personId) return this.unknownCard(turn);
      const note = turn.language.text('form.reopened');
      return await openProfile(session, personId, {
        cardId,
        entered: typedIn(submitted),
        isWholeForm: true,
        section: action.section,
        note,
      });
    }
    if (run && editId) {
      const result = await run(desk.openEdits(directory), editId, turn.caller.oid, action);
      if (result.kind === 'tooMuch') throw new TooMuchTypedError();
      if (result.kind === 'form') return await formAgain(session, result);
      if (result.kind === 'current') {
        if (verb !== 'showResult') needSignIn(result.edit);
        return await this.currentCard(result.edit, session);
      }
      if (!personId) return this.unknownCard(turn);
      // Somebody else's edit, or one that is too old: a fresh one of the caller's own, with what was typed.
      const note = turn.language.text('form.reopened');
      return await openProfile(session, personId, {
        cardId,
        entered: typedIn(submitted),
        isWholeForm: true,
        reasonGiven: readReason(submitted),
        note,
      });
    }
    if (verb === 'editAgain' && editId && personId) {
      const before = await desk.journal.readEdit(editId);
      const own = before?.item.ownerId === turn.caller.oid ? before.item : undefined;
      const entered = own && unsavedEntries(own);
      const reasonGiven = Object.keys(entered ?? {}).length > 0 ? own?.reason : undefined;
      const newPhoto = own && unsavedPhoto(own);
      return await openProfile(session, personId, { cardId, entered, reasonGiven, newPhoto });
    }
    if ((verb === 'open' || verb === 'editAgain') && personId)
      return await openProfile(session, personId, {
        cardId,
        entered: typedIn(submitted, false),
        newPhoto: await this.stagedPhoto(submitted, turn),
      });
    if (verb === 'history' && personId) return await showHistory(session, personId, cardId);
    if (verb === 'refresh') return await this.refreshed(cardId, session);
    return this.unknownCard(turn);
  }

  private async currentCard(edit: Edit, session: Session): Promise<Card> {
    const { turn } = session;
    // An open edit without a failure is a form that was not submitted yet.
    if (edit.state === 'open' && !edit.failure) {
      return await formAgain(session, { kind: 'form', edit, problems: {}, note: 'notSubmitted' });
    }
    const card = editCard(edit, portalUrl(this.desk.config, edit.subject.id), turn.language);
    if (edit.failure !== 'consentMissing') return card;
    return { ...card, actions: [...(card.actions ?? []), consentAction(turn, this.desk.config)] };
  }

  /** The present state of a card for the one who looks: never a write, never a sign-in. */
  private async refreshed(cardId: string, session: Session): Promise<Card> {
    const { turn } = session;
    const card = await this.desk.journal.readCard(cardId);
    const editId = card?.edits[turn.caller.oid];
    const kept = editId ? await this.desk.journal.readEdit(editId) : undefined;
    return kept ? await this.currentCard(kept.item, session) : this.unknownCard(turn);
  }

  /** The picture that a list of people was shown for. */
  private async stagedPhoto(submitted: CardAction['submitted'], turn: Turn): Promise<NewPhoto | undefined> {
    const id = Object.hasOwn(submitted, '$photo') ? submitted.$photo : undefined;
    const kept = typeof id === 'string' ? await this.desk.journal.readPhoto(id) : undefined;
    const picture = kept && readPicture(kept.bytes);
    if (typeof id !== 'string' || !picture || picture === 'notAPicture') return undefined;
    return { id, about: pictureText(picture, turn.language) };
  }

  private unknownCard({ language }: Turn): Card {
    return noticeCard(language.text('error.title'), [language.text('error.unknownCard')], language);
  }
}

/** The button that leads from a notice back to the profile, with what was typed. */
export function wayBack({ verb, cardId, editId, personId }: CardAction, { language }: Turn): Action[] {
  if (!personId) return [];
  const context = { $card: cardId, $person: personId };
  if (verb === 'history') return [execute(language.text('action.history'), 'history', context)];
  return editId
    ? [execute(language.text('action.editAgain'), 'editAgain', { ...context, $edit: editId })]
    : [execute(language.text('action.open'), 'open', context)];
}

/**
 * A card can't sign anybody in. Whoever answers the click asks for it, and the same click comes again.
 * @throws TokenError where nothing but a sign-in is missing.
 */
function needSignIn({ state, failure, failureCode: code }: Edit): void {
  if (state !== 'open' && state !== 'settled') return;
  if (failure === 'moreWanted') throw new TokenError('moreWanted', { code });
  if (failure === 'signIn') throw new TokenError('signInAgain', { code });
}

/**
 * The inputs among what was sent, as far as they are texts of known fields. Where the form came back, an input that is
 * missing was emptied; a toggle is always sent.
 */
function typedIn(submitted: CardAction['submitted'], mayBeWhole = true): Entered | undefined {
  const isWhole = mayBeWhole && Object.hasOwn(submitted, formMarker);
  const sent = sectionsSent(submitted) ?? firstSections;
  const typed = fieldNames.flatMap((name) => {
    const { kind, readOnly, section } = field(name);
    if (readOnly || kind === 'photo') return [];
    const missing = isWhole && sent.includes(section) && kind !== 'yesNo' ? '' : undefined;
    const text = Object.hasOwn(submitted, name) ? submitted[name] : missing;
    const domain = submitted[name + domainInput];
    if (typeof text !== 'string') return [];
    const isCut = kind === 'upn' && typeof domain === 'string' && text !== '' && !text.includes('@');
    return [[name, isCut ? `${text}@${domain}` : text]];
  });
  return typed.length > 0 ? Object.fromEntries(typed) : undefined;
}

/** The photo that somebody sent and that is not written yet. */
function unsavedPhoto({ newPhoto, parts = [] }: Edit): NewPhoto | undefined {
  const isSaved = parts.some((part) => part.state === 'saved' && part.fields.includes('photo'));
  return isSaved ? undefined : newPhoto;
}

function stillWorking(context: ActionContext, { language }: Turn): Card {
  const showResult = execute(language.text('action.showResult'), 'showResult', context);
  return noticeCard(language.text('saving.title'), [language.text('saving.text')], language, [showResult]);
}
