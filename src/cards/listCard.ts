import type { Language } from '../language/language.ts';
import type { Entered } from '../profile/changes.ts';
import type { PersonSummary } from '../profile/profile.ts';
import {
  actionSet,
  type Card,
  card,
  column,
  columns,
  type Element,
  execute,
  heading,
  paragraph,
} from './elements.ts';
import { initialsBox, jobLine, statusLine } from './personHeader.ts';
import { plain, shown } from './text.ts';

/** People to choose from. Choosing replaces the list in place. */
export function listCard(
  found: {
    readonly query: string;
    readonly people: readonly PersonSummary[];
    readonly more: boolean;
    readonly cardId: string;
    /** What is to be changed of whoever is chosen. */
    readonly entered?: Entered | undefined;
    readonly newPhoto?: { readonly id: string | null } | undefined;
    /** What the choice shows: the profile, if left out. */
    readonly shows?: 'profile' | 'history' | undefined;
  },
  language: Language,
): Card {
  const { query, people, more, cardId, entered, newPhoto, shows = 'profile' } = found;
  const wanted = { ...entered, ...(newPhoto?.id ? { $photo: newPhoto.id } : {}) };
  const title = language.text('list.title', { count: people.length, query: shown(plain(query, 80)) });
  return card(language.text('list.fallback'), language.tag, [
    paragraph(title, {}, { weight: 'Bolder', size: 'Medium' }),
    ...people.map((person) => personRow(person, shows, cardId, wanted, language)),
    more ? paragraph(language.text('list.more'), { separator: true }, { isSubtle: true }) : undefined,
  ]);
}

const choices = {
  profile: { verb: 'open', title: 'action.open', tooltip: 'action.openPerson' },
  history: { verb: 'history', title: 'action.history', tooltip: 'action.historyOf' },
} as const;

function personRow(
  person: PersonSummary,
  shows: keyof typeof choices,
  cardId: string,
  wanted: object,
  language: Language,
): Element {
  const name = shown(person.displayName, 60);
  const choice = choices[shows];
  const tooltip = language.text(choice.tooltip, {
    name: `${name} (${shown(person.userPrincipalName)})`,
  });
  const open = execute(
    language.text(choice.title),
    choice.verb,
    { ...wanted, $card: cardId, $person: person.id },
    { tooltip },
  );
  return columns(
    [
      column('36px', [initialsBox(person.displayName)]),
      column(
        'stretch',
        [
          paragraph(shown(person.displayName), {}, { weight: 'Bolder' }),
          jobLine(person),
          paragraph(shown(person.userPrincipalName), { spacing: 'None' }, { isSubtle: true, size: 'Small' }),
          statusLine(person, language),
        ],
        { spacing: 'Small' },
      ),
      column('auto', [actionSet([open])], { verticalContentAlignment: 'Center', spacing: 'Small' }),
    ],
    { separator: true, spacing: 'Small' },
  );
}

/** Nobody was found: what was searched, and how to search otherwise. */
export function noneCard(query: string, language: Language, isPhoneNumber = false): Card {
  return card(language.text('list.fallback'), language.tag, [
    paragraph(
      language.text('none.title', { query: shown(plain(query, 80)) }),
      {},
      { weight: 'Bolder', size: 'Medium' },
    ),
    paragraph(language.text('none.text')),
    isPhoneNumber ? paragraph(language.text('none.phone')) : undefined,
  ]);
}

/** A heading and a text, both the bot's own. */
export function noticeCard(
  title: string,
  texts: readonly string[],
  language: Language,
  actions: Parameters<typeof card>[3] = [],
): Card {
  return card(title, language.tag, [heading(title), ...texts.map((text) => paragraph(text))], actions);
}
