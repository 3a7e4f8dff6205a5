import { type Edit, isInDoubt, type Part, savedChanges } from '../edits/edit.ts';
import type { Language, MessageKey } from '../language/language.ts';
import { type Change, canUndo } from '../profile/changes.ts';
import { askableChanges } from '../requests/askable.ts';
import {
  type ActionContext,
  type Card,
  card,
  type Element,
  execute,
  heading,
  openUrl,
  paragraph,
  present,
  row,
  run,
} from './elements.ts';
import { subjectLine } from './personHeader.ts';
import { plain } from './text.ts';
import { changeLine, labelOf } from './values.ts';

/** What became of a save, part by part. */
export function outcomeCard(
  edit: Edit,
  context: ActionContext,
  asked: Partial<ActionContext>,
  portalUrl: string,
  language: Language,
  mostShown: number,
): Card {
  const parts = edit.parts ?? [];
  const undoable = savedChanges(edit).filter(canUndo);
  const offersUndo = undoable.length > 0 && edit.undoneBy === undefined;
  const lost = savedChanges(edit).filter((change) => !canUndo(change));
  const inDoubt = isInDoubt(edit);
  const states = new Set(parts.map((part) => part.state));
  const restLeft = states.has('notSaved') && states.size > 1;
  // An undo that wrote nothing can be asked for again.
  const undoAgain = edit.undoes !== undefined && parts.every((part) => part.state === 'notSaved');
  return card(
    language.text('profile.fallback'),
    language.tag,
    [
      heading(outcomeTitle(edit, language), { color: titleColor(parts) }),
      subjectLine(edit.subject),
      ...parts.flatMap((part) =>
        partElements(part, edit.changes ?? [], parts.length > 1, language, mostShown),
      ),
      edit.reason ? row(language.text('profile.reason'), plain(edit.reason)) : undefined,
      inDoubt ? paragraph(language.text('outcome.lookAgain')) : undefined,
      offersUndo && lost.length > 0
        ? small(language.text('outcome.notUndoable', { fields: labelsOf(lost, language) }))
        : undefined,
      savedChanges(edit).length > 0 ? small(language.text('outcome.lag')) : undefined,
    ],
    // The last is the least needed, and a card has five buttons at most.
    present([
      inDoubt ? execute(language.text('action.showResult'), 'showResult', context) : undefined,
      offersUndo ? execute(language.text('action.undo'), 'undo', { ...context, ...asked }) : undefined,
      restLeft ? execute(language.text('action.tryRest'), 'retry', { ...context, ...asked }) : undefined,
      undoAgain
        ? execute(language.text('action.undo'), 'undo', {
            ...context,
            ...asked,
            $edit: edit.undoes ?? edit.id,
          })
        : undefined,
      askableChanges(edit).length > 0
        ? execute(language.text('action.askForChange'), 'askForm', context)
        : undefined,
      execute(language.text('action.editAgain'), 'editAgain', context),
      openUrl(language.text('action.portal'), portalUrl),
    ]).slice(0, 5),
  );
}

function small(text: string): Element {
  return paragraph(text, {}, { isSubtle: true, size: 'Small' });
}

function labelsOf(changes: readonly Change[], language: Language): string {
  return changes.map((change) => labelOf(change.field, language)).join(', ');
}

function outcomeTitle(edit: Edit, language: Language): string {
  const states = new Set(edit.parts?.map((part) => part.state));
  if (states.has('unknown')) return language.text('outcome.unknown');
  const undoes = edit.undoes !== undefined;
  if (!states.has('notSaved')) return language.text(undoes ? 'outcome.undone' : 'outcome.saved');
  if (states.has('saved')) return language.text('outcome.mixed');
  return language.text(undoes ? 'outcome.notUndone' : 'outcome.notSaved');
}

function titleColor(parts: readonly Part[]): string {
  if (parts.every((part) => part.state === 'saved')) return 'Good';
  return parts.some((part) => part.state === 'unknown') ? 'Warning' : 'Attention';
}

function partElements(
  part: Part,
  changes: readonly Change[],
  several: boolean,
  language: Language,
  mostShown: number,
): Element[] {
  const stateKey = `outcome.${part.state}` satisfies MessageKey;
  const failure =
    part.state !== 'saved' && part.failure
      ? language.text(`failure.${part.failure}` satisfies MessageKey)
      : undefined;
  return [
    ...(several ? [paragraph(language.text(stateKey), { separator: true }, { weight: 'Bolder' })] : []),
    ...changes
      .filter((change) => part.fields.includes(change.field))
      .map((change) => changeLine(change, language, mostShown)),
    ...(failure
      ? [paragraph(failure, {}, { color: part.state === 'unknown' ? 'Warning' : 'Attention' })]
      : []),
    ...(part.requestId
      ? [
          paragraph(
            [
              run(language.text('outcome.requestId', { requestId: plain(part.requestId) }), {
                isSubtle: true,
                size: 'Small',
              }),
            ],
            { spacing: 'Small' },
          ),
        ]
      : []),
  ];
}
