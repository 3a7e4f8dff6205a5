import { ActivityTypes, type TokenResponse } from 'botbuilder';
import {
  ComponentDialog,
  Dialog,
  type DialogContext,
  type DialogTurnResult,
  DialogTurnStatus,
  OAuthPrompt,
} from 'botbuilder-dialogs';
import { signInCard, tokenServiceOf } from '../identity/signIn.ts';
import { type UserToken, userTokenOf, WrongAccountError } from '../identity/userToken.ts';
import { type SignInProblem, signInReason } from './answers.ts';
import { type Desk, turnOf } from './desk.ts';

export interface SignInOptions {
  /** Why the person has to sign in again; then the button alone is offered, since silence would give the same token. */
  readonly problem?: SignInProblem | undefined;
}

/** What the dialog ends with; undefined where nobody signed in in time. */
export type SignInResult =
  | { readonly kind: 'token'; readonly token: UserToken }
  | { readonly kind: 'problem'; readonly problem: SignInProblem }
  | undefined;

const promptId = 'oauth';
/** Milliseconds that the prompt waits for the person. */
const timeoutMs = 15 * 60_000;

/**
 * Signs the person in, in the personal chat only: silently where the Token Service has a token or the client can get
 * one, else by the button.
 */
export class SignInDialog extends ComponentDialog<SignInOptions> {
  private readonly desk: Desk;
  constructor(desk: Desk) {
    super(SignInDialog.name);
    this.desk = desk;
    const { oauthConnectionName: connectionName } = desk.config;
    this.addDialog(new OAuthPrompt(promptId, { connectionName, title: '', timeout: timeoutMs }));
  }

  protected override async onBeginDialog(
    dc: DialogContext,
    options?: SignInOptions,
  ): Promise<DialogTurnResult> {
    const { oauthConnectionName: connectionName } = this.desk.config;
    const service = tokenServiceOf(dc.context, connectionName);
    const problem = options?.problem;
    const known = problem ? await service.signOut() : await service.token();
    if (known) return this.ended(dc, known);
    const turn = turnOf(dc.context);
    const words = { title: turn.language.text('action.signIn'), text: signInReason(problem, turn) };
    const prompt = await signInCard(service, connectionName, words, problem === undefined);
    return this.endedBy(dc, await dc.beginDialog(promptId, { prompt }));
  }

  protected override async onContinueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const { activity } = dc.context;
    if (activity.type !== ActivityTypes.Message) return this.endedBy(dc, await dc.continueDialog());
    // The SDK takes any six digits in any message for a sign-in code. Here only a message that is nothing else can be
    // one, and only if the Token Service says so.
    const isCode = /^\s*\d{6}\s*$/.test(activity.text ?? '');
    const service = tokenServiceOf(dc.context, this.desk.config.oauthConnectionName);
    const token = isCode ? await service.token(activity.text.trim()) : undefined;
    return token ? this.ended(dc, token) : Dialog.EndOfTurn;
  }

  private endedBy(dc: DialogContext, result: DialogTurnResult): DialogTurnResult {
    const response = result.result as TokenResponse | undefined;
    return response?.token ? this.ended(dc, response.token) : result;
  }

  private ended(dc: DialogContext, token: string): DialogTurnResult<SignInResult> {
    return { status: DialogTurnStatus.complete, result: this.resultOf(dc, token) };
  }

  private resultOf(dc: DialogContext, token: string): SignInResult {
    try {
      return { kind: 'token', token: userTokenOf(token, turnOf(dc.context).caller, this.desk.config.bot.id) };
    } catch (error) {
      if (error instanceof WrongAccountError) return { kind: 'problem', problem: { kind: 'wrongAccount' } };
      throw error;
    }
  }
}
