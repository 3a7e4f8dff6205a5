import {
  ComponentDialog,
  type DialogTurnResult,
  TextPrompt,
  WaterfallDialog,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';
import { noticeCard } from '../cards/listCard.ts';
import { cardAnswer } from './answers.ts';
import { type Desk, turnOf } from './desk.ts';
import { readEditMessage } from './editMessage.ts';
import { type Job, SignedInDialog } from './SignedInDialog.ts';

export interface LookUpOptions {
  /** Who is looked for; empty to ask. */
  readonly query: string;
  /** What is wanted of them. */
  readonly shows: 'profile' | 'history';
}

type Step = WaterfallStepContext<LookUpOptions>;

/** Finds somebody by what was typed, asking first where nothing was. Its result is an Answer with a card. */
export class LookUpDialog extends ComponentDialog<LookUpOptions> {
  static readonly whoPrompt = 'who';

  constructor(desk: Desk) {
    super(LookUpDialog.name);
    this.addDialog(
      new WaterfallDialog('steps', [this.ask.bind(this), this.lookUp.bind(this), this.finish.bind(this)]),
    );
    this.addDialog(new TextPrompt(LookUpDialog.whoPrompt));
    this.addDialog(new SignedInDialog(desk));
  }

  private async ask(step: Step): Promise<DialogTurnResult> {
    const { query } = step.options;
    if (query !== '') return await step.next(query);
    const question = step.options.shows === 'history' ? 'ask.history' : 'ask.who';
    return await step.prompt(LookUpDialog.whoPrompt, turnOf(step.context).language.text(question));
  }

  private async lookUp(step: Step): Promise<DialogTurnResult> {
    const query = String(step.result).toWellFormed().replace(/\s+/gu, ' ').trim();
    const { language } = turnOf(step.context);
    if (step.options.shows === 'history')
      return await step.beginDialog(SignedInDialog.name, { job: { kind: 'history', query } });
    const edit = readEditMessage(query, language);
    if (!edit) return await step.beginDialog(SignedInDialog.name, { job: { kind: 'find', query } });
    const { who, problems, entered, people } = edit;
    if (problems.length > 0)
      return await step.next(cardAnswer(noticeCard(language.text('editMessage.title'), problems, language)));
    const job: Job = { kind: 'find', query: who, wanted: { entered, people } };
    return await step.beginDialog(SignedInDialog.name, { job });
  }

  private async finish(step: Step): Promise<DialogTurnResult> {
    return await step.endDialog(step.result);
  }
}
