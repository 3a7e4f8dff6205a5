import type { Language, MessageKey } from '../language/language.ts';
import type { Change } from '../profile/changes.ts';
import type { FieldName } from '../profile/fields.ts';
import type { PersonName } from '../profile/kinds.ts';
import type { Unreadable } from '../profile/profile.ts';
import type { ChangeRequest, RequestState } from '../requests/changeRequest.ts';
import {
  type Action,
  type Card,
  card,
  type Element,
  execute,
  fitting,
  heading,
  paragraph,
  row,
  run,
} from './elements.ts';
import { subjectLine } from './personHeader.ts';
import { plain, shown } from './text.ts';
import { changeLine, labelOf, momentText } from './values.ts';

/** The input for why a request is declined. */
export const answerInput = '$answer';

/** A request as all may see it: who asks, for whom, which fields, and where it stands; never a value. */
export function requestCard(request: ChangeRequest, language: Language): Card {
  const { id, state } = request;
  const context = { $card: id };
  // Who approved it goes on from there, or takes it back.
  const leadsOn = {
    open: 'action.review',
    deciding: 'action.review',
    approved: 'action.open',
    declined: undefined,
    withdrawn: undefined,
    expired: undefined,
  } as const satisfies Record<RequestState, MessageKey | undefined>;
  const title = leadsOn[state];
  return card(
    language.text('request.fallback'),
    language.tag,
    [
      heading(language.text('request.title')),
      paragraph(
        language.text('request.about', {
          asker: shown(plain(request.asker.displayName, 60)),
          name: shown(plain(request.subject.displayName, 60)),
          fields: request.fields.map((name) => labelOf(name, language)).join(', '),
        }),
      ),
      stateLine(request, language),
    ],
    title ? [execute(language.text(title), 'review', context)] : [],
  );
}

/** What one viewer may do with a request, and see of it. */
export interface RequestView {
  /** The fields whose values the viewer may see. */
  readonly seen: readonly FieldName[];
  /** Of the others, those that could not be read, and why: nobody can tell then whether they are open to the viewer. */
  readonly unreadable?: Readonly<Partial<Record<FieldName, Exclude<Unreadable, 'forbidden'>>>>;
  readonly isAsker: boolean;
  /** What the directory calls the asker, where the viewer read that. */
  readonly asker?: PersonName | undefined;
  /** Whether their rights are likely to be enough. */
  readonly mayDecide: boolean;
}

/** A request in somebody's own view. */
export function reviewCard(request: ChangeRequest, view: RequestView, language: Language): Card {
  return fitting((mostShown) => drawReview(request, view, language, mostShown));
}

function drawReview(
  request: ChangeRequest,
  { seen, unreadable = {}, isAsker, asker, mayDecide }: RequestView,
  language: Language,
  mostShown: number,
): Card {
  const { values, fields, state } = request;
  const changes: readonly Change[] = (values?.changes ?? []).filter(({ field }) => seen.includes(field));
  const hidden = fields.filter((name) => !changes.some(({ field }) => field === name));
  const reasonOf = (name: FieldName) => {
    if (!values) return 'request.valuesGone';
    const why = unreadable[name];
    return why ? (`request.${why}` as const) : 'request.hidden';
  };
  const whyHidden = [...new Set(hidden.map(reasonOf))];
  const isOpen = state === 'open';
  return card(
    language.text('request.fallback'),
    language.tag,
    [
      heading(language.text('request.title')),
      askerLine(request, isAsker ? undefined : (asker ?? unread(request)), language),
      subjectLine(request.subject),
      ...changes.map((change) => changeLine(change, language, mostShown)),
      ...whyHidden.map((key) =>
        paragraph(
          language.text(key, {
            fields: hidden
              .filter((name) => reasonOf(name) === key)
              .map((name) => labelOf(name, language))
              .join(', '),
          }),
          {},
          { isSubtle: true },
        ),
      ),
      values?.reason ? row(language.text('profile.reason'), plain(values.reason)) : undefined,
      stateLine(request, language),
      ...(isOpen ? attemptLine(request, language) : []),
      values?.answer ? row(language.text('request.answer'), plain(values.answer)) : undefined,
      isOpen && !isAsker && !mayDecide && whyHidden.includes('request.hidden')
        ? paragraph(language.text('request.notYours'), {}, { color: 'Warning' })
        : undefined,
      isOpen && mayDecide
        ? {
            type: 'Input.Text',
            id: answerInput,
            label: language.text('request.answerInput'),
            maxLength: 256,
          }
        : undefined,
    ],
    actionsOf(request, { isAsker, mayDecide }, language),
  );
}

/** Who asks. Others see the name too that nobody else has: whoever decides has to know whose wish it is. */
function askerLine({ asker }: ChangeRequest, name: PersonName | undefined, language: Language): Element {
  const { displayName } = name ?? asker;
  return paragraph([
    run(language.text('request.asker', { asker: shown(plain(displayName, 60)) })),
    ...(name ? [run('  '), run(shown(plain(name.userPrincipalName)), { isSubtle: true })] : []),
  ]);
}

function unread({ asker }: ChangeRequest): PersonName {
  return { displayName: asker.displayName, userPrincipalName: asker.id };
}

function actionsOf(
  { id, subject, state }: ChangeRequest,
  { isAsker, mayDecide }: Pick<RequestView, 'isAsker' | 'mayDecide'>,
  language: Language,
): Action[] {
  const context = { $card: id, $person: subject.id };
  const again = execute(language.text('action.refresh'), 'review', context);
  if (state === 'deciding') return [again];
  if (state !== 'open') return [];
  if (isAsker) return [execute(language.text('action.withdraw'), 'withdraw', context), again];
  if (!mayDecide) return [again];
  return [
    execute(language.text('action.approve'), 'approve', context, { style: 'positive' }),
    execute(language.text('action.decline'), 'decline', context, { withInputs: true }),
  ];
}

/** Why the last approval wrote nothing. */
function attemptLine({ lastAttempt }: ChangeRequest, language: Language): Element[] {
  if (!lastAttempt?.failure) return [];
  const why = language.text(`failure.${lastAttempt.failure}` satisfies MessageKey);
  const by = shown(plain(lastAttempt.by.displayName, 60));
  return [paragraph(language.text('request.attempt', { by, why }), {}, { color: 'Attention' })];
}

/** Where a request stands, in words. */
export function stateText(request: ChangeRequest, language: Language): string {
  const { state, decision, deciding, openUntil } = request;
  const by = shown(plain(decision?.by.displayName ?? deciding?.by.displayName ?? '', 60));
  const at = decision?.at ?? openUntil;
  const when = momentText(new Date(at).toISOString(), 'instant', language) ?? '';
  return language.text(`request.${state}` satisfies MessageKey, { by, when });
}

function stateLine(request: ChangeRequest, language: Language): Element {
  const colors = {
    open: 'Accent',
    deciding: 'Accent',
    approved: 'Good',
    declined: 'Attention',
    withdrawn: 'Warning',
    expired: 'Warning',
  } as const;
  return paragraph(
    stateText(request, language),
    { spacing: 'Small' },
    { weight: 'Bolder', color: colors[request.state] },
  );
}
