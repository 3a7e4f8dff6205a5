import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, openChat, problemsOf, type Theme } from '../support/browser.ts';
import { actionOf } from '../support/cards.ts';
import { buildChatPage } from '../support/chatPage.ts';
import { answerSample } from '../support/sampleBot.ts';
import { ada, ben, startTeams, type TeamsUnderTest } from './teamsUnderTest.ts';

let built: Awaited<ReturnType<typeof buildChatPage>>;
let browser: Browser;
let desk: TeamsUnderTest;

beforeAll(async () => {
  built = await buildChatPage();
  browser = await launchBrowser();
  desk = await startTeams(answerSample, {}, { folder: built.folder, routes: standIns() });
});
afterAll(async () => {
  await desk.close();
  await browser.close();
  built.remove();
});

/** The other parts of the sandbox, as far as the page asks them. */
function standIns(): Hono {
  const settings = {
    latencyMs: 0,
    readLagMs: 0,
    indexLagMs: 0,
    auditLagMs: 0,
    ssoMode: 'silent',
    consented: true,
  };
  const routes = new Hono();
  const api = '/sandbox/api';
  routes.get(`${api}/people`, (c) =>
    c.json([{ ...ada, roleTemplateIds: ['fe930be7-5e62-47db-91af-98c3a49a38b1'], isSuggested: true }, ben]),
  );
  routes.get(`${api}/settings`, (c) => c.json(settings));
  routes.put(`${api}/settings`, async (c) => c.json(Object.assign(settings, await c.req.json())));
  routes.get(`${api}/directory`, (c) =>
    c.json([{ id: ada.oid, displayName: ada.displayName, businessPhones: ['1', '2'] }]),
  );
  routes.get(`${api}/requests`, (c) =>
    c.json([
      {
        at: 0,
        method: 'POST',
        url: '/v1.0/$batch',
        status: 200,
        callerOid: ada.oid,
        batch: [{ method: 'GET', url: '/users/x', status: 404 }],
      },
    ]),
  );
  routes.get('/sign-in/start', (c) =>
    c.html(
      `<button onclick="opener.postMessage({type:'sandbox-sign-in',state:'123456'},location.origin)">Go</button>`,
    ),
  );
  return routes;
}

const openPage = (path: string, theme: Theme = 'light', width = 1280) =>
  openChat(browser, `${desk.address}${path}`, { theme, width });
/** Asks for somebody, and opens the section of inputs of the new card. */
async function ask(page: Page): Promise<void> {
  const cards = page.locator('.card');
  const before = await cards.count();
  await page.getByLabel('Message', { exact: true }).fill('Anneliese');
  await page.keyboard.press('Enter');
  await cards.nth(before).waitFor();
  await cards.nth(before).getByRole('button', { name: 'Job' }).click();
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).last().click();

describe('the chat page', () => {
  it('sends the inputs as the renderer merges them, and the client for Node sends the same', async () => {
    const page = await openPage(`/?as=${ada.oid}`);
    await ask(page);
    await page.getByLabel('Job title').fill('Lead');
    await page.getByLabel('Mobile phone').fill('');
    await press(page, 'Save');
    await page.getByText('Saved with').waitFor();
    const drawn = desk.heard('adaptiveCard/action').at(-1)?.value;
    const client = await desk.open(ben);
    await client.send('Anneliese');
    const { id, card } = client.last();
    await client.submit(id, actionOf(card, 'Save'), { jobTitle: 'Lead', mobilePhone: '' });
    expect(desk.heard('adaptiveCard/action').at(-1)?.value).toEqual(drawn);
    expect(drawn).toMatchObject({ action: { data: { $form: '1', accountEnabled: 'true' } } });
    // Who it is stands in the address; the answer of a click does not outlive a reload.
    await page.reload();
    await page.getByText('Engineer').waitFor();
    expect(await page.getByText('Saved with').count()).toBe(0);
    await page.context().close();
  });

  it('keeps what is typed while other messages come and the theme changes', async () => {
    const page = await openPage(`/?as=${ada.oid}`);
    await ask(page);
    const typedInto = page.locator('.card').last().getByLabel('Job title');
    await typedInto.fill('Half typed');
    const [chat] = desk.teams.conversations.values();
    const handle = await typedInto.elementHandle();
    chat?.add({ from: 'bot', text: 'By the way', attachments: [] });
    await page.getByText('By the way').waitFor();
    await page.getByLabel('Theme').selectOption('dark');
    expect(await handle?.inputValue()).toBe('Half typed');
    await page.context().close();
  });

  it('writes what went wrong under the card, and signs in in a window', async () => {
    const page = await openPage(`/?as=${ben.oid}`);
    await ask(page);
    await press(page, 'Fail');
    await page.getByRole('alert').getByText('Something went wrong').waitFor();
    await press(page, 'Sign in and save');
    await page.getByText('Please sign in to save.').waitFor();
    const [popup] = await Promise.all([page.waitForEvent('popup'), press(page, 'Sign in')]);
    await popup.getByText('Go').click();
    await page.getByText('Saved with').waitFor();
    expect(desk.heard('adaptiveCard/action').at(-1)?.value).toMatchObject({ state: '123456' });
    await page.context().close();
  });

  it('sends with Enter, begins a line with Shift and Enter, and shows that the bot types', async () => {
    const page = await openPage(`/?as=${ben.oid}`);
    const box = page.getByLabel('Message', { exact: true });
    await box.fill('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    expect(await box.inputValue()).toBe('one\ntwo');
    await box.fill('type');
    await page.keyboard.press('Enter');
    await page.getByText('Profile Desk is typing').waitFor();
    expect(await box.inputValue()).toBe('');
    await page.context().close();
  });

  it('opens as somebody who may change profiles, and says on a button what it opened', async () => {
    const page = await openPage('/');
    await page.getByRole('link', { name: 'Ada Admin User Administrator' }).waitFor();
    expect(new URL(page.url()).searchParams.get('as')).toBe(ada.oid);
    await ask(page);
    const job = page.locator('.card').last().getByRole('button', { name: 'Job' });
    expect(await job.getAttribute('aria-expanded')).toBe('true');
    await job.press('Enter');
    await page.waitForFunction(
      (button) => button?.getAttribute('aria-expanded') === 'false',
      await job.elementHandle(),
    );
    await page.context().close();
  });
});

describe.each(['light', 'dark', 'contrast'] as const)('in the theme %s', (theme) => {
  it.each([320, 1280])('nothing is amiss for axe, and nothing sticks out, at %i pixels', async (width) => {
    const page = await openPage(`/?as=${ada.oid}`, theme, width);
    await ask(page);
    await press(page, 'Fail');
    await page.getByRole('alert').getByText('Something went wrong').last().waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sandbox' }).click();
    await page.getByLabel('Answers after').waitFor();
    expect(await problemsOf(page)).toEqual([]);
    for (const path of ['/directory', '/requests']) {
      await page.goto(`${desk.address}${path}`);
      await page.locator('tbody tr').first().waitFor();
      expect(await problemsOf(page)).toEqual([]);
    }
    await page.context().close();
  });
});
