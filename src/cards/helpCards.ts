import type { Language, MessageKey } from '../language/language.ts';
import { type Card, card, heading, paragraph, row } from './elements.ts';

/** A command as the help shows it. */
export interface HelpLine {
  readonly word: string;
  readonly help: MessageKey;
}

export function helpCard(lines: readonly HelpLine[], language: Language): Card {
  return card(language.text('help.title'), language.tag, [
    heading(language.text('help.title')),
    ...lines.map(({ word, help }) => row(word, language.text(help))),
    paragraph(language.text('help.edit'), { spacing: 'Medium' }),
    paragraph(language.text('help.edit.example'), { spacing: 'Small' }, { weight: 'Bolder' }),
    paragraph(language.text('help.other'), { spacing: 'Medium' }),
    paragraph(language.text('welcome.rights'), {}, { isSubtle: true }),
  ]);
}

export function welcomeCard(language: Language): Card {
  return card(language.text('welcome.title'), language.tag, [
    heading(language.text('welcome.title')),
    paragraph(language.text('welcome.text')),
    paragraph(language.text('welcome.rights'), {}, { isSubtle: true }),
  ]);
}
