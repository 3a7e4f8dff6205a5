import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { launchBrowser, newestCard, openChat, say } from '../support/browser.ts';
import { buildChatPage } from '../support/chatPage.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';

// `UPDATE_PICTURES=1 npm test -- --only browser` puts new ones beside the README; else they go where all pictures of the
// tests go, since other machines draw with other fonts.
const kept = 'docs';
const folder = process.env.UPDATE_PICTURES ? kept : '.looks';

let built: Awaited<ReturnType<typeof buildChatPage>>;
let browser: Browser;
let desk: DeskUnderTest;
let page: Page;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  built = await buildChatPage();
  browser = await launchBrowser();
  desk = await startDesk({ sandbox: { pageFolder: built.folder } });
  page = await openChat(browser, `${desk.sandbox.url}/?as=${people.userAdministrator.oid}`, {
    width: 1120,
    height: 860,
  });
});
afterAll(async () => {
  await desk.close();
  await browser.close();
  built.remove();
});

async function draw(name: string, what: Page | Locator): Promise<void> {
  writeFileSync(`${folder}/${name}`, await what.screenshot());
}

/** Width and height in pixels: https://www.w3.org/TR/png-3/#11IHDR. */
function sizeOf(file: string): readonly [width: number, height: number] {
  const png = readFileSync(file);
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

it('draws the pictures of the README, which are there, of this size and no heavier than a page bears', async () => {
  await say(page, 'anna smith');
  const card = newestCard(page);
  await card.getByRole('button', { name: 'Open' }).first().click();
  await card.getByTitle('Edit Job information').click();
  await card.getByLabel('Job title').fill('Head of Marketing');
  await page.locator('#messages').evaluate((list, top) => list.scrollTo(0, top), 262);
  await draw('profile.png', page);
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByText('Saved', { exact: true }).waitFor();
  await draw('outcome.png', card);
  for (const name of ['profile.png', 'outcome.png']) {
    expect(sizeOf(`${kept}/${name}`)[0]).toBe(sizeOf(`${folder}/${name}`)[0]);
    expect(statSync(`${kept}/${name}`).size).toBeLessThan(200_000);
  }
});
