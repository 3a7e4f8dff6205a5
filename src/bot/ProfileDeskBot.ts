import {
  type Activity,
  ActivityTypes,
  CardFactory,
  type CloudAdapter,
  type InvokeResponse,
  type PrivateConversationState,
  TeamsActivityHandler,
  type TurnContext,
} from 'botbuilder';
import { DialogContext, DialogSet, DialogTurnStatus } from 'botbuilder-dialogs';
import { welcomeCard } from '../cards/helpCards.ts';
import { readCommand } from '../dialogs/commands.ts';
import { type Desk, setTurn, type Turn, turnOf } from '../dialogs/desk.ts';
import { GroupLookUpDialog } from '../dialogs/GroupLookUpDialog.ts';
import { MainDialog } from '../dialogs/MainDialog.ts';
import { isSharedChannel, memberOf } from '../dialogs/roster.ts';
import { type Caller, type CallerProblem, callerOf } from '../identity/caller.ts';
import { signInCard, tokenServiceOf } from '../identity/signIn.ts';
import { languageOf } from '../language/language.ts';
import type { Background } from './background.ts';
import { answerAction } from './invokes.ts';
import { createRateLimit, limitedBy, type RateLimit, type RateLimited } from './rateLimit.ts';
import { refuseCaller, refuseForNow } from './refusals.ts';
import { StoredMessages } from './storedMessages.ts';
import { createTurnQueue } from './turnQueue.ts';
import { createTypeahead } from './typeahead.ts';

const dialogMemoryKey = 'DialogStateManagerConfiguration';

export interface BotParts {
  readonly desk: Desk;
  readonly adapter: CloudAdapter;
  readonly state: PrivateConversationState;
  readonly background: Background;
  /** Told of what was refused since somebody did too much. */
  readonly refused?: (what: RateLimited) => void;
}

/** What Teams sends, sorted by kind and given to the dialogs. */
export class ProfileDeskBot extends TeamsActivityHandler {
  private readonly parts: BotParts;
  private readonly dialogs: DialogSet;
  private readonly inTurn = createTurnQueue();
  private readonly answerSearch: ReturnType<typeof createTypeahead>;
  private readonly waitMs: RateLimit;
  private readonly stored: StoredMessages;
  private dialogMemory: unknown;

  constructor(parts: BotParts) {
    super();
    this.parts = parts;
    this.answerSearch = createTypeahead(parts.desk);
    this.waitMs = createRateLimit(parts.desk.config.rateLimit, parts.desk.clock);
    this.stored = new StoredMessages(parts.adapter, parts.desk, parts.background);
    this.dialogs = new DialogSet(parts.state.createProperty('dialogs'));
    this.dialogs.add(
      new MainDialog(parts.desk, async (context, messageId, { card, later, request }) => {
        await this.stored.replace(
          context,
          messageId,
          card,
          later?.then((answer) => answer.card),
        );
        this.stored.tellOfRequests(context, [request, later?.then((answer) => answer.request)]);
      }),
    );
    this.onMessage(
      async (context) =>
        await this.withTyping(context, async () => {
          if (turnOf(context).isGroup) return await this.answerGroup(context);
          // Nearly every message is a look-up: the token comes while the dialogs are set up.
          const { command } = readCommand(context.activity.text ?? '');
          if (command === 'find' || command === 'history')
            tokenServiceOf(context, parts.desk.config.oauthConnectionName).askAhead();
          await this.runDialogs(context);
        }),
    );
    this.onInstallationUpdateAdd(async (context) => await this.welcome(context));
  }

  /** Names the caller before anything else happens: no storage, Token Service or Graph for anybody else. */
  override async run(context: TurnContext): Promise<void> {
    const { desk } = this.parts;
    const language = languageOf(context.activity.locale);
    const caller = await this.callerOf(context);
    if (typeof caller === 'string') {
      desk.log.warn('refused', { why: caller });
      return await refuseCaller(context, language.text(`error.${caller}`));
    }
    const isInvoke = context.activity.type === ActivityTypes.Invoke;
    const answerBy = performance.now() + (isInvoke ? desk.deadlines.invokeMs : desk.deadlines.messageMs);
    const leftMs = () => Math.max(1, answerBy - performance.now());
    const { id: conversationId, conversationType } = context.activity.conversation;
    const isGroup = conversationType !== 'personal';
    const turn: Turn = { caller, conversationId, isGroup, language, leftMs };
    setTurn(context, turn);
    const what = limitedBy(context);
    const waitMs = what ? this.waitMs(`${caller.tenantId} ${caller.oid}`, what) : 0;
    if (what && waitMs > 0) {
      desk.log.warn('refused', { why: 'tooMany' });
      this.parts.refused?.(what);
      return await refuseForNow(
        context,
        what,
        language.text('error.tooMany', { seconds: Math.ceil(waitMs / 1_000) }),
      );
    }
    // The SDK would list the scopes of its dialogs' memory anew in each turn, and they are the same in all
    // (botbuilder-dialogs 4.23.3, src/memory/dialogStateManager.ts).
    if (this.dialogMemory) context.turnState.set(dialogMemoryKey, this.dialogMemory);
    await super.run(context);
    this.dialogMemory ??= context.turnState.get(dialogMemoryKey);
  }

  private async callerOf(context: TurnContext): Promise<Caller | CallerProblem> {
    const { tenantId } = this.parts.desk.config.bot;
    const caller = callerOf(context.activity, tenantId);
    if (typeof caller === 'string' || !isSharedChannel(context)) return caller;
    const member = await memberOf(context, caller.teamsId);
    const isForeign = member?.tenantId !== undefined && member.tenantId.toLowerCase() !== tenantId;
    return isForeign ? 'otherTenant' : caller;
  }

