import { type Action, type Card, execute } from '../cards/elements.ts';
import { noticeCard } from '../cards/listCard.ts';
import type { CardAction } from './cardActions.ts';
import type { Turn } from './desk.ts';

// What is shown in the place of a card for a while, and the way back from there.

/** The button that leads from a notice back to the profile, with what was typed. */
export function wayBack(
  { verb, cardId, editId, personId, question }: CardAction,
  { language }: Turn,
): Action[] {
  if (!personId) return [];
  const context = { $card: cardId, $person: personId };
  if (verb === 'history') return [execute(language.text('action.history'), 'history', context)];
  if (!editId) return [execute(language.text('action.open'), 'open', context)];
  const onEdit = { ...context, $edit: editId };
  const editAgain = execute(language.text('action.editAgain'), 'editAgain', onEdit);
  // What it brings back was not typed, and is on no other card.
  const undo = { ...onEdit, ...(question ? { $asked: question } : {}) };
  return verb === 'undo' ? [execute(language.text('action.undo'), 'undo', undo), editAgain] : [editAgain];
}

/** While a write goes on after the answer. */
export function stillWorking(
  { verb, cardId, editId = '', personId = '' }: CardAction,
  { language }: Turn,
): Card {
  const context = { $card: cardId, $person: personId };
  // Of an approval the request tells what came of it.
  const showResult =
    verb === 'approve'
      ? execute(language.text('action.showResult'), 'review', context)
      : execute(language.text('action.showResult'), 'showResult', { ...context, $edit: editId });
  return noticeCard(language.text('saving.title'), [language.text('saving.text')], language, [showResult]);
}
