import axe from 'axe-core';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';

export type Theme = 'light' | 'dark' | 'contrast';

/** Debian's Chromium, or the one that CHROMIUM names. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A page of a new visitor, whose windows are so wide and whose theme is this. */
export async function openChat(
  browser: Browser,
  url: string,
  look: { readonly theme?: Theme; readonly width?: number; readonly height?: number } = {},
): Promise<Page> {
  const { theme = 'light', width = 1280, height = 800 } = look;
  const context = await browser.newContext({ viewport: { width, height } });
  await context.addInitScript((chosen) => localStorage.setItem('profile-desk-theme', chosen), theme);
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('#messages[aria-busy=false]').waitFor();
  return page;
}

/** Types into the compose box and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel('Message', { exact: true }).fill(text);
  await page.keyboard.press('Enter');
}

/** Sends a message, and waits for the card that answers it: until it is there, the newest is an older one. */
export async function ask(page: Page, text: string): Promise<void> {
  const cards = page.locator('.card');
  const before = await cards.count();
  await say(page, text);
  await cards.nth(before).waitFor();
}

/** The newest card of the chat. */
export function newestCard(page: Page): Locator {
  return page.locator('.card').last();
}

/** What axe finds, and whether the page is wider than its window. */
export async function problemsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await checker.run();
    const wide = document.documentElement.scrollWidth > innerWidth ? ['The page scrolls sideways'] : [];
    return [...wide, ...violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)];
  });
}

/** The elements of a card that stick out of it, or whose text is cut off. */
export async function cutOffIn(card: Locator): Promise<string[]> {
  return await card.evaluate((root) => {
    const edge = root.getBoundingClientRect();
    return [...root.querySelectorAll('*')].flatMap((node) => {
      const box = node.getBoundingClientRect();
      if (box.width === 0 || !(node instanceof HTMLElement)) return [];
      const name = `${node.tagName} ${node.className} “${node.textContent?.slice(0, 40)}”`;
      const sticksOut = box.right > edge.right + 1 || box.left < edge.left - 1;
      const isText = node.matches('.ac-textBlock, .ac-richTextBlock, .ac-pushButton');
      const isCut =
        isText && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1);
      return [...(sticksOut ? [`sticks out: ${name}`] : []), ...(isCut ? [`cut off: ${name}`] : [])];
    });
  });
}
