import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { languageOf } from '../../src/language/language.ts';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import {
  type CardKind,
  cardKindsWithPlaces,
  cardsWith,
  casesPerKind,
  stringsPerCase,
} from '../cards/cardTexts.ts';
import { textsOf } from '../cards/sampleCards.ts';
import { type CardElement, elementsOf, inputsOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';
import { longStrangeText, neighboursStay, readable, strangeText, unfit } from '../support/strangeText.ts';
import { lookUp, writesOf } from '../support/writes.ts';
import { hazard } from './hazard.ts';

const found = [people.obrien, people.ampersand] as const;
const typist = people.hyphenated;
let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterAll(() => desk.close());

const strange = fc.record({
  displayName: fc.oneof({ weight: 3, arbitrary: strangeText }, longStrangeText),
  jobTitle: strangeText,
  department: strangeText,
  city: strangeText,
});
type Strange = typeof strange extends fc.Arbitrary<infer Value> ? Value : never;

const isolates = /\u2068([^\u2068\u2069]*)\u2069/g;
const isolated = (text: string): string => `\u2068${text}\u2069`;
const lineOf = ({ inlines }: CardElement): string =>
  elementsOf(inlines).reduce((line, run) => line + (run.text ?? ''), '');
const paragraphs = (card: unknown): CardElement[] =>
  elementsOf(card).filter(({ type }) => type === 'RichTextBlock');

/** All that is read on a card but the inputs, which hold the value itself. */
function expectReadable(card: unknown, texts: readonly string[]): void {
  const spoken = textsOf(card)
    .filter(
      ({ place }) =>
        !place.startsWith('TextRun.') && place !== 'Input.Text.value' && !place.includes('.data.'),
    )
    .map(({ text }) => text);
  const whole = texts
    .flatMap((text) => [200, 60].map((most) => readable(text, most)))
    .flatMap((text) => [text, text.trim()]);
  for (const line of [...paragraphs(card).map(lineOf), ...spoken]) {
    if (!line.isWellFormed()) throw new Error(`Half a character: ${JSON.stringify(line)}`);
    // Each isolate is closed, and within it there is nothing of the kind.
    const open = line.replace(isolates, '$1');
    if (open.search(unfit) >= 0) throw new Error(`Something is hidden: ${JSON.stringify(line)}`);
    const parts = [
      ...[...line.matchAll(isolates)].map(([, part = '']) => part),
      ...whole.filter((part) => line.includes(part)),
    ];
    if (!neighboursStay(line, parts))
      throw new Error(`The text around a name is moved: ${JSON.stringify(line)}`);
  }
}

/** Wherever a name stands alone, as a heading does, the sign-in name is beside it. */
function expectNamed(card: unknown, displayName: string, userPrincipalName: string): void {
  const name = isolated(readable(displayName, 200));
  const around = elementsOf(card).filter(
    ({ type, items }) =>
      type === 'Column' && elementsOf(items).some((one) => one.inlines && lineOf(one) === name),
  );
  expect(around.length).toBeGreaterThan(0);
  expect(around.some((column) => textOf(column).includes(userPrincipalName))).toBe(true);
}

const writesSince = (seen: number) => writesOf(desk, seen).length;
const requests = () => desk.sandbox.graph.requests.length;

/** Two people with such names are found at once. */
async function inAList(texts: readonly Strange[]): Promise<void> {
  for (const [index, { oid }] of found.entries())
    desk.sandbox.graph.directory.update(oid, { ...texts[index], givenName: 'Zephyrine' });
  await client.send('find Zephyrine');
  const { card } = client.last();
  expectReadable(
    card,
    texts.flatMap((one) => Object.values(one)),
  );
  for (const [index, { userPrincipalName }] of found.entries())
    expectNamed(card, texts[index]?.displayName ?? '', userPrincipalName);
}

/** One of them is looked up, and the card comes back as it is. */
async function onTheirCard(texts: Strange): Promise<void> {
  const [{ oid, userPrincipalName }] = found;
  desk.sandbox.graph.directory.update(oid, { ...texts });
  await client.send(`find ${oid}`);
  const { card } = client.last();
  expectReadable(card, Object.values(texts));
  expectNamed(card, texts.displayName, userPrincipalName);
  const inputs = inputsOf(card);
  for (const [name, text] of Object.entries(texts)) {
    // An input holds the value itself; where that would be unsafe there is none.
    if (name in inputs) {
      expect(inputs[name]).toBe(text);
      expect(text).not.toMatch(unfit);
    } else expect(paragraphs(card).map(lineOf).join('\n')).toContain(readable(text, 200));
  }
  const seen = requests();
  await press(client, client.last(), 'Save');
  expect(writesSince(seen)).toBe(0);
}

/** Somebody types such a text: it is refused, or it is what Graph gets, and what the input holds from then on. */
async function typed(text: string): Promise<void> {
  const message = await lookUp(client, typist.oid);
  const before = inputsOf(message.card).jobTitle;
  const seen = requests();
  const { card } = await press(client, message, 'Save', { jobTitle: text });
  const trimmed = text.trim();
  unfit.lastIndex = 0;
  if (unfit.test(trimmed) || /[\u2028\u2029]/.test(trimmed) || trimmed.length > 128) {
    expect(writesSince(seen)).toBe(0);
    return;
  }
  const written = trimmed === '' ? null : trimmed;
  if (before === trimmed) expect(writesSince(seen)).toBe(0);
  else {
    expect(writesOf(desk, seen).map(({ body }) => body)).toEqual([{ jobTitle: written }]);
    expectReadable(card, [trimmed]);
  }
  const again = await lookUp(client, typist.oid);
  expect(inputsOf(again.card).jobTitle).toBe(trimmed);
}

const cases = fc.oneof(
  fc.record({ way: fc.constant('list'), texts: fc.tuple(strange, strange) }),
  fc.record({ way: fc.constant('card'), texts: strange }),
  fc.record({ way: fc.constant('typed'), text: strangeText }),
);

/** Texts on every place of a kind of card that can have one. */
const onEveryPlace = (kind: CardKind) => {
  const most = stringsPerCase(kind);
  const text = fc.oneof({ weight: 19, arbitrary: strangeText }, longStrangeText);
  return fc.property(
    fc.constant(kind.kind),
    fc.constantFrom('en', 'nl'),
    fc.array(text, { minLength: most, maxLength: most }),
    (_kind, tag, texts) => {
      for (const card of cardsWith(kind, texts, languageOf(tag))) expectReadable(card, texts);
    },
  );
};

hazard(
  {
    number: 20,
    hazard:
      'Names of any Unicode: directions, zero width, marks upon marks, look-alikes, halves of characters',
    promise:
      'Nothing hides or moves the text around a name, the sign-in name is beside it, and what is in an input comes back as it was',
    cases: 5_000,
  },
  async (run) => {
    const count = { list: 0, card: 0, typed: 0 };
    let cut = 0;
    const noteCut = ({ displayName }: Strange) => {
      if (readable(displayName, 200).endsWith('…')) cut += 1;
    };
    const conversation = () => desk.sandbox.teams.conversations.get(client.conversationId);
    await run.property(
      fc.asyncProperty(cases, async (one) => {
        count[one.way] += 1;
        if (one.way === 'list') {
          one.texts.forEach(noteCut);
          await inAList(one.texts);
        } else if (one.way === 'card') {
          noteCut(one.texts);
          await onTheirCard(one.texts);
        } else await typed(one.text);
        for (const { id } of desk.sandbox.teams.messagesOf(client.oid)) conversation()?.remove(id);
      }),
    );
    await run.check('some names are too long, and cut between graphemes', () =>
      expect(cut).toBeGreaterThan(0),
    );
    for (const kind of cardKindsWithPlaces)
      await run.property(onEveryPlace(kind), casesPerKind(kind, run.scale));
    const least = Math.min(
      ...cardKindsWithPlaces.map((kind) => casesPerKind(kind, run.scale) * stringsPerCase(kind)),
    );
    return `${least} texts or more on each of ${cardKindsWithPlaces.length} kinds of cards; through the bot ${cut} names that were cut, ${count.list} lists, ${count.card} cards and ${count.typed} saves, no text around a name moved`;
  },
);
