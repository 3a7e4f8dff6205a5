import { mkdirSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { launchBrowser, openChat, problemsOf, type Theme } from '../support/browser.ts';
import { buildChatPage } from '../support/chatPage.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';

/** The pictures are left here for whoever wants to look. */
const pictures = '.looks';
const target = people.annaSmith;
const [agent, admin] = [people.helpdeskAdministrator, people.userAdministrator];

let built: Awaited<ReturnType<typeof buildChatPage>>;
let browser: Browser;
let desk: DeskUnderTest;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  built = await buildChatPage();
  browser = await launchBrowser();
  desk = await startDesk({ sandbox: { pageFolder: built.folder } });
  // Both are signed in from their personal chats.
  for (const person of [agent, admin]) await (await desk.as(person)).send(people.obrien.userPrincipalName);
});
afterAll(async () => {
  await desk.close();
  await browser.close();
  built.remove();
});

const inChannel = (person: { oid: string }, look: { theme?: Theme; width?: number } = {}): Promise<Page> => {
  const channel = encodeURIComponent(desk.sandbox.teams.sampleConversations.channel);
  return openChat(browser, `${desk.sandbox.url}/?as=${person.oid}&in=${channel}`, look);
};
const cards = (page: Page) => page.locator('.card');
const begin = async (page: Page, text: string): Promise<void> => {
  await page.getByLabel('New conversation').fill(text);
  await page.keyboard.press('Enter');
};
const textIn = async (card: Locator) => (await card.textContent())?.replace(/[\u2068\u2069]/g, '');
const look = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: `${pictures}/approval-${name}.png`, fullPage: true });
  expect(await problemsOf(page)).toEqual([]);
};

describe('two people in one channel, in two windows', () => {
  it.each([
    ['light', 1280],
    ['dark', 320],
  ] as const)(
    'an agent asks and an admin approves (%s, %i pixels)',
    async (theme, width) => {
      const before = desk.sandbox.graph.directory.person(target.oid)?.jobTitle;
      const title = `Lead ${theme} Coordinator`;
      const mine = await inChannel(agent, { theme, width });
      const theirs = await inChannel(admin, { theme, width });
      const shown = await cards(mine).count();
      await begin(mine, target.userPrincipalName);
      // The asker's view has inputs; the other window has what all see.
      const view = cards(mine).nth(shown);
      await view.getByText('Contact information').waitFor();
      const base = cards(theirs).nth(shown);
      await base.getByText(`Looked up by`).waitFor();
      expect(await textIn(base)).toContain(target.displayName);
      expect(await textIn(base)).not.toContain('Contact information');
      await look(theirs, `base-${theme}`);
      await look(mine, `view-${theme}`);

      await view.getByRole('button', { name: 'Ask for a change' }).click();
      await view.getByText('You ask for this change').waitFor();
      await view.getByTitle('Edit Job information').click();
      await view.getByLabel('Job title').fill(title);
      await view.getByLabel(/Reason/).fill('T-42');
      await look(mine, `form-${theme}`);
      await view.getByRole('button', { name: 'Ask for approval' }).click();
      await view.getByText('Waits for approval').waitFor();
      expect(await textIn(view)).toContain(title);
      await look(mine, `asked-${theme}`);

      const request = cards(theirs).nth(shown + 1);
      await request.getByRole('button', { name: 'Review' }).waitFor();
      expect(await textIn(request)).not.toContain(title);
      await look(theirs, `request-${theme}`);
      await request.getByRole('button', { name: 'Review' }).click();
      await request.getByRole('button', { name: 'Approve' }).waitFor();
      expect(await textIn(request)).toContain(`Job title: ${String(before)} → ${title}`);
      await look(theirs, `review-${theme}`);
      await request.getByRole('button', { name: 'Approve' }).click();
      await cards(mine)
        .nth(shown + 1)
        .getByText(`Approved by`)
        .waitFor();
      expect(await textIn(cards(mine).nth(shown + 1))).not.toContain(title);
      await mine.getByText('what you asked for').last().waitFor();
      await view.getByText('Approved by').waitFor();
      await look(mine, `approved-${theme}`);
      // Their view of it is gone with a reload, and behind the button.
      await theirs.reload();
      await request.getByText('Approved by').waitFor();
      await look(theirs, `reloaded-${theme}`);
      await request.getByRole('button', { name: 'Open' }).click();
      await request.getByRole('button', { name: 'Undo' }).waitFor();
      expect(await textIn(request)).toContain(`Job title: ${String(before)} → ${title}`);
      await look(theirs, `opened-${theme}`);

      expect(desk.sandbox.graph.directory.person(target.oid)?.jobTitle).toBe(title);
      const write = desk.sandbox.graph.requests.findLast(({ method }) => method === 'PATCH');
      expect(write).toMatchObject({ callerOid: admin.oid, body: { jobTitle: title } });
      await mine.context().close();
      await theirs.context().close();
    },
    60_000,
  );
});
