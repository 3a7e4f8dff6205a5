type CharacterKind = 'letter' | 'number' | 'symbol';

function kindOf(character: string): CharacterKind {
  if (/[\p{L}\p{M}]/u.test(character)) return 'letter';
  return /\p{N}/u.test(character) ? 'number' : 'symbol';
}

/**
 * The tokens of a text, in small letters: split at spaces, where letters meet numbers, where a small letter meets a
 * capital, and at each symbol, which is a token itself.
 * https://learn.microsoft.com/graph/search-query-parameter#using-search-on-directory-object-collections
 */
export function tokensOf(text: string): string[] {
  return text
    .split(/\s+/u)
    .flatMap(splitChunk)
    .map((token) => token.toLowerCase());
}

/**
 * The tokens of a value that is searched: also what only symbols separate, put together (`hello-world` is found by
 * `helloworld`). The page above, footnote 2.
 */
export function searchableTokensOf(text: string): string[] {
  const joined = text.split(/\s+/u).flatMap((chunk) => {
    const words = chunk.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
    return words.length > 1 ? [words.join('').toLowerCase()] : [];
  });
  return [...tokensOf(text), ...joined];
}

function splitChunk(chunk: string): string[] {
  const tokens: string[] = [];
  let last: CharacterKind | undefined;
  let lastIsSmall = false;
  for (const character of chunk) {
    const kind = kindOf(character);
    const isCapital = /\p{Lu}/u.test(character);
    // Footnote 1: `HELLOworld` is one token, `HelloWORLD` two.
    const begins = kind !== last || kind === 'symbol' || (isCapital && lastIsSmall);
    if (begins) tokens.push(character);
    else tokens.push(`${tokens.pop() ?? ''}${character}`);
    last = kind;
    lastIsSmall = /\p{Ll}/u.test(character);
  }
  return tokens;
}
