import { IntlMessageFormat } from 'intl-messageformat';
import { type Catalogue, en, type MessageKey } from './en.ts';
import { nl } from './nl.ts';

export type { MessageKey } from './en.ts';

/** A language of the bot: its texts and its conventions. */
export interface Language {
  /** The language's tag, such as `en`. */
  readonly tag: string;
  /** Whether there is such a text. */
  has(key: string): key is MessageKey;
  /** A text with its parameters put in, as plain text. */
  text(key: MessageKey, parameters?: Readonly<Record<string, string | number>>): string;
}

const catalogues: Readonly<Record<string, Catalogue>> = { en, nl };

const languages = new Map(
  Object.entries(catalogues).map(([tag, catalogue]) => [tag, createLanguage(tag, catalogue)]),
);

/** The language for Teams' locale (`activity.locale`, such as `nl-NL`): English where the bot has no other. */
export function languageOf(locale: string | undefined): Language {
  const tag = locale?.split('-')[0]?.toLowerCase() ?? '';
  return languages.get(tag) ?? (languages.get('en') as Language);
}

function createLanguage(tag: string, catalogue: Catalogue): Language {
  const formats = new Map<MessageKey, IntlMessageFormat>();
  // A card has some hundred texts without parameters.
  const plainTexts = new Map<MessageKey, string>();
  return {
    tag,
    has: (key): key is MessageKey => Object.hasOwn(catalogue, key),
    text(key, parameters) {
      const known = parameters === undefined ? plainTexts.get(key) : undefined;
      if (known !== undefined) return known;
      // The texts hold no markup: tags in them, or in parameters, are plain characters.
      const format =
        formats.get(key) ?? new IntlMessageFormat(catalogue[key], tag, undefined, { ignoreTag: true });
      formats.set(key, format);
      const text = String(format.format(parameters));
      if (parameters === undefined) plainTexts.set(key, text);
      return text;
    },
  };
}
