import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestCard, problemsOf, say } from '../support/browser.ts';
import { answerSample } from '../support/sampleBot.ts';
import { type ChatUnderTest, startChat } from './teamsChatUnderTest.ts';

let chat: ChatUnderTest;
/** Holds back the answer to one text until it is let go. */
let held: { readonly text: string; readonly until: Promise<void> } | undefined;

beforeAll(async () => {
  chat = await startChat(async (activity, connector) => {
    if (held && activity.value?.queryText === held.text) await held.until;
    return await answerSample(activity, connector);
  });
});
afterAll(() => chat.close());

/** The chat with a new card to choose from. */
async function open(...look: Parameters<ChatUnderTest['open']>): Promise<Page> {
  const page = await chat.open(...look);
  const before = await page.locator('.card').count();
  await say(page, 'choose');
  await page.locator('.card').nth(before).waitFor();
  return page;
}
const field = (page: Page, name: string) => newestCard(page).getByRole('combobox', { name });
const options = (page: Page) => page.locator('[role=option]:visible');
const asked = () => chat.desk.heard('application/search').map(({ value }) => value?.queryText);
const sent = () => {
  const { action } = chat.desk.heard('adaptiveCard/action').at(-1)?.value ?? {};
  return (action as { data: object }).data;
};
const go = async (page: Page) => {
  const card = newestCard(page);
  await card.getByRole('button', { name: 'Go' }).click();
  await card.getByText('Saved with').waitFor();
};

describe('an input that asks for its choices', () => {
  it('asks once one stops typing, and is chosen from by the keyboard', async () => {
    const page = await open();
    const country = field(page, 'Country');
    expect(await country.inputValue()).toBe('Netherlands');
    const before = asked().length;
    await country.focus();
    await page.keyboard.type('new');
    await options(page).nth(1).waitFor();
    expect(asked().slice(before)).toEqual(['new']);
    expect(await options(page).allTextContents()).toEqual(['New Caledonia', 'New Zealand']);
    await page.keyboard.press('ArrowUp');
    expect(await country.getAttribute('aria-activedescendant')).toBe(
      await options(page).nth(1).getAttribute('id'),
    );
    await page.keyboard.press('Enter');
    expect(await country.inputValue()).toBe('New Zealand');
    expect(await country.getAttribute('aria-expanded')).toBe('false');
    await go(page);
    expect(sent()).toEqual({ $edit: 'e1', country: 'NZ' });
    await page.context().close();
  });

  it('is chosen from by the mouse, several where several may be', async () => {
    const page = await open();
    const others = field(page, 'Other countries');
    for (const [text, title] of [
      ['aus', 'Australia'],
      ['bel', 'Belgium'],
      ['ned', ''],
      ['neth', 'Netherlands'],
    ] as const) {
      await others.fill(text);
      if (title === '') await page.locator('.note:visible').getByText('No results found').waitFor();
      else await page.getByRole('option', { name: title }).click();
    }
    await page.getByRole('button', { name: 'Remove Belgium' }).click();
    await go(page);
    expect(sent()).toMatchObject({ country: 'NL', others: 'AU,NL' });
    await page.context().close();
  });

  it('keeps what was chosen where a text chose nothing, and can be emptied', async () => {
    const page = await open();
    const country = field(page, 'Country');
    await country.fill('nowhere');
    await page.keyboard.press('Tab');
    expect(await country.inputValue()).toBe('Netherlands');
    const clicks = chat.desk.heard('adaptiveCard/action').length;
    await newestCard(page).getByRole('button', { name: 'Clear' }).click();
    await newestCard(page).getByRole('button', { name: 'Go' }).click();
    await newestCard(page).getByText('Choose a country.').waitFor();
    expect(chat.desk.heard('adaptiveCard/action')).toHaveLength(clicks);
    await page.context().close();
  });

  it('shows nothing of an answer that came too late, and says that it could not load', async () => {
    let release = () => {};
    held = { text: 'new', until: new Promise((resolve) => (release = resolve)) };
    const page = await open();
    const country = field(page, 'Country');
    await country.fill('new');
    await page.waitForRequest((request) => request.postData()?.includes('"new"') ?? false);
    await country.fill('bel');
    await page.getByRole('option', { name: 'Belgium' }).waitFor();
    const late = page.waitForResponse((response) => response.url().endsWith('/activities'));
    release();
    await late;
    held = undefined;
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(await options(page).allTextContents()).toEqual(['Belgium']);
    await country.fill('fail');
    await page.locator('.note:visible').getByText('Unable to load').waitFor();
    expect(await options(page).count()).toBe(0);
    await page.context().close();
  });
});

it('an input of the style filtered shows its own choices, and their titles', async () => {
  const page = await open();
  const before = asked().length;
  const island = field(page, 'Out of the card');
  await island.click();
  expect(await options(page).count()).toBe(7);
  await page.keyboard.type('SOUTH');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await island.inputValue()).toBe('South Georgia and the South Sandwich Islands');
  expect(asked()).toHaveLength(before);
  await go(page);
  expect(sent()).toMatchObject({ island: 'GS' });
  await page.context().close();
});

describe.each(['light', 'dark', 'contrast'] as const)('in the theme %s', (theme) => {
  it.each([320, 1280])('the list pleases axe and stays within the window, at %i pixels', async (width) => {
    const page = await open(theme, width);
    await field(page, 'Other countries').fill('south');
    await page.getByRole('option').filter({ visible: true }).click();
    await field(page, 'Country').fill('new');
    await options(page).nth(1).waitFor();
    await page.keyboard.press('ArrowDown');
    expect(await problemsOf(page)).toEqual([]);
    const box = await page.locator('.typeahead-popup:visible').boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= 800).toBe(
      true,
    );
    await page.context().close();
  });
});
