import { setTimeout as wait } from 'node:timers/promises';
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import { editCard } from '../cards/editCards.ts';
import { type Action, type ActionContext, type Card, execute } from '../cards/elements.ts';
import { noticeCard } from '../cards/listCard.ts';
import type { Directory } from '../directory/directory.ts';
import type { Edit } from '../edits/edit.ts';
import { type EditResult, type Edits, readReason } from '../edits/edits.ts';
import { TokenError } from '../identity/onBehalfOf.ts';
import type { UserToken } from '../identity/userToken.ts';
import { type Entered, formMarker } from '../profile/changes.ts';
import { field, fieldNames } from '../profile/fields.ts';
import { type Answer, cardAnswer, consentAction, failureAnswer } from './answers.ts';
import { type Desk, portalUrl, type Turn, turnOf } from './desk.ts';
import { formAgain, openProfile, unsavedEntries } from './profileForm.ts';

/** A click on a card: what it asks for, and what the card and its inputs sent along. */
export interface CardAction {
  readonly verb: string;
  readonly cardId: string;
  readonly editId: string | undefined;
  /** The question of the card that the click answers. */
  readonly question: string | undefined;
  /** Object id, used only to open a fresh card with the clicker's own rights. Never the target of a write. */
  readonly personId: string | undefined;
  readonly submitted: Readonly<Record<string, unknown>>;
}

export interface EditDialogOptions {
  readonly action: CardAction;
  readonly token: UserToken;
}

type EditVerb = (edits: Edits, editId: string, callerId: string, action: CardAction) => Promise<EditResult>;

const editVerbs: Readonly<Record<string, EditVerb>> = {
  save: (edits, id, caller, { submitted }) => edits.submit(id, caller, submitted),
  retry: (edits, id, caller, { question }) => edits.retry(id, caller, question),
  confirm: (edits, id, caller, { question }) => edits.confirm(id, caller, question),
  keepMine: (edits, id, caller, { question }) => edits.keepMine(id, caller, question),
  takeTheirs: (edits, id, caller, { question }) => edits.takeTheirs(id, caller, question),
  cancel: (edits, id, caller) => edits.cancel(id, caller),
  undo: (edits, id, caller, { question }) => edits.undo(id, caller, question),
  showResult: (edits, id, caller) => edits.result(id, caller),
};

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
    const directory = this.desk.openDirectory(options.token);
    if (!Object.hasOwn(editVerbs, options.action.verb)) {
      // Nothing is written, so nothing needs to go on: what can't be read in time is told.
      const leftMs = () => Math.max(1, turn.leftMs() - answerMs);
      return await dc.endDialog(await this.act(options.action, { ...turn, leftMs }, directory));
    }
    const work = this.act(options.action, turn, directory);
    const early = wait(Math.max(1, turn.leftMs() - answerMs)).then(() => undefined);
    const inTime = await Promise.race([work, early]);
    return await dc.endDialog(inTime ?? this.notYet(options.action, turn, work));
  }

  /** The answer where the work is not done in time: it goes on, and its card comes later. */
  private notYet(action: CardAction, turn: Turn, work: Promise<Answer>): Answer {
    const { language } = turn;
    const later = work.then((answer) =>
      answer.kind === 'card'
        ? answer.card
        : noticeCard(
            language.text('error.title'),
            [language.text(answer.problem.kind === 'moreWanted' ? 'failure.moreWanted' : 'failure.signIn')],
            language,
            wayBack(action, turn),
          ),
    );
    const context = { $card: action.cardId, $edit: action.editId ?? '', $person: action.personId ?? '' };
    return cardAnswer(stillWorking(context, turn), later);
  }

  private async act(action: CardAction, turn: Turn, directory: Directory): Promise<Answer> {
    try {
      return cardAnswer(await this.cardFor(action, turn, directory));
    } catch (error) {
      return failureAnswer(error, turn, this.desk.config, wayBack(action, turn));
    }
  }

  private async cardFor(action: CardAction, turn: Turn, directory: Directory): Promise<Card> {
    const { desk } = this;
    const { cardId, editId, personId, verb, submitted } = action;
    // The verb is the client's word, and every object has a `constructor`.
    const run = Object.hasOwn(editVerbs, verb) ? editVerbs[verb] : undefined;
    if (run && editId) {
      const result = await run(desk.openEdits(directory), editId, turn.caller.oid, action);
      if (result.kind === 'form') return await formAgain(desk, turn, result, directory);
      if (result.kind === 'current') {
        if (verb !== 'showResult') needSignIn(result.edit);
        return await this.currentCard(result.edit, turn, directory);
      }
      if (!personId) return this.unknownCard(turn);
      // Somebody else's edit, or one that is too old: a fresh one of the caller's own, with what was typed.
      const note = turn.language.text('form.reopened');
      return await openProfile(desk, turn, personId, {
        directory,
        cardId,
        entered: typedIn(submitted),
        reasonGiven: readReason(submitted),
        note,
      });
    }
    if (verb === 'editAgain' && editId && personId) {
      const before = await desk.journal.readEdit(editId);
      const own = before?.item.ownerId === turn.caller.oid ? before.item : undefined;
      const entered = own && unsavedEntries(own);
      const reasonGiven = Object.keys(entered ?? {}).length > 0 ? own?.reason : undefined;
      return await openProfile(desk, turn, personId, { directory, cardId, entered, reasonGiven });
    }
    if ((verb === 'open' || verb === 'editAgain') && personId)
      return await openProfile(desk, turn, personId, { directory, cardId });
    if (verb === 'refresh') return await this.refreshed(cardId, turn, directory);
    return this.unknownCard(turn);
  }

  private async currentCard(
    edit: Parameters<typeof editCard>[0],
    turn: Turn,
    directory: Directory,
  ): Promise<Card> {
    // An open edit without a failure is a form that was not submitted yet.
    if (edit.state === 'open' && !edit.failure) {
      return await formAgain(
        this.desk,
        turn,
        { kind: 'form', edit, problems: {}, note: 'notSubmitted' },
        directory,
      );
    }
    const card = editCard(edit, portalUrl(this.desk.config, edit.subject.id), turn.language);
    if (edit.failure !== 'consentMissing') return card;
    return { ...card, actions: [...(card.actions ?? []), consentAction(turn, this.desk.config)] };
  }

  /** The present state of a card for the one who looks: never a write, never a sign-in. */
  private async refreshed(cardId: string, turn: Turn, directory: Directory): Promise<Card> {
    const card = await this.desk.journal.readCard(cardId);
    const editId = card?.edits[turn.caller.oid];
    const kept = editId ? await this.desk.journal.readEdit(editId) : undefined;
    return kept ? await this.currentCard(kept.item, turn, directory) : this.unknownCard(turn);
  }

  private unknownCard({ language }: Turn): Card {
    return noticeCard(language.text('error.title'), [language.text('error.unknownCard')], language);
  }
}

