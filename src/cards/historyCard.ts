import type { HistoryEntry } from '../edits/personRecord.ts';
import type { Language, MessageKey } from '../language/language.ts';
import type { Activity, AuditLog, ModifiedProperty } from '../profile/auditLog.ts';
import { isFieldName } from '../profile/fields.ts';
import type { PersonName } from '../profile/kinds.ts';
import {
  type Action,
  type Card,
  card,
  type Element,
  execute,
  fitting,
  heading,
  line,
  paragraph,
  type RunStyle,
  run,
} from './elements.ts';
import { subjectLine } from './personHeader.ts';
import { shown } from './text.ts';
import { labelOf, momentText, valueText } from './values.ts';

/** What is known of the changes made to somebody. */
export interface History {
  readonly subject: {
    readonly id: string;
    readonly displayName: string;
    readonly userPrincipalName: string;
  };
  /** Those made through the bot, newest first. */
  readonly entries: readonly HistoryEntry[];
  /** How long these are kept. */
  readonly days: number;
  /** What the people in them are called, by object id in lower case, as far as it could be read. */
  readonly names: ReadonlyMap<string, PersonName>;
  readonly auditLog: AuditLog;
}

/** Most entries that are shown of those made through the bot. */
export const mostEntries = 10;

/** Who changed what of somebody: what the bot's journal knows, and apart from it what Entra's audit log says. */
export function historyCard(
  history: History,
  cardId: string,
  language: Language,
  actions: readonly Action[] = [],
): Card {
  const { subject, entries } = history;
  const open = execute(language.text('action.openProfile'), 'open', { $card: cardId, $person: subject.id });
  const older = entries.length - mostEntries;
  return fitting((mostShown) =>
    card(
      language.text('history.fallback'),
      language.tag,
      [
        heading(language.text('history.title')),
        subjectLine(subject),
        part(language.text('history.own')),
        ...entries
          .slice(0, mostEntries)
          .flatMap((entry) => entryElements(entry, history, language, mostShown)),
        entries.length === 0 ? subtle(language.text('history.own.none', { days: history.days })) : undefined,
        older > 0 ? subtle(language.text('history.own.more', { count: older })) : undefined,
        part(language.text('history.log')),
        ...auditElements(history.auditLog, language, mostShown),
      ],
      [open, ...actions],
    ),
  );
}

const outcomeColors = { saved: 'Good', notSaved: 'Attention', unknown: 'Warning' } as const;

function entryElements(
  { at, actorId, requestedBy, fields, outcome, reason }: HistoryEntry,
  { names }: History,
  language: Language,
  mostShown: number,
): Element[] {
  const nameOf = (id: string): string =>
    shown(names.get(id.toLowerCase())?.displayName ?? id, mostOfName(mostShown));
  const who = requestedBy
    ? language.text('history.asked', { asker: nameOf(requestedBy), name: nameOf(actorId) })
    : language.text('history.by', { name: nameOf(actorId) });
  const labels = fields.filter(isFieldName).map((name) => labelOf(name, language));
  return [
    ...happened(
      new Date(at).toISOString(),
      [run(language.text(`outcome.${outcome}` satisfies MessageKey), { color: outcomeColors[outcome] })],
      who,
      language,
    ),
    paragraph(labels.join(', '), { spacing: 'Small' }),
    ...(reason ? [line(language.text('profile.reason'), shown(reason, mostShown))] : []),
  ];
}

function auditElements(log: AuditLog, language: Language, mostShown: number): Element[] {
  if (typeof log === 'string') return [paragraph(language.text(`history.log.${log}` satisfies MessageKey))];
  return [
    subtle(language.text('history.log.note')),
    ...log.activities.flatMap((activity) => activityElements(activity, language, mostShown)),
    ...(log.activities.length === 0 ? [subtle(language.text('history.log.none'))] : []),
    ...(log.more ? [subtle(language.text('history.log.more'))] : []),
  ];
}

function activityElements(
  { at, name, initiatedBy, isDone, modified }: Activity,
  language: Language,
  mostShown: number,
): Element[] {
  const failed = isDone
    ? []
    : [run(' · '), run(language.text('history.log.failed'), { color: 'Attention' } satisfies RunStyle)];
  // Of a list a tenth as many items, as of a value.
  const mostProperties = Math.ceil(mostShown / 10);
  const rest = modified.length - mostProperties;
  return [
    ...happened(
      at,
      [run(shown(name, mostOfName(mostShown))), ...failed],
      initiatedBy
        ? language.text('history.by', { name: shown(initiatedBy, mostOfName(mostShown)) })
        : undefined,
      language,
    ),
    ...modified.slice(0, mostProperties).map((property) => propertyLine(property, language, mostShown)),
    ...(rest > 0 ? [paragraph(language.text('value.more', { count: rest }), { spacing: 'Small' })] : []),
  ];
}

/** When, what, and by whom. */
function happened(
  moment: string,
  what: readonly Element[],
  who: string | undefined,
  language: Language,
): Element[] {
  const when = momentText(moment, 'instant', language) ?? shown(moment, 60);
  return [
    paragraph(when, { separator: true }, { weight: 'Bolder' }),
    paragraph([...what, ...(who ? [run(` · ${who}`, { isSubtle: true })] : [])], { spacing: 'None' }),
  ];
}

function propertyLine(
  { name, field, before, after }: ModifiedProperty,
  language: Language,
  mostShown: number,
): Element {
  // A text's rules do for what no field is known for.
  const textFor = (value: ModifiedProperty['before']): string =>
    valueText(field ?? 'displayName', value, language, mostShown);
  const label = field ? labelOf(field, language) : shown(name, mostOfName(mostShown));
  return paragraph(
    [
      run(`${label}: `, { weight: 'Bolder' }),
      run(textFor(before), { isSubtle: true }),
      run(' → '),
      run(textFor(after)),
    ],
    { spacing: 'Small' },
  );
}

/** A name has less room than a value. */
function mostOfName(mostShown: number): number {
  return Math.min(mostShown, 120);
}

function part(title: string): Element {
  return heading(title, { size: 'Default', spacing: 'Large' });
}

function subtle(text: string): Element {
  return paragraph(text, { spacing: 'Small' }, { isSubtle: true });
}