  protected override async onInvokeActivity(context: TurnContext): Promise<InvokeResponse> {
    switch (context.activity.name) {
      case 'adaptiveCard/action': {
        const { body, keep, later, requests } = await answerAction(context, this.parts.desk);
        this.stored.keep(context, context.activity.replyToId, keep, later);
        this.stored.tellOfRequests(context, requests ?? []);
        return { status: 200, body };
      }
      case 'application/search':
        return { status: 200, body: await this.answerSearch(context) };
      case 'signin/tokenExchange':
        return await this.onTokenExchange(context);
      case 'signin/verifyState':
        return await this.onSignInCode(context);
      case 'signin/failure':
        await this.onSignInFailure(context);
        return { status: 200 };
      default:
        return { status: 501 };
    }
  }

  /** Every signed-in client of the person answers an OAuth card; the first answer counts, the copies do nothing. */
  private async onTokenExchange(context: TurnContext): Promise<InvokeResponse> {
    const { id } = (context.activity.value ?? {}) as { id?: unknown };
    if (typeof id !== 'string' || !(await this.parts.desk.journal.claimOnce(`exchange/${id}`)))
      return { status: 200 };
    // The dialog that asked answers the invoke itself: 200, or 412 where the token can't be exchanged.
    await this.runDialogs(context);
    return { status: 200 };
  }

  /** The sign-in button was used. Where no dialog waits for it any more, the code is redeemed all the same. */
  private async onSignInCode(context: TurnContext): Promise<InvokeResponse> {
    const { state } = (context.activity.value ?? {}) as { state?: unknown };
    // The SDK's prompt would ask the Token Service for it as it is.
    if (typeof state !== 'string') return { status: 404 };
    if (await this.runDialogs(context)) return { status: 200 };
    const service = tokenServiceOf(context, this.parts.desk.config.oauthConnectionName);
    if (!(await service.token(state))) return { status: 404 };
    await context.sendActivity(turnOf(context).language.text('signIn.done'));
    return { status: 200 };
  }

  /** The client could not sign in silently: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/authentication/troubleshooting-sso. */
  private async onSignInFailure(context: TurnContext): Promise<void> {
    const { oauthConnectionName } = this.parts.desk.config;
    const { language, isGroup } = turnOf(context);
    const { code } = (context.activity.value ?? {}) as { code?: unknown };
    const known = typeof code === 'string' && /^[a-z]{1,40}$/i.test(code) ? code : 'unknown';
    this.parts.desk.log.warn('sign-in failed in the client', { failure: known });
    const words = {
      title: language.text('action.signIn'),
      text: language.text('signIn.failed', { code: known }),
    };
    // Everybody would get the card, and could sign in by it.
    if (isGroup) {
      await context.sendActivity(language.text('group.signInFailed', { code: known }));
      return;
    }
    await context.sendActivity(
      await signInCard(tokenServiceOf(context, oauthConnectionName), oauthConnectionName, words, false),
    );
  }

  /** In front of others nothing is begun that a later message goes on with: the dialog ends in this turn. */
  private async answerGroup(context: TurnContext): Promise<void> {
    const dialogs = new DialogSet().add(new GroupLookUpDialog(this.parts.desk));
    await new DialogContext(dialogs, context, { dialogStack: [] }).beginDialog(GroupLookUpDialog.name);
  }

  /** @returns whether a dialog was there to take the activity. */
  private async runDialogs(context: TurnContext): Promise<boolean> {
    const { state, desk } = this.parts;
    const { caller, conversationId } = turnOf(context);
    return await this.inTurn(`${conversationId} ${caller.oid}`, async () => {
      await state.load(context, true);
      const key = state.getStorageKey(context);
      const save = async (isWaiting: boolean): Promise<void> => {
        // What waits may hold what somebody typed. Noted first, so that nothing stays that the sweep does not know.
        if (isWaiting && key) await desk.journal.forgetLater(key);
        await state.saveChanges(context);
      };
      // A client answers an OAuth card at once, and another instance may get that before this turn has ended.
      context.onSendActivities(async (_context, activities, next) => {
        if (activities.some(hasOAuthCard)) await save(true);
        return await next();
      });
      const dc = await this.dialogs.createContext(context);
      const { status } = await dc.continueDialog();
      const isMessage = context.activity.type === ActivityTypes.Message;
      const begun =
        status === DialogTurnStatus.empty && isMessage ? await dc.beginDialog(MainDialog.name) : { status };
      await save(begun.status === DialogTurnStatus.waiting);
      return begun.status !== DialogTurnStatus.empty;
    });
  }

  /** Says that the bot is typing where nothing was shown after a second. */
  private async withTyping(context: TurnContext, work: () => Promise<void>): Promise<void> {
    const timer = setTimeout(() => {
      if (!context.responded) context.sendActivity({ type: ActivityTypes.Typing }).catch(() => undefined);
    }, this.parts.desk.deadlines.typingMs);
    await work().finally(() => clearTimeout(timer));
  }

  private async welcome(context: TurnContext): Promise<void> {
    const { desk } = this.parts;
    const { caller, language } = turnOf(context);
    const { action, conversation } = context.activity;
    // An upgrade is no installation. An installation may be told more than once, with another id each time.
    if (action !== 'add' || !(await desk.journal.claimOnce(`welcome/${conversation.id}/${caller.oid}`)))
      return;
    await context.sendActivity({ attachments: [CardFactory.adaptiveCard(welcomeCard(language))] });
  }
}

function hasOAuthCard({ attachments }: Partial<Activity>): boolean {
  return attachments?.some(({ contentType }) => contentType === CardFactory.contentTypes.oauthCard) ?? false;
}
