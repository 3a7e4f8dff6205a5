import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/cards/elements.ts';
import { languageOf } from '../../src/language/language.ts';
import { people } from '../../src/sandbox/people.ts';
import { allCards } from '../cards/sampleCards.ts';
import { cutOffIn, launchBrowser, openChat, problemsOf, type Theme } from '../support/browser.ts';
import { buildChatPage } from '../support/chatPage.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';

/** The folder that gets a picture of each card, for whoever wants to look: `LOOKS=.looks npm test -- --only browser`. */
const pictures = process.env.LOOKS;

/** Texts as a directory holds them, some of them long. */
const texts: Readonly<Record<string, string>> = {
  displayName: 'Maximiliane Friederike von Hohenstein-Wittgenstein',
  userPrincipalName: 'maximiliane.von.hohenstein-wittgenstein@northwind-harbor.example',
  jobTitle: 'Senior Vice President of Harbour Operations and Regional Logistics',
  department: 'Operations',
  manager: 'Tomasz Wójcik',
  usageLocation: 'NL',
  requestId: '6f1f2b3c-1a2b-4c3d-8e9f-0a1b2c3d4e5f',
  reason: 'Ticket INC-4711, asked for by the person',
  query: 'Maximiliane',
};
const textOf = (place: string): string => {
  const [name = '', when] = place.split(' ');
  const text = texts[name] ?? (/phone|fax/i.test(name) ? '+31 10 555 0112' : `A ${name} of some length`);
  return when === undefined || name === 'usageLocation' ? text : `${text}, ${when}`;
};

let built: Awaited<ReturnType<typeof buildChatPage>>;
let browser: Browser;
let desk: DeskUnderTest;
beforeAll(async () => {
  if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
  built = await buildChatPage();
  browser = await launchBrowser();
  desk = await startDesk({ sandbox: { pageFolder: built.folder } });
});
afterAll(async () => {
  await desk.close();
  await browser.close();
  built.remove();
});

/** Puts cards into the chat of somebody, as if the bot had sent them, and opens it. */
async function show(
  cards: readonly Card[],
  look: { readonly theme: Theme; readonly width: number; readonly height: number },
): Promise<Page> {
  const { oid } = people.userAdministrator;
  await desk.as(people.userAdministrator);
  const chat = desk.sandbox.teams.conversations.get(desk.sandbox.teams.conversationIdOf(oid));
  for (const { id } of chat?.snapshot().messages ?? []) chat?.remove(id);
  for (const content of cards)
    chat?.add({
      from: 'bot',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
    });
  return await openChat(browser, `${desk.sandbox.url}/?as=${oid}`, look);
}

const languages = { 320: languageOf('nl'), 1280: languageOf('en') };

describe.each(['light', 'dark', 'contrast'] as const)('in the theme %s', (theme) => {
  it.each([320, 1280] as const)(
    'every card can be read, fits and pleases axe, at %i pixels',
    async (width) => {
      const cards = [...allCards(textOf, languages[width])];
      const page = await show(
        cards.map(([, card]) => card),
        // So high that each card fits in as a whole: a picture shows what is on the screen.
        { theme, width, height: 4000 },
      );
      const drawn = page.locator('.card');
      expect(await drawn.count()).toBe(cards.length);
      // All that can be opened is open: what is hidden nobody has looked at.
      const closed = page.locator('.card button[aria-expanded=false]:visible');
      while ((await closed.count()) > 0) await closed.first().click();
      const problems = await problemsOf(page);
      for (const [index, [name]] of cards.entries()) {
        const card = drawn.nth(index);
        problems.push(...(await cutOffIn(card)).map((problem) => `${name}: ${problem}`));
        const file = `${name.replace(/\W+/g, '-')}-${theme}-${width}.png`;
        if (pictures !== undefined) await card.screenshot({ path: `${pictures}/${file}` });
      }
      expect(problems).toEqual([]);
      await page.context().close();
    },
    // A picture takes half a second, the rest of a card a tenth.
    pictures === undefined ? 60_000 : 300_000,
  );
});
