import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { ask, launchBrowser, newestCard, openChat, say } from '../support/browser.ts';
import { buildChatPage } from '../support/chatPage.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';

let built: Awaited<ReturnType<typeof buildChatPage>>;
let browser: Browser;
let desk: DeskUnderTest;
let page: Page;
beforeAll(async () => {
  built = await buildChatPage();
  browser = await launchBrowser();
  desk = await startDesk({ sandbox: { pageFolder: built.folder } });
});
afterEach(async () => {
  desk.sandbox.teams.settings.ssoMode = 'silent';
  await page.context().close();
});
afterAll(async () => {
  await desk.close();
  await browser.close();
  built.remove();
});

const urlOf = ({ oid }: { readonly oid: string }) => `${desk.sandbox.url}/?as=${oid}`;
const stored = () => desk.sandbox.graph.directory.person(people.annaSmith.oid);
const patch = `PATCH /v1.0/users/${people.annaSmith.oid}`;
const batch = 'POST /v1.0/$batch';

/** The chat as it is after a reload: only what is stored is left. */
async function reload(): Promise<void> {
  await desk.app.idle();
  await page.reload();
  await page.locator('#messages[aria-busy=false]').waitFor();
}

/** What can be read, without the marks that keep directions of writing apart. */
const textIn = async (card: Locator) => (await card.textContent())?.replace(/[\u2068\u2069]/g, '');

/** What was sent to Graph with the last request. */
const lastBody = () => desk.sandbox.graph.requests.at(-1)?.body;

