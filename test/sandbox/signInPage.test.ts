import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { launchBrowser, problemsOf } from '../support/browser.ts';
import { connection, startTokenService, type TokenServiceUnderTest } from './tokenServiceUnderTest.ts';

const { employee, obrien } = people;
let service: TokenServiceUnderTest;
let browser: Browser;
beforeAll(async () => {
  service = await startTokenService();
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await service.close();
});

async function linkFor(person: { readonly oid: string }): Promise<string> {
  const activity = service.activityOf(person);
  const { signInLink = '' } = await service.client.getSignInResource(connection, activity, '');
  return signInLink;
}

async function open(
  url: string,
  look: { readonly colorScheme?: 'light' | 'dark'; readonly width?: number } = {},
): Promise<Page> {
  const { colorScheme = 'light', width = 1280 } = look;
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** A page of this origin that opens the link in a window, and notes what it is told. */
async function openWindow(origin: string, link: string) {
  const page = await open(`${origin}/sandbox/api/settings`);
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate((url) => {
      const told: unknown[] = [];
      Object.assign(globalThis, { told });
      addEventListener('message', ({ data }) => told.push(data));
      window.open(url);
    }, link),
  ]);
  const told = () =>
    page.evaluate(() => (globalThis as unknown as { told: { type: string; state: string }[] }).told);
  return { page, popup, told };
}

/** Waits until the window is gone; it may be gone before what closed it has ended, such as a key that comes up again. */
async function closing(popup: Page, act: Promise<void>): Promise<void> {
  await Promise.all([popup.waitForEvent('close'), act.catch(() => undefined)]);
}

describe('the sign-in page', () => {
  it('proposes who asked, and nobody whose account is disabled', async () => {
    const page = await open(await linkFor(obrien));
    const chosen = page.getByLabel('Account').locator('option:checked');
    expect(await chosen.textContent()).toBe(`${obrien.displayName} (${obrien.userPrincipalName})`);
    const offered = await page.getByLabel('Account').locator('option').allTextContents();
    expect(offered.some((text) => text.includes(employee.displayName))).toBe(true);
    expect(offered.some((text) => text.includes(people.disabled.userPrincipalName))).toBe(false);
    await page.context().close();
  });

  it('signs in by keyboard, tells its opener a code that is good, and closes', async () => {
    const { page, popup, told } = await openWindow(service.sandbox.url, await linkFor(employee));
    await popup.getByLabel('Account').waitFor();
    await popup.keyboard.press('Tab');
    await popup.keyboard.press('Tab');
    expect(await popup.evaluate(() => document.activeElement?.textContent)).toBe('Sign in');
    await closing(popup, popup.keyboard.press('Enter'));
    const [message, ...more] = await told();
    expect(more).toEqual([]);
    expect(message).toEqual({ type: 'sandbox-sign-in', state: expect.stringMatching(/^\d{6}$/u) });
    expect((await service.tokenOf(employee, message?.state))?.token).toBeTruthy();
    await page.context().close();
  });

  it('tells a page of another origin nothing', async () => {
    const other = service.sandbox.url.replace('127.0.0.1', 'localhost');
    const { page, popup, told } = await openWindow(other, await linkFor(employee));
    await closing(popup, popup.getByRole('button', { name: 'Sign in' }).click());
    expect(await told()).toEqual([]);
    await page.context().close();
  });

  it('shows the code where no page opened it', async () => {
    const page = await open(await linkFor(employee));
    await page.getByLabel('Account').selectOption(obrien.oid);
    await page.getByRole('button', { name: 'Sign in' }).press('Enter');
    const shown = page.getByText(/^Your code: \d{6}$/u);
    await shown.waitFor();
    const code = (await shown.textContent())?.slice(-6);
    const { token } = await service.tokenOf(employee, code);
    expect(token).toBeTruthy();
    expect(await problemsOf(page)).toEqual([]);
    await page.context().close();
  });

  it('says what went wrong, and can be tried again', async () => {
    const page = await open(await linkFor(employee));
    await page.evaluate(() => {
      document.querySelector('option:checked')?.setAttribute('value', 'nobody');
    });
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Nobody can sign in with this account.').waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.getByLabel('Account').selectOption(obrien.oid);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Your code: ').waitFor();
    await page.context().close();
  });

  it('says so where its link is unknown', async () => {
    const page = await open(`${service.sandbox.url}/sign-in/start?state=%3Cscript%3E`);
    expect(await page.getByRole('heading').textContent()).toBe('This link is too old');
    expect(await page.content()).not.toContain('<form');
    expect((await fetch(`${service.sandbox.url}/sign-in/start`)).status).toBe(404);
    await page.context().close();
  });
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  it.each([320, 1280])('nothing is amiss for axe, and nothing sticks out, at %i pixels', async (width) => {
    for (const url of [await linkFor(employee), `${service.sandbox.url}/sign-in/start?state=x`]) {
      const page = await open(url, { colorScheme, width });
      expect(await problemsOf(page)).toEqual([]);
      const back = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(back).toBe(colorScheme === 'dark' ? 'rgb(27, 26, 25)' : 'rgb(244, 244, 246)');
      await page.context().close();
    }
  });
});
