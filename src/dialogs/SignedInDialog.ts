import {
  ComponentDialog,
  type DialogTurnResult,
  WaterfallDialog,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';
import { noticeCard } from '../cards/listCard.ts';
import { tokenServiceOf } from '../identity/signIn.ts';
import {
  type Answer,
  cardAnswer,
  failureAnswer,
  policyCard,
  type SignInProblem,
  signInReason,
} from './answers.ts';
import type { CardAction } from './cardActions.ts';
import { type Desk, sessionOf, turnOf } from './desk.ts';
import { EditDialog } from './EditDialog.ts';
import { findHistory, findPerson, type Wanted } from './findPerson.ts';
import { wayBack } from './notices.ts';
import { SignInDialog, type SignInResult } from './SignInDialog.ts';

/** What is to be done once the person is signed in. */
export type Job =
  | { readonly kind: 'find'; readonly query: string; readonly wanted?: Wanted | undefined }
  | { readonly kind: 'history'; readonly query: string }
  | { readonly kind: 'click'; readonly action: CardAction; readonly messageId: string };

export interface SignedInOptions {
  readonly job: Job;
  /** Set the second time: why the first sign-in was not good enough. */
  readonly problem?: SignInProblem | undefined;
}

type Step = WaterfallStepContext<SignedInOptions>;

/** Does a job of the personal chat with the person's own rights: signs in, and again once where that can help. Its
 * result is an Answer with a card, or with words. */
export class SignedInDialog extends ComponentDialog<SignedInOptions> {
  private readonly desk: Desk;
  constructor(desk: Desk) {
    super(SignedInDialog.name);
    this.desk = desk;
    this.addDialog(
      new WaterfallDialog('steps', [this.signIn.bind(this), this.work.bind(this), this.finish.bind(this)]),
    );
    this.addDialog(new SignInDialog(desk));
    this.addDialog(new EditDialog(desk));
  }

  private async signIn(step: Step): Promise<DialogTurnResult> {
    return await step.beginDialog(SignInDialog.name, { problem: step.options.problem });
  }

  private async work(step: Step): Promise<DialogTurnResult> {
    const signedIn = step.result as SignInResult;
    const { job } = step.options;
    if (signedIn?.kind === 'problem') return await step.next({ kind: 'signIn', problem: signedIn.problem });
    if (!signedIn) return await step.next(this.notice(step, { kind: 'expired' }));
    const { token } = signedIn;
    if (job.kind === 'click') return await step.beginDialog(EditDialog.name, { action: job.action, token });
    const turn = turnOf(step.context);
    const session = sessionOf(this.desk, turn, token);
    const found =
      job.kind === 'history' ? findHistory(session, job.query) : findPerson(session, job.query, job.wanted);
    const answer = await found.then(cardAnswer, (error: unknown) =>
      failureAnswer(error, turn, this.desk.config),
    );
    return await step.next(answer);
  }

  private async finish(step: Step): Promise<DialogTurnResult> {
    const answer = step.result as Answer;
    const { job, problem } = step.options;
    const replaces = job.kind === 'click' ? job.messageId : undefined;
    if (answer.kind === 'message') return await step.endDialog(answer);
    if (answer.kind === 'card') return await step.endDialog({ ...answer, replaces });
    if (problem) {
      // The next try begins afresh, not with the token that was no good.
      await tokenServiceOf(step.context, this.desk.config.oauthConnectionName).signOut();
      return await step.endDialog({ ...this.notice(step, answer.problem), replaces });
    }
    return await step.replaceDialog('steps', { job, problem: answer.problem });
  }

  private notice(step: Step, problem: SignInProblem): Answer {
    const turn = turnOf(step.context);
    const { job } = step.options;
    const back = job.kind === 'click' ? wayBack(job.action, turn) : [];
    if (problem.kind === 'moreWanted') return cardAnswer(policyCard(turn, problem, back));
    const text =
      problem.kind === 'wrongAccount' ? signInReason(problem, turn) : turn.language.text('signIn.needed');
    return cardAnswer(noticeCard(turn.language.text('signIn.title'), [text], turn.language, back));
  }
}
