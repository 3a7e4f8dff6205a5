import { mkdirSync } from 'node:fs';
import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type GroupsUnderTest, nadia, startGroups } from '../sandbox/groupsUnderTest.ts';
import { ada, ben } from '../sandbox/teamsUnderTest.ts';
import { launchBrowser, openChat, problemsOf, type Theme } from '../support/browser.ts';
import { buildChatPage } from '../support/chatPage.ts';
import { answerSample } from '../support/sampleBot.ts';

/** The pictures are left here for whoever wants to look. */
const pictures = '.looks';

let built: Awaited<ReturnType<typeof buildChatPage>>;
let browser: Browser;
let desk: GroupsUnderTest;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  built = await buildChatPage();
  browser = await launchBrowser();
  const routes = new Hono();
  routes.get('/sandbox/api/people', (c) => c.json([{ ...ada, isSuggested: true }, ben]));
  desk = await startGroups(answerSample, {}, { folder: built.folder, routes });
});
afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});
afterAll(async () => {
  await desk.close();
  await browser.close();
  built.remove();
});

const open = (
  { oid }: { readonly oid: string },
  conversationId?: string,
  look: { readonly theme?: Theme; readonly width?: number; readonly height?: number } = {},
): Promise<Page> =>
  openChat(
    browser,
    `${desk.address}/?as=${oid}${conversationId ? `&in=${encodeURIComponent(conversationId)}` : ''}`,
    look,
  );
const threadsOf = (page: Page) => page.getByRole('group', { name: /^Thread of/ });
/** Begins a thread, and waits for the card that answers it. */
async function begin(page: Page, text: string): Promise<void> {
  const cards = page.locator('.card');
  const before = await cards.count();
  await page.getByLabel('New conversation').fill(text);
  await page.keyboard.press('Enter');
  await cards.nth(before).waitFor();
}

describe('a channel, in the windows of two people', () => {
  it('shows both the same thread, and each the answer to their own click', async () => {
    const [first, second] = [await open(ada, desk.channel.id), await open(ben, desk.channel.id)];
    await begin(first, 'Anneliese');
    expect(desk.newest()).toMatchObject({
      text: '<at>Profile Desk</at> Anneliese',
      from: { aadObjectId: ada.oid },
    });
    const [mine, theirs] = [threadsOf(first).last(), threadsOf(second).last()];
    await theirs.locator('.card').waitFor();
    await theirs.getByText('Ada Admin').waitFor();
    expect(await theirs.locator('.mention').textContent()).toBe('Profile Desk');
    await mine.getByRole('button', { name: 'Save', exact: true }).click();
    await mine.getByText('Saved with').waitFor();
    expect(await theirs.getByText('Saved with').count()).toBe(0);
    // A like draws the stored message again, for whoever looks at it.
    await theirs.getByRole('button', { name: 'Like' }).click();
    await mine.getByText('Saved with').waitFor({ state: 'detached' });
  });

  it('takes replies in the thread, and the bot hears those that mention it', async () => {
    const [first, second] = [await open(ada, desk.channel.id), await open(ben, desk.channel.id)];
    await begin(first, 'Anneliese');
    const root = desk.newest()?.id;
    const theirs = threadsOf(second).last();
    await theirs.locator('.card').waitFor();
    const heard = desk.heard('message').length;
    await theirs.getByRole('button', { name: 'Reply' }).click();
    await theirs.getByRole('button', { name: 'Remove the mention of Profile Desk' }).click();
    await second.keyboard.type('I take this one, @ad');
    await second.getByRole('option', { name: 'Ada Admin', exact: true }).waitFor();
    await second.keyboard.press('Enter');
    await second.keyboard.press('Enter');
    const mine = threadsOf(first).last();
    await mine.getByText('I take this one').waitFor();
    expect(await mine.locator('.mention').last().textContent()).toBe('Ada Admin');
    expect(desk.heard('message')).toHaveLength(heard);
    // The next message mentions the bot again.
    await second.keyboard.type('Anneliese again');
    await second.keyboard.press('Enter');
    await mine.locator('.card').nth(1).waitFor();
    expect(desk.newest()?.conversation.id).toBe(`${desk.channel.id};messageid=${root}`);
  });
});

describe('the conversations', () => {
  it('are chosen from the list, and stay while one becomes somebody else', async () => {
    const page = await open(ada);
    await page.getByRole('link', { name: /On call/ }).click();
    await page.getByRole('heading', { name: 'On call' }).waitFor();
    await page.locator('#messages[aria-busy=false]').waitFor();
    await page.getByLabel('Message', { exact: true }).fill('Anneliese');
    await page.keyboard.press('Enter');
    await page.locator('.card').waitFor();
    await page.getByLabel('Somebody else').selectOption(ben.oid);
    await page.locator('.message.other').getByText('Ada Admin').waitFor();
    expect(page.url()).toContain(`as=${ben.oid}&in=${encodeURIComponent(desk.groupChat.id)}`);
  });

  it('of somebody of another organisation are the shared channel alone', async () => {
    const page = await open(nadia);
    await page.getByRole('heading', { name: 'Partners' }).waitFor();
    expect(await page.locator('#conversations li').count()).toBe(1);
    await begin(page, 'Anneliese');
    expect(desk.newest()?.from).toMatchObject({ tenantId: nadia.tenantId });
  });
});

describe.each(['light', 'dark', 'contrast'] as const)('in the theme %s', (theme) => {
  it.each([320, 1280] as const)(
    'a channel and a group chat can be read, fit and please axe, at %i pixels',
    async (width) => {
      const page = await open(ada, desk.channel.id, { theme, width });
      await begin(page, 'Anneliese');
      const thread = threadsOf(page).last();
      await thread.getByRole('button', { name: 'Reply' }).click();
      await thread.getByRole('button', { name: 'Remove the mention of Profile Desk' }).click();
      const problems = await problemsOf(page);
      await page.keyboard.type('Look, @');
      await page.getByRole('listbox', { name: 'Choices' }).waitFor();
      problems.push(...(await problemsOf(page)));
      await page.screenshot({ path: `${pictures}/channel-${theme}-${width}.png` });
      const chat = await open(ben, desk.groupChat.id, { theme, width });
      await chat.getByLabel('Message', { exact: true }).fill('Anneliese');
      await chat.keyboard.press('Enter');
      await chat.locator('.card').last().waitFor();
      problems.push(...(await problemsOf(chat)));
      await chat.screenshot({ path: `${pictures}/group-chat-${theme}-${width}.png` });
      expect(problems).toEqual([]);
    },
    60_000,
  );
});
