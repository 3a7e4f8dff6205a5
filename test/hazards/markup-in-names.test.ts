import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { initials, unmarked } from '../../src/cards/text.ts';
import { languageOf } from '../../src/language/language.ts';
import { field, isFieldName, longestText } from '../../src/profile/fields.ts';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { cardKinds } from '../cards/sampleCards.ts';
import { type CardPage, openCardPage } from '../support/cardPage.ts';
import { textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { harmless, harmlessWord, longestMarkup, markup } from '../support/markup.ts';
import { lookUp } from '../support/writes.ts';
import { hazard } from './hazard.ts';

let page: CardPage;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  page = await openCardPage();
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterAll(async () => {
  await page.close();
  await desk.close();
});

const kinds = [...cardKinds((place) => place, languageOf('en')).keys()];

/** One of the texts for every place of a card, the same one each time. */
const spread =
  (texts: readonly string[]) =>
  (place: string): string => {
    const [name = '', which] = place.split(' ');
    if (isFieldName(name)) {
      const { kind } = field(name);
      if (kind === 'date' || kind === 'instant') return '2026-03-01T00:00:00Z';
      // What is too long for an input is cut there.
      if (which === 'typed' && longestText(field(name)) < longestMarkup) return 'x';
    }
    const hash = [...place].reduce((sum, character) => sum * 31 + (character.codePointAt(0) ?? 0), 7);
    return texts[hash % texts.length] ?? '';
  };

const drawn = fc.record({
  kind: fc.constantFrom(...kinds),
  tag: fc.constantFrom('en', 'nl'),
  texts: fc.uniqueArray(markup, { minLength: 1, maxLength: 80, size: 'max' }),
});

/** Graph refuses a save in words of its own, about somebody with such a name. */
async function refusedByGraph(text: string): Promise<void> {
  const { graph, teams } = desk.sandbox;
  const { oid, userPrincipalName } = people.obrien;
  graph.directory.update(oid, { displayName: text, city: null });
  const message = `Said by Graph: ${text}`;
  graph.faults.add({ match: { method: 'PATCH' }, kind: 'status', status: 400, code: text, message });
  const { card } = await press(client, await lookUp(client, oid), 'Save', { city: 'Delft' });
  expect(textOf(card)).toContain(`${text}  ${userPrincipalName}`);
  expect(JSON.stringify(card)).not.toContain('Said by Graph');
  await desk.app.idle();
  const sent = teams.messagesOf(client.oid);
  expect(JSON.stringify(sent)).not.toContain('Said by Graph');
  for (const { id } of sent) teams.conversations.get(client.conversationId)?.remove(id);
}

/** What is not as it was expected, each with what was. */
function differences(own: readonly string[], expected: readonly string[]): string {
  const longest = own.length > expected.length ? own : expected;
  return longest
    .flatMap((_, index) =>
      own[index] === expected[index] ? [] : [`${own[index]} instead of ${expected[index]}`],
    )
    .join('\n');
}

hazard(
  {
    number: 19,
    hazard: 'Markdown, HTML, links, images and mentions in the directory’s texts, on every kind of card',
    promise: 'A text of the directory is shown to the letter, and makes no element, link, image or style',
    cases: 10_000,
  },
  async (run) => {
    let texts = 0;
    const seen = new Set<string>();
    await run.property(
      fc.asyncProperty(drawn, async (about) => {
        const { kind, tag } = about;
        const words = about.texts.map(harmless);
        const drawWith = (some: readonly string[]) => {
          const card = cardKinds(spread(some), languageOf(tag)).get(kind)?.();
          if (!card) throw new Error(`There is no card ${kind}`);
          return card;
        };
        const [card, plainCard] = [drawWith(about.texts), drawWith(words)];
        expect(card.fallbackText).toBe(plainCard.fallbackText);
        const [own, expected] = await page.drawBoth(card, plainCard);
        expect(differences(own.elements, expected.elements)).toBe('');
        const meant = (word: string) => about.texts[words.indexOf(word)] ?? word;
        const toTheLetter = expected.texts.map((text) => text.replace(harmlessWord, meant));
        // Where several can be chosen a name is nearly to the letter.
        const chosen = new Map(about.texts.map((text) => [unmarked(text), text]));
        const letters = new Set(about.texts.map((text) => initials(text) || '?'));
        const read = own.texts.map((text, index) =>
          // Those of all the words are the same one.
          expected.texts[index] === 'Q' && letters.has(text) ? 'Q' : (chosen.get(text) ?? text),
        );
        expect(differences(read, toTheLetter)).toBe('');
        texts += about.texts.length;
        seen.add(kind);
      }),
    );
    const refusals = Math.ceil(run.cases / 100);
    await run.property(fc.asyncProperty(markup, refusedByGraph), refusals);
    return `${texts} texts on ${seen.size} kinds of cards, drawn in Chromium by Microsoft’s renderer with Markdown and HTML let in; ${refusals} refusals in Graph’s words`;
  },
);
