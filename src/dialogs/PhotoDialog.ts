import {
  AttachmentPrompt,
  ComponentDialog,
  type DialogTurnResult,
  TextPrompt,
  WaterfallDialog,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';
import { noticeCard } from '../cards/listCard.ts';
import { deadlineSignal } from '../directory/retry.ts';
import type { NewPhoto } from '../edits/edit.ts';
import { filesOf, takePicture } from '../files/pictures.ts';
import { cardAnswer } from './answers.ts';
import { type Desk, turnOf } from './desk.ts';
import { pictureText } from './pictureText.ts';
import { SignedInDialog } from './SignedInDialog.ts';

export interface PhotoOptions {
  /** Whose photo it is to be; empty where nobody said so yet. */
  readonly who: string;
}

interface PhotoState {
  newPhoto?: NewPhoto;
}

type Step = WaterfallStepContext<PhotoOptions>;

/** Milliseconds of a turn that are left to draw the card, beside the download. */
const restMs = 2_500;

/**
 * A new photo: asks whose it is and for the picture, in the order in which they are missing, looks at the picture, and
 * shows the profile with it as a change that waits for Save. Its result is an Answer with a card.
 */
export class PhotoDialog extends ComponentDialog<PhotoOptions> {
  private readonly desk: Desk;
  constructor(desk: Desk) {
    super(PhotoDialog.name);
    this.desk = desk;
    this.addDialog(
      new WaterfallDialog('steps', [
        this.takeFirst.bind(this),
        this.askWhose.bind(this),
        this.askPicture.bind(this),
        this.show.bind(this),
        this.finish.bind(this),
      ]),
    );
    this.addDialog(new TextPrompt('whose'));
    // Any message ends it, also one without a picture: what is wrong is told then.
    this.addDialog(new AttachmentPrompt('picture', async () => true));
    this.addDialog(new SignedInDialog(desk));
  }

  /** The picture that is in the first message: it can be had in this turn only. */
  private async takeFirst(step: Step): Promise<DialogTurnResult> {
    if (filesOf(step.context.activity).length === 0) return await step.next();
    return (await this.take(step)) ?? (await step.next());
  }

  private async askWhose(step: Step): Promise<DialogTurnResult> {
    const { caller, conversationId, language } = turnOf(step.context);
    const awaited = await this.desk.journal.awaitedPhoto(conversationId, caller.oid);
    const { who } = step.options;
    if (who !== '' || awaited) return await step.next(who);
    return await step.prompt('whose', language.text('photo.whose'));
  }

  private async askPicture(step: Step): Promise<DialogTurnResult> {
    const state = step.values as { who?: string };
    state.who = String(step.result ?? step.options.who);
    if (stateOf(step).newPhoto) return await step.next();
    return await step.prompt('picture', turnOf(step.context).language.text('photo.send'));
  }

  private async show(step: Step): Promise<DialogTurnResult> {
    if (!stateOf(step).newPhoto) {
      // Whoever types something instead wants something else.
      if (filesOf(step.context.activity).length === 0) return await step.endDialog();
      const problem = await this.take(step);
      if (problem) return problem;
    }
    const { newPhoto } = stateOf(step);
    const { caller, conversationId } = turnOf(step.context);
    const who = (step.values as { who?: string }).who ?? '';
    const { journal } = this.desk;
    const awaited = who === '' ? await journal.awaitedPhoto(conversationId, caller.oid) : undefined;
    await journal.endAwaitingPhoto(conversationId, caller.oid);
    const wanted = { entered: awaited?.entered ?? {}, people: {}, newPhoto };
    const job = { kind: 'find', query: awaited?.personId ?? who, wanted } as const;
    return await step.beginDialog(SignedInDialog.name, { job });
  }

  private async finish(step: Step): Promise<DialogTurnResult> {
    return await step.endDialog(step.result);
  }

  /** Gets the picture of the message and keeps it until Save; or ends with what is wrong with it. */
  private async take(step: Step): Promise<DialogTurnResult | undefined> {
    const turn = turnOf(step.context);
    const { language } = turn;
    const timeoutMs = Math.max(1, turn.leftMs() - restMs);
    const picture = await takePicture(step.context, this.desk.config.fileHosts, deadlineSignal(timeoutMs));
    if (typeof picture === 'string') {
      const words = [language.text(`picture.${picture}`)];
      const notice = noticeCard(language.text('picture.title'), words, language);
      return await step.endDialog(cardAnswer(notice));
    }
    const id = await this.desk.journal.keepPhoto(picture);
    stateOf(step).newPhoto = { id, about: pictureText(picture, language) };
    return undefined;
  }
}

function stateOf(step: Step): PhotoState {
  return step.values as PhotoState;
}
