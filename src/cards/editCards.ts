import { changesLeft, type Edit } from '../edits/edit.ts';
import type { Language, MessageKey } from '../language/language.ts';
import type { Conflict } from '../profile/changes.ts';
import { isSignInMethod } from '../profile/permissions.ts';
import {
  type ActionContext,
  type Card,
  card,
  container,
  type Element,
  execute,
  fitting,
  heading,
  openUrl,
  paragraph,
  row,
} from './elements.ts';
import { outcomeCard } from './outcomeCard.ts';
import { subjectLine } from './personHeader.ts';
import { shown } from './text.ts';
import { afterText, beforeText, changeLine, labelOf, valueText } from './values.ts';

/** The card of an edit that is not a form: it asks, says that it is saving, or tells the outcome. */
export function editCard(edit: Edit, portalUrl: string, language: Language): Card {
  return fitting((mostShown) => draw(edit, portalUrl, language, mostShown));
}

function draw(edit: Edit, portalUrl: string, language: Language, mostShown: number): Card {
  const asked = edit.asked ? { $asked: edit.asked.id } : {};
  const context = { $card: edit.cardId, $edit: edit.id, $person: edit.subject.id };
  switch (edit.state) {
    case 'claimed':
    case 'writing':
      return savingCard(edit, context, language);
    case 'conflict':
      return conflictCard(edit, { ...context, ...asked }, language, mostShown);
    case 'confirming':
      return confirmCard(edit, { ...context, ...asked }, language, mostShown);
    case 'settled':
      return outcomeCard(edit, context, asked, portalUrl, language, mostShown);
    default:
      return endedCard(edit, context, asked, portalUrl, language, mostShown);
  }
}

function savingCard(edit: Edit, context: ActionContext, language: Language): Card {
  return card(
    language.text('profile.fallback'),
    language.tag,
    [
      heading(language.text('saving.title')),
      subjectLine(edit.subject),
      paragraph(language.text('saving.text')),
    ],
    [execute(language.text('action.showResult'), 'showResult', context)],
  );
}

function confirmCard(edit: Edit, context: ActionContext, language: Language, mostShown: number): Card {
  const changes = changesLeft(edit);
  return card(
    language.text('profile.fallback'),
    language.tag,
    [
      heading(language.text('confirm.title')),
      subjectLine(edit.subject),
      ...changes.map((change) => changeLine(change, language, mostShown)),
      ...consequencesOf(edit, language).map((consequence) =>
        paragraph(consequence, { spacing: 'Medium' }, { color: 'Warning' }),
      ),
    ],
    [
      execute(language.text('action.confirm'), 'confirm', context, { style: 'positive' }),
      execute(language.text('action.cancel'), 'cancel', context),
    ],
  );
}

/** What follows from the sensitive ones of the changes. */
function consequencesOf(edit: Edit, language: Language): string[] {
  const name = shown(edit.subject.displayName);
  const keys = changesLeft(edit).flatMap(({ field, after }): MessageKey[] => {
    if (isSignInMethod(field)) return ['confirm.signIn'];
    switch (field) {
      case 'accountEnabled':
        return [after ? 'confirm.accountEnabled' : 'confirm.accountDisabled'];
      case 'userPrincipalName':
        return ['confirm.userPrincipalName'];
      case 'userType':
        return [after === 'Guest' ? 'confirm.userTypeGuest' : 'confirm.userTypeMember'];
      default:
        return [];
    }
  });
  return [...new Set(keys)].map((key) => language.text(key, { name }));
}

function conflictCard(edit: Edit, context: ActionContext, language: Language, mostShown: number): Card {
  const { conflicts = [] } = edit;
  const disputed = new Set(conflicts.map((conflict) => conflict.field));
  const others = changesLeft(edit).filter((change) => !disputed.has(change.field));
  return card(
    language.text('profile.fallback'),
    language.tag,
    [
      heading(
        language.text(conflicts.every(({ isUnseen }) => isUnseen) ? 'conflict.unseen' : 'conflict.title'),
      ),
      subjectLine(edit.subject),
      paragraph(language.text('conflict.text')),
      ...conflicts.map((conflict) => conflictBlock(conflict, language, mostShown)),
      others.length > 0
        ? paragraph(language.text('conflict.others'), { separator: true, spacing: 'Medium' })
        : undefined,
      ...others.map((change) => changeLine(change, language, mostShown)),
    ],
    [
      execute(language.text('action.keepMine'), 'keepMine', context),
      execute(language.text('action.takeTheirs'), 'takeTheirs', context),
      execute(language.text('action.cancel'), 'cancel', context),
    ],
  );
}

function conflictBlock(conflict: Conflict, language: Language, mostShown: number): Element {
  return container(
    [
      paragraph(labelOf(conflict.field, language), {}, { weight: 'Bolder' }),
      row(language.text('conflict.seen'), beforeText(conflict, language, mostShown)),
      row(language.text('conflict.theirs'), valueText(conflict.field, conflict.theirs, language, mostShown)),
      row(language.text('conflict.mine'), afterText(conflict, language, mostShown)),
    ],
    { separator: true, spacing: 'Medium' },
  );
}

/** Cancelled; or left open, with the reason why nothing was saved and what was typed, to be saved again. */
function endedCard(
  edit: Edit,
  context: ActionContext,
  asked: Partial<ActionContext>,
  portalUrl: string,
  language: Language,
  mostShown: number,
): Card {
  const { failure, changes = [] } = edit;
  const notDone = language.text(edit.undoes ? 'outcome.notUndone' : 'outcome.notSaved');
  return card(
    language.text('profile.fallback'),
    language.tag,
    [
      heading(failure ? notDone : language.text('outcome.cancelled'), failure ? { color: 'Attention' } : {}),
      subjectLine(edit.subject),
      failure ? paragraph(language.text(`failure.${failure}` satisfies MessageKey)) : undefined,
      ...(failure ? changes.map((change) => changeLine(change, language, mostShown)) : []),
    ],
    [
      failure && !edit.undoes
        ? execute(language.text('action.save'), 'retry', { ...context, ...asked })
        : undefined,
      // By the name of what is taken back, so that a notice in its place can offer it again.
      edit.undoes
        ? execute(language.text('action.undo'), 'undo', { ...context, ...asked, $edit: edit.undoes })
        : undefined,
      execute(language.text('action.editAgain'), 'editAgain', context),
      openUrl(language.text('action.portal'), portalUrl),
    ],
  );
}