describe('in a browser', () => {
  it('somebody is looked up, picked, changed, shown before and after, and changed back', async () => {
    const before = stored();
    page = await openChat(browser, urlOf(people.userAdministrator));
    await say(page, 'Anna Smith');
    const card = newestCard(page);
    await card.getByRole('button', { name: 'Open' }).first().click();
    await card.getByText('Job information').waitFor();
    expect(desk.graphCalls()).toEqual([batch, batch]);

    await card.getByTitle('Edit Job information').click();
    await card.getByTitle('Edit Contact information').click();
    expect(desk.graphCalls()).toEqual([]);
    await card.getByLabel('Job title').fill('Lead Shipping Coordinator');
    await card.getByLabel('Business phone').fill('');
    await card.getByRole('button', { name: 'Save' }).click();

    const title = `Job title: ${String(before?.jobTitle)} → Lead Shipping Coordinator`;
    const [phone] = (before?.businessPhones ?? []) as string[];
    await card.getByText('Saved', { exact: true }).waitFor();
    expect(await textIn(card)).toContain(title);
    expect(await textIn(card)).toContain(`Business phone: ${phone} → (empty)`);
    expect(stored()).toEqual({ ...before, jobTitle: 'Lead Shipping Coordinator', businessPhones: [] });
    expect(desk.graphCalls()).toEqual([batch, patch]);

    await reload();
    expect(await textIn(newestCard(page))).toContain(title);
    await newestCard(page).getByRole('button', { name: 'Undo' }).click();
    await newestCard(page).getByText('Undone').waitFor();
    expect(stored()).toEqual(before);
    expect(lastBody()).toEqual({ jobTitle: before?.jobTitle, businessPhones: [phone] });
    expect(desk.graphCalls()).toEqual([batch, patch]);

    await reload();
    expect(await textIn(newestCard(page))).toContain(
      `Job title: Lead Shipping Coordinator → ${String(before?.jobTitle)}`,
    );
    expect(desk.graphCalls()).toEqual([]);
  });

  it('a UPN is one round trip, and an account is disabled only after it was confirmed', async () => {
    page = await openChat(browser, urlOf(people.userAdministrator));
    desk.graphCalls();
    await say(page, people.annaSmith.userPrincipalName);
    const card = newestCard(page);
    await card.getByTitle('Edit Settings').click();
    expect(desk.graphCalls()).toEqual([batch]);
    await card.getByLabel('Account enabled').uncheck();
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('Confirm this change').waitFor();
    expect(stored()?.accountEnabled).toBe(true);
    await card.getByRole('button', { name: 'Confirm' }).click();
    await card.getByText('Saved', { exact: true }).waitFor();
    expect(stored()?.accountEnabled).toBe(false);
    await card.getByRole('button', { name: 'Undo' }).click();
    await card.getByText('Confirm this change').waitFor();
    await card.getByRole('button', { name: 'Confirm' }).click();
    await card.getByText('Undone').waitFor();
    expect(stored()?.accountEnabled).toBe(true);
  });

  it('the keyboard is enough', async () => {
    page = await openChat(browser, urlOf(people.userAdministrator));
    await say(page, people.annaSmith.userPrincipalName);
    const card = newestCard(page);
    await card.getByTitle('Edit Job information').waitFor();
    const tabTo = async (target: ReturnType<typeof card.getByRole>) => {
      for (let presses = 0; presses < 60; presses++) {
        if (await target.evaluate((node) => node === document.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error('The keyboard does not get there');
    };
    // From the compose box, where one is after sending, back into the card.
    await page.locator('#messages').focus();
    await tabTo(card.getByTitle('Edit Job information'));
    await page.keyboard.press('Enter');
    await tabTo(card.getByLabel('Department'));
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('Quayside');
    await tabTo(card.getByRole('button', { name: 'Save' }));
    await page.keyboard.press('Space');
    await card.getByText('Saved', { exact: true }).waitFor();
    expect(stored()?.department).toBe('Quayside');
  });

  it('the sign-in button opens a window, and the look-up goes on after it', async () => {
    desk.sandbox.teams.settings.ssoMode = 'consentNeeded';
    page = await openChat(browser, urlOf(people.globalAdministrator));
    await say(page, people.annaSmith.oid);
    const button = page.getByRole('button', { name: 'Sign in' });
    const [popup] = await Promise.all([page.waitForEvent('popup'), button.click()]);
    await popup.getByRole('button', { name: 'Sign in' }).click();
    await newestCard(page).getByText(people.annaSmith.userPrincipalName).first().waitFor();
  });

  it('a manager is found by typing, a section is opened on demand, and one Save writes both', async () => {
    page = await openChat(browser, urlOf(people.userAdministrator));
    await ask(page, people.annaSmith.oid);
    await newestCard(page).getByTitle('Edit Job information').click();
    const manager = newestCard(page).getByRole('combobox', { name: 'Manager' });
    await manager.fill('Ingrid');
    await newestCard(page)
      .getByRole('option', { name: /Ingrid Vos/ })
      .click();
    await newestCard(page).getByTitle('Show About').click();
    await newestCard(page).getByLabel('Skills').fill('Rowing\nKnots');
    await newestCard(page).getByRole('button', { name: 'Save' }).click();
    await newestCard(page).getByText('Saved', { exact: true }).first().waitFor();
    const record = desk.sandbox.graph.directory.view(0).find(people.annaSmith.oid);
    expect(record?.managerId).toBe(people.userAdministrator.oid);
    expect(record?.user.skills).toEqual(['Rowing', 'Knots']);
  });

  it('who signs in as somebody else sees nobody’s profile', async () => {
    desk.sandbox.teams.settings.ssoMode = 'consentNeeded';
    page = await openChat(browser, urlOf(people.authenticationAdministrator));
    desk.graphCalls();
    await say(page, people.annaSmith.oid);
    const button = page.getByRole('button', { name: 'Sign in' });
    const [popup] = await Promise.all([page.waitForEvent('popup'), button.click()]);
    await popup.getByLabel('Account').selectOption(people.globalAdministrator.oid);
    await popup.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('another account').first().waitFor();
    expect(desk.graphCalls()).toEqual([]);
  });

  it('what somebody types stays while the save of another person goes on, and both hold', async () => {
    page = await openChat(browser, urlOf(people.userAdministrator));
    await ask(page, people.annaSmith.userPrincipalName);
    const card = newestCard(page);
    await card.getByTitle('Edit Contact information').click();
    await card.getByLabel('City').fill('Delft');
    desk.sandbox.graph.directory.update(people.annaSmith.oid, { city: 'Utrecht', state: 'Utrecht' });
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('Somebody else changed this meanwhile').waitFor();
    expect(await textIn(card)).toContain('Utrecht');
    await card.getByRole('button', { name: 'Keep mine' }).click();
    await card.getByText('Saved', { exact: true }).waitFor();
    expect(stored()).toMatchObject({ city: 'Delft', state: 'Utrecht' });
  });
});
