import { ActivityTypes, CardFactory, type TurnContext } from 'botbuilder';
import {
  ComponentDialog,
  type DialogContext,
  type DialogTurnResult,
  DialogTurnStatus,
} from 'botbuilder-dialogs';
import type { Card } from '../cards/elements.ts';
import { helpCard } from '../cards/helpCards.ts';
import { isObjectId } from '../directory/search.ts';
import { filesOf } from '../files/pictures.ts';
import { tokenServiceOf } from '../identity/signIn.ts';
import { sections } from '../profile/fields.ts';
import type { Answer } from './answers.ts';
import type { CardAction } from './cardActions.ts';
import { commands, readCommand } from './commands.ts';
import { type Desk, turnOf } from './desk.ts';
import { LookUpDialog, type LookUpOptions } from './LookUpDialog.ts';
import { PhotoDialog } from './PhotoDialog.ts';
import { type Job, SignedInDialog } from './SignedInDialog.ts';

/** Puts a card where an earlier one stands: a message of the conversation, by its id. */
export type ReplaceMessage = (
  context: TurnContext,
  messageId: string,
  answer: Answer & { kind: 'card' },
) => Promise<void>;

/**
 * The personal chat's messages. A command interrupts whatever is under way; any other text is looked up, also while a
 * sign-in is pending, so that nobody gets stuck.
 */
export class MainDialog extends ComponentDialog {
  private readonly desk: Desk;
  private readonly replaceMessage: ReplaceMessage;

  constructor(desk: Desk, replaceMessage: ReplaceMessage) {
    super(MainDialog.name);
    this.desk = desk;
    this.replaceMessage = replaceMessage;
    this.addDialog(new LookUpDialog(desk));
    this.addDialog(new PhotoDialog(desk));
    this.addDialog(new SignedInDialog(desk));
  }

  protected override async onBeginDialog(dc: DialogContext): Promise<DialogTurnResult> {
    return await this.begin(dc);
  }

  protected override async onContinueDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const { activity } = dc.context;
    if (activity.type !== ActivityTypes.Message) return await this.end(dc, await dc.continueDialog());
    const hasPicture = filesOf(activity).length > 0;
    const isForPhoto = !hasPicture || dc.activeDialog?.id === PhotoDialog.name;
    if (!clickOf(activity) && isForPhoto && !readCommand(activity.text ?? '').isNamed) {
      const result = await dc.continueDialog();
      const isLeft = result.status === DialogTurnStatus.complete && result.result === undefined;
      if (!isLeft && (result.status !== DialogTurnStatus.waiting || dc.context.responded))
        return await this.end(dc, result);
    }
    return await this.begin(dc);
  }

  /** Begins what a message asks for; what was under way before is left. */
  private async begin(dc: DialogContext): Promise<DialogTurnResult> {
    const { activity } = dc.context;
    const click = clickOf(activity);
    if (click) {
      await dc.cancelAllDialogs();
      const job: Job = { kind: 'click', action: click, messageId: activity.replyToId ?? '' };
      return await this.end(dc, await dc.beginDialog(SignedInDialog.name, { job }));
    }
    const { command, text } = readCommand(activity.text ?? '');
    if (filesOf(activity).length > 0) {
      await dc.cancelAllDialogs();
      return await this.end(dc, await dc.beginDialog(PhotoDialog.name, { who: text }));
    }
    const { language } = turnOf(dc.context);
    switch (command) {
      case 'help':
        await send(
          dc.context,
          helpCard(
            commands.map(({ words, help }) => ({ word: words[0] ?? '', help })),
            language,
          ),
        );
        return await this.stay(dc);
      case 'signOut':
        await dc.cancelAllDialogs();
        await tokenServiceOf(dc.context, this.desk.config.oauthConnectionName).signOut();
        await dc.context.sendActivity(language.text('signOut.done'));
        return { status: DialogTurnStatus.complete };
      case 'cancel': {
        const wasActive = dc.stack.length > 0;
        await dc.cancelAllDialogs();
        await dc.context.sendActivity(language.text(wasActive ? 'cancelled' : 'cancel.nothing'));
        return { status: DialogTurnStatus.complete };
      }
      case 'approvals':
        await dc.context.sendActivity(language.text('approvals.channelOnly'));
        return await this.stay(dc);
      case 'photo':
        await dc.cancelAllDialogs();
        return await this.end(dc, await dc.beginDialog(PhotoDialog.name, { who: text }));
      case 'find':
      case 'history': {
        await dc.cancelAllDialogs();
        const options: LookUpOptions = { query: text, shows: command === 'find' ? 'profile' : 'history' };
        return await this.end(dc, await dc.beginDialog(LookUpDialog.name, options));
      }
    }
  }

  /** Help interrupts nothing: a pending sign-in or question stays. */
  private async stay(dc: DialogContext): Promise<DialogTurnResult> {
    return { status: dc.stack.length > 0 ? DialogTurnStatus.waiting : DialogTurnStatus.complete };
  }

  /** Sends the answer that a dialog ended with. */
  private async end(dc: DialogContext, result: DialogTurnResult): Promise<DialogTurnResult> {
    const answer = result.result as Answer | undefined;
    if (result.status !== DialogTurnStatus.complete || !answer || answer.kind === 'signIn') return result;
    if (answer.kind === 'message') await dc.context.sendActivity(answer.text);
    else if (answer.replaces) await this.replaceMessage(dc.context, answer.replaces, answer);
    else await send(dc.context, answer.card);
    return { status: DialogTurnStatus.complete };
  }
}

async function send(context: TurnContext, card: Card): Promise<void> {
  const { language } = turnOf(context);
  await context.sendActivity({
    type: ActivityTypes.Message,
    // The notification's text: never anything of the directory.
    summary: language.text('profile.summary'),
    attachments: [CardFactory.adaptiveCard(card)],
  });
}

/** A click of a client that knows no Action.Execute arrives as a message with a value and no text. */
export function clickOf(activity: {
  readonly value?: unknown;
  readonly text?: string;
}): CardAction | undefined {
  return activity.text ? undefined : readCardAction(activity.value);
}

/**
 * Reads what a card's action sent along. The card's own keys begin with `$`; the rest are inputs.
 * @returns undefined where it is no action of the bot's cards.
 */
export function readCardAction(sent: unknown): CardAction | undefined {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return undefined;
  const submitted = sent as Readonly<Record<string, unknown>>;
  const text = (key: string): string | undefined => {
    const value = Object.hasOwn(submitted, key) ? submitted[key] : undefined;
    return typeof value === 'string' && value !== '' && value.length <= 64 ? value : undefined;
  };
  const verb = text('$verb');
  if (!verb) return undefined;
  const person = text('$person');
  const personId = person && isObjectId(person) ? person : undefined;
  return {
    verb,
    cardId: text('$card') ?? '',
    editId: text('$edit'),
    question: text('$asked'),
    section: sections.find((one) => one === text('$section')),
    personId,
    submitted,
  };
}
