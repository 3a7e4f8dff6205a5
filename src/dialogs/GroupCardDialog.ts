import { groupCard } from '../cards/groupCards.ts';
import { shown } from '../cards/text.ts';
import { withViewer } from '../edits/groupCard.ts';
import type { GroupCardRecord } from '../edits/journal.ts';
import { type Answer, type CardAnswer, cardAnswer } from './answers.ts';
import type { CardAction } from './cardActions.ts';
import type { Session, Turn } from './desk.ts';
import { EditDialog } from './EditDialog.ts';
import { findPerson } from './findPerson.ts';
import { lookUpForAll, readGroupCard } from './groupLookUp.ts';
import { openProfile } from './profileForm.ts';

/**
 * A click on a card in a group chat or channel. The message is everybody's; whoever clicks gets a view of their own, with
 * their own rights and locks. Nothing in it was read by anybody else's token.
 */
export class GroupCardDialog extends EditDialog {
  protected override async answerTo(action: CardAction, session: Session): Promise<Answer> {
    const { cardId, verb, personId } = action;
    const { turn } = session;
    // A picture is sent in a chat of two.
    if (verb === 'photo') return { kind: 'message', text: turn.language.text('group.notPersonal') };
    const record = await readGroupCard(this.desk, turn, cardId);
    const isChoice = verb === 'open' && record?.group.state.kind === 'choosing';
    const isOfGroup = ['refresh', 'view', 'lookUp'].includes(verb) || isChoice;
    if (!isOfGroup) return await super.answerTo(action, session);
    if (!record) return this.unknownCard(turn);
    // Teams draws views again by itself, 60 at once: what the same viewer read a moment ago is good enough for that.
    const directory = this.desk.rememberProfiles(session.directory, session.viewer.oid);
    const asViewer = { ...session, directory };
    if (verb === 'refresh') return await this.refreshed(cardId, record, asViewer);
    if (verb === 'view') return await this.view(cardId, record, asViewer);
    if (!isAsker(record, turn)) return onlyAsker(record, turn);
    const query = isChoice && personId ? personId : record.group.query;
    const group = await lookUpForAll(asViewer, cardId, query);
    if (!group) return this.unknownCard(turn);
    return { ...(await this.askersView(cardId, { ...record, group }, asViewer)), isLookUp: true };
  }

  /** Drawn again by the client: one's own view where there is one, else what all see. Never a sign-in, never a write. */
  private async refreshed(cardId: string, record: GroupCardRecord, session: Session): Promise<CardAnswer> {
    const own = await this.ownView(cardId, session);
    if (own) return own;
    return isAsker(record, session.turn)
      ? await this.askersView(cardId, record, session)
      : cardAnswer(groupCard(cardId, record.group));
  }

  private async view(cardId: string, record: GroupCardRecord, session: Session): Promise<Answer> {
    const { turn, desk } = session;
    const own = await this.ownView(cardId, session);
    if (own) return own;
    if (isAsker(record, turn)) return await this.askersView(cardId, record, session);
    const { state } = record.group;
    if (state.kind !== 'found') return onlyAsker(record, turn);
    const card = await openProfile(session, state.personId, { cardId });
    await desk.journal.changeGroupCard(cardId, (group) => withViewer(group, turn.caller.teamsId));
    return cardAnswer(card);
  }

  /** What the asker asked for: a profile, people to choose from, or that there is nobody. */
  private async askersView(
    cardId: string,
    { group: { state, query, wanted } }: GroupCardRecord,
    session: Session,
  ): Promise<CardAnswer> {
    const text = state.kind === 'found' ? state.personId : query;
    return cardAnswer(await findPerson(session, text, wanted, cardId));
  }
}

function isAsker({ askerId }: GroupCardRecord, { caller }: Turn): boolean {
  return askerId === caller.oid;
}

function onlyAsker({ group: { askerName } }: GroupCardRecord, { language }: Turn): Answer {
  return { kind: 'message', text: language.text('group.onlyAsker', { asker: shown(askerName, 60) }) };
}
