import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { initials, unmarked } from '../../src/cards/text.ts';
import { languageOf } from '../../src/language/language.ts';
import { field, isFieldName, longestText } from '../../src/profile/fields.ts';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import {
  type CardKind,
  cardKindsWithPlaces,
  cardsWith,
  casesPerKind,
  stringsPerCase,
} from '../cards/cardTexts.ts';
import { type CardPage, openCardPage } from '../support/cardPage.ts';
import { textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { inGroup, settled } from '../support/groups.ts';
import { harmless, harmlessWord, longestMarkup, markup } from '../support/markup.ts';
import { lookUp } from '../support/writes.ts';
import { hazard } from './hazard.ts';

let page: CardPage;
let desk: DeskUnderTest;
let client: TeamsClient;
let asker: TeamsClient;
let approver: TeamsClient;
beforeAll(async () => {
  page = await openCardPage();
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
  asker = await inGroup(desk, people.helpdeskAdministrator);
  approver = await inGroup(desk, people.userAdministrator);
});
afterAll(async () => {
  await page.close();
  await desk.close();
});

/** What is too long for an input is cut there. */
const isLongEnough = (place: string): boolean => {
  const [name = '', which] = place.split(' ');
  return which !== 'typed' || !isFieldName(name) || longestText(field(name)) >= longestMarkup;
};
const kinds = cardKindsWithPlaces.map(
  ({ kind, places }): CardKind => ({ kind, places: places.filter(isLongEnough) }),
);

/** A text on each place of a kind of card, against a harmless word of the same size there. */
const onEveryPlace = (kind: CardKind) => {
  const most = stringsPerCase(kind);
  return fc.asyncProperty(
    fc.constant(kind.kind),
    fc.constantFrom('en', 'nl'),
    fc.uniqueArray(markup, { minLength: most, maxLength: most, size: 'max' }),
    async (_kind, tag, texts) => {
      const words = texts.map(harmless);
      const cards = cardsWith(kind, texts, languageOf(tag));
      const plainCards = cardsWith(kind, words, languageOf(tag));
      expect(cards.map((card) => card.fallbackText)).toEqual(plainCards.map((card) => card.fallbackText));
      const drawn = await page.draw([...cards, ...plainCards]);
      const meant = new Map(words.map((word, index) => [word, texts[index] ?? word]));
      // Where several can be chosen a name is nearly to the letter.
      const chosen = new Map(texts.map((text) => [unmarked(text), text]));
      const letters = new Set(texts.map((text) => initials(text) || '?'));
      for (const [index, own] of drawn.slice(0, cards.length).entries()) {
        const expected = drawn[cards.length + index];
        if (!expected) throw new Error('A card was not drawn');
        expect(differences(own.elements, expected.elements)).toBe('');
        const toTheLetter = expected.texts.map((text) =>
          text.replace(harmlessWord, (word) => meant.get(word) ?? word),
        );
        const read = own.texts.map((text, at) =>
          // Those of all the words are the same one.
          expected.texts[at] === 'Q' && letters.has(text) ? 'Q' : (chosen.get(text) ?? text),
        );
        expect(differences(read, toTheLetter)).toBe('');
      }
    },
  );
};

/** Somebody with such a name and title is found as one types into an input. */
async function asOneTypes(long: string): Promise<void> {
  const { oid, userPrincipalName } = people.ampersand;
  // As much as there is room for.
  const text = [...long].slice(0, 40).join('');
  desk.sandbox.graph.directory.update(oid, { displayName: text, jobTitle: text });
  const message = await lookUp(client, people.obrien.oid);
  const found = await client.search(message.id, 'manager', userPrincipalName);
  if (found.kind !== 'results') throw new Error(found.text);
  const title = `\u2068${text}\u2069, \u2068${text}\u2069 (\u2068${userPrincipalName}\u2069)`;
  expect(found.results.filter(({ value }) => value === oid)).toEqual([{ title, value: oid }]);
  clearChat();
}

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
  clearChat();
}

/** A change of somebody with such a name is asked for in a channel, and declined: the asker alone is mentioned. */
async function toldOf(text: string): Promise<void> {
  const { oid } = people.employee;
  const { calls } = desk.sandbox.teams.connector;
  calls.length = 0;
  const chat = desk.sandbox.teams.conversations.get(asker.conversationId);
  for (const { id } of chat?.snapshot().messages ?? []) chat?.remove(id);
  desk.sandbox.graph.directory.update(oid, { displayName: text, jobTitle: null });
  await asker.sendMention(oid);
  await settled(desk, asker);
  const form = await press(asker, asker.last(), 'Ask for a change');
  await press(asker, form, 'Ask for approval', { jobTitle: 'Chief Wrangler' });
  await settled(desk, approver);
  const request = approver.views().find(({ card }) => titlesOf(card).includes('Review'));
  if (!request) throw new Error('The request is not there');
  await press(approver, await press(approver, request, 'Review'), 'Decline');
  await settled(desk, asker);
  const told = calls.flatMap(({ activity }) =>
    activity?.text?.includes('what you asked for') ? [activity] : [],
  );
  expect(told).toHaveLength(1);
  const name = people.helpdeskAdministrator.displayName;
  const mention = `<at>${name}</at>`;
  expect(told[0]).toMatchObject({
    textFormat: 'plain',
    text: expect.stringContaining(`${mention} what you asked for of \u2068${text}\u2069: `),
    entities: [{ type: 'mention', text: mention, mentioned: { id: asker.userId, name } }],
  });
}

function clearChat(): void {
  const { teams } = desk.sandbox;
  for (const { id } of teams.messagesOf(client.oid))
    teams.conversations.get(client.conversationId)?.remove(id);
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
    promise:
      'A text of the directory is shown to the letter, and makes no element, link, image, style or mention',
    cases: 10_000,
  },
  async (run) => {
    const refusals = Math.ceil(run.cases / 50);
    await run.property(fc.asyncProperty(markup, refusedByGraph), refusals);
    await run.property(fc.asyncProperty(markup, asOneTypes), refusals);
    const mentions = Math.ceil(run.cases / 500);
    await run.property(fc.asyncProperty(markup, toldOf), mentions);
    for (const kind of kinds) await run.property(onEveryPlace(kind), casesPerKind(kind, run.scale));
    const least = Math.min(...kinds.map((kind) => casesPerKind(kind, run.scale) * stringsPerCase(kind)));
    return `${least} texts or more on each of ${kinds.length} kinds of cards, drawn in Chromium by Microsoft’s renderer with Markdown and HTML let in; ${refusals} refusals in Graph’s words, ${refusals} lists as one types, ${mentions} mentions of an asker`;
  },
);
