import type { GroupCard, PublicProfile, SavedNote } from '../edits/groupCard.ts';
import { refreshedViewers } from '../edits/groupCard.ts';
import { type Language, languageOf } from '../language/language.ts';
import {
  type Action,
  type Card,
  card,
  column,
  columns,
  type Element,
  execute,
  paragraph,
} from './elements.ts';
import { initialsBox, jobLine, photoImage } from './personHeader.ts';
import { plain, shown } from './text.ts';
import { labelOf, momentText } from './values.ts';

// What everybody in a group chat or channel sees: who looked up whom, and that something was changed. Never a phone, an
// address, a value, or what was typed. The rest is a view of one's own.

/** The card of a look-up as it stands, for all. */
export function groupCard(cardId: string, group: GroupCard): Card {
  const language = languageOf(group.language);
  const { state } = group;
  const asker = shown(plain(group.askerName, 60));
  const context = { $card: cardId };
  // Of one who is not signed in there is nothing to draw again.
  const refresh =
    state.kind === 'choosing' || state.kind === 'found'
      ? { refresh: { action: refreshAction(cardId, language), userIds: refreshedViewers(group) } }
      : {};
  const drawn = (body: readonly Element[], actions: readonly Action[]): Card => ({
    ...card(language.text('group.fallback'), language.tag, body, actions),
    ...refresh,
  });
  switch (state.kind) {
    // Nothing of the directory, and nothing of what was typed.
    case 'waiting':
      return drawn(
        [paragraph(language.text('group.lookingUp', { asker }))],
        [execute(language.text('action.signIn'), 'lookUp', context)],
      );
    case 'choosing':
      return drawn(
        [paragraph(language.text('group.choosing', { asker }))],
        [execute(language.text('action.choose'), 'view', context)],
      );
    case 'nobody':
      return drawn([lookedUpBy(asker, language), paragraph(language.text('group.nobody'))], []);
    case 'found': {
      const name = plain(state.profile.displayName, 60);
      const tooltip = language.text('action.openView', { name });
      return drawn(
        [
          lookedUpBy(asker, language),
          publicHeader(state.profile, language),
          ...group.saves.map((save) => savedLine(save, language)),
        ],
        [execute(language.text('action.open'), 'view', context, { tooltip })],
      );
    }
  }
}

function lookedUpBy(asker: string, language: Language): Element {
  return paragraph(language.text('group.lookedUp', { asker }), {}, { isSubtle: true, size: 'Small' });
}

/** Made by the client itself, and carries nothing but the card's id. */
function refreshAction(cardId: string, language: Language): Action {
  return execute(language.text('action.refresh'), 'refresh', { $card: cardId });
}

function publicHeader(profile: PublicProfile, language: Language): Element {
  const { displayName, photo } = profile;
  return columns([
    column(photo ? 'auto' : '56px', [
      photo ? photoImage(photo, displayName, language) : initialsBox(displayName),
    ]),
    column('stretch', [
      paragraph(shown(displayName), {}, { weight: 'Bolder', size: 'Large' }),
      jobLine(profile),
    ]),
  ]);
}

function savedLine({ by, at, fields }: SavedNote, language: Language): Element {
  const when = momentText(new Date(at).toISOString(), 'instant', language) ?? '';
  const labels = fields.map((name) => labelOf(name, language)).join(', ');
  return paragraph(
    language.text('group.saved', { by: shown(plain(by, 60)), when, fields: labels }),
    { spacing: 'Small' },
    { size: 'Small', color: 'Good' },
  );
}
