import { CardFactory, type TurnContext } from 'botbuilder';
import { Dialog, type DialogContext, type DialogTurnResult } from 'botbuilder-dialogs';
import type { Card } from '../cards/elements.ts';
import { groupCard } from '../cards/groupCards.ts';
import { helpCard } from '../cards/helpCards.ts';
import type { GroupCard } from '../edits/groupCard.ts';
import { tokenServiceOf } from '../identity/signIn.ts';
import { type UserToken, userTokenOf, WrongAccountError } from '../identity/userToken.ts';
import { newId } from '../newId.ts';
import { holdsApproverRole } from '../profile/roles.ts';
import { failureAnswer } from './answers.ts';
import { commands, readCommand } from './commands.ts';
import { type Desk, sessionOf, type Turn, turnOf } from './desk.ts';
import { readEditMessage } from './editMessage.ts';
import { lookUpForAll } from './groupLookUp.ts';
import { clickOf } from './MainDialog.ts';
import { memberOf } from './roster.ts';
import { spokenText } from './spokenText.ts';

/**
 * A message in a group chat or channel, where others read along. It asks nothing back and waits for nothing, since it
 * hears only what mentions it; it never sends a card to sign in with, which everybody would get. What is found is shown to
 * all as far as all may see it, and the asker has a view of their own.
 */
export class GroupLookUpDialog extends Dialog {
  private readonly desk: Desk;
  constructor(desk: Desk) {
    super(GroupLookUpDialog.name);
    this.desk = desk;
  }

  override async beginDialog(dc: DialogContext): Promise<DialogTurnResult> {
    const { context } = dc;
    const answer = await this.answerTo(context);
    await context.sendActivity(
      typeof answer === 'string'
        ? answer
        : {
            // The notification's text: never anything of the directory.
            summary: turnOf(context).language.text('profile.summary'),
            attachments: [CardFactory.adaptiveCard(answer)],
          },
    );
    return await dc.endDialog();
  }

  /** What everybody gets to see. */
  private async answerTo(context: TurnContext): Promise<Card | string> {
    const turn = turnOf(context);
    const { language } = turn;
    // A click of a client that knows no Action.Execute: its answer would be everybody's.
    if (clickOf(context.activity)) return language.text('group.notPersonal');
    const { text, mentioned } = spokenText(context.activity);
    const { command, text: who } = readCommand(text);
    const [person] = mentioned;
    if (command === 'help' && person === undefined)
      return helpCard(
        commands
          .filter(({ inGroups }) => inGroups)
          .map(({ words, help }) => ({ word: words[0] ?? '', help })),
        language,
      );
    if (command === 'approvals') return await this.chooseApprovals(context, turn);
    if (command !== 'find' && command !== 'help') return language.text('group.notPersonal');
    const edit = readEditMessage(person === undefined ? who : `person${who}`, language);
    // What is wrong with a value can't be said without it.
    if (edit && edit.problems.length > 0) return language.text('group.notUnderstood');
    let query = edit?.who ?? who;
    if (person !== undefined) {
      // A mention has no object id.
      const member = await memberOf(context, person);
      if (!member?.aadObjectId) return language.text('group.noMember');
      query = member.aadObjectId;
    }
    if (query === '') return language.text('group.who');
    const wanted = edit && { entered: edit.entered, people: edit.people };
    return await this.lookUp(context, turn, { query, wanted });
  }

  private async lookUp(
    context: TurnContext,
    turn: Turn,
    asked: Pick<GroupCard, 'query' | 'wanted'>,
  ): Promise<Card> {
    const { desk } = this;
    const { caller, conversationId, language } = turn;
    const cardId = newId();
    const group: GroupCard = {
      ...asked,
      askerName: caller.name,
      askerTeamsId: caller.teamsId,
      language: language.tag,
      state: { kind: 'waiting' },
      viewers: [],
      saves: [],
    };
    await desk.journal.openGroupCard(cardId, { conversationId, askerId: caller.oid, group });
    const token = await this.silentToken(context, turn);
    if (!token) return groupCard(cardId, group);
    const own = sessionOf(desk, turn, token);
    const session = { ...own, directory: desk.rememberProfiles(own.directory, own.viewer.oid) };
    try {
      return groupCard(cardId, (await lookUpForAll(session, cardId, asked.query)) ?? group);
    } catch (error) {
      const failed = failureAnswer(error, turn, desk.config);
      return failed.kind === 'card' ? failed.card : groupCard(cardId, group);
    }
  }

  /** Where requests appear that are made in a personal chat; chosen by who could approve them. */
  private async chooseApprovals(context: TurnContext, turn: Turn): Promise<string> {
    const { language, caller, conversationId } = turn;
    const { conversation, serviceUrl } = context.activity;
    if (conversation.conversationType !== 'channel') return language.text('approvals.channelOnly');
    const token = await this.silentToken(context, turn);
    if (!token) return language.text('approvals.signIn');
    if (!holdsApproverRole(token.roleTemplateIds)) return language.text('approvals.notYours');
    const channelId = conversationId.split(';')[0] ?? conversationId;
    await this.desk.journal.writeApprovals({ channelId, serviceUrl, chosenBy: caller.oid });
    return language.text('approvals.here');
  }

  /** The person's token, if the Token Service has it already. Nobody is asked for one here. */
  private async silentToken(context: TurnContext, { caller }: Turn): Promise<UserToken | undefined> {
    const { bot, oauthConnectionName } = this.desk.config;
    const service = tokenServiceOf(context, oauthConnectionName);
    const value = await service.token();
    if (!value) return undefined;
    try {
      return userTokenOf(value, caller, bot.id);
    } catch (error) {
      if (!(error instanceof WrongAccountError)) throw error;
      await service.signOut();
      return undefined;
    }
  }
}