/** The button that leads from a notice back to the profile, with what was typed. */
export function wayBack({ cardId, editId, personId }: CardAction, { language }: Turn): Action[] {
  if (!personId) return [];
  const context = { $card: cardId, $person: personId };
  return editId
    ? [execute(language.text('action.editAgain'), 'editAgain', { ...context, $edit: editId })]
    : [execute(language.text('action.open'), 'open', context)];
}

/**
 * A card can't sign anybody in. Whoever answers the click asks for it, and the same click comes again.
 * @throws TokenError where nothing but a sign-in is missing.
 */
function needSignIn({ state, failure, failureCode: code }: Edit): void {
  if (state !== 'open') return;
  if (failure === 'moreWanted') throw new TokenError('moreWanted', { code });
  if (failure === 'signIn') throw new TokenError('signInAgain', { code });
}

/**
 * The inputs among what was sent, as far as they are texts of known fields. Where the form came back, an input that is
 * missing was emptied; a toggle is always sent.
 */
function typedIn(submitted: CardAction['submitted']): Entered {
  const isWhole = Object.hasOwn(submitted, formMarker);
  const typed = fieldNames.flatMap((name) => {
    const missing = isWhole && field(name).kind !== 'yesNo' ? '' : undefined;
    const text = Object.hasOwn(submitted, name) ? submitted[name] : missing;
    return typeof text === 'string' ? [[name, text]] : [];
  });
  return Object.fromEntries(typed);
}

function stillWorking(context: ActionContext, { language }: Turn): Card {
  const showResult = execute(language.text('action.showResult'), 'showResult', context);
  return noticeCard(language.text('saving.title'), [language.text('saving.text')], language, [showResult]);
}
