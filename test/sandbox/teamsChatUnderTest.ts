import { Hono } from 'hono';
import type { Page } from 'playwright-core';
import { launchBrowser, openChat, type Theme } from '../support/browser.ts';
import { buildChatPage } from '../support/chatPage.ts';
import { answerSample } from '../support/sampleBot.ts';
import { ada, type Behaviour, startTeams } from './teamsUnderTest.ts';

/** Ada's chat page in a browser, with the sample bot or another one, and nothing else of the sandbox. */
export async function startChat(behaviour: Behaviour = answerSample) {
  const built = await buildChatPage();
  const browser = await launchBrowser();
  const routes = new Hono();
  routes.get('/sandbox/api/people', (c) => c.json([{ ...ada, isSuggested: true }]));
  const desk = await startTeams(behaviour, {}, { folder: built.folder, routes });
  return {
    desk,
    open: (theme: Theme = 'light', width = 1280): Promise<Page> =>
      openChat(browser, `${desk.address}/?as=${ada.oid}`, { theme, width }),
    async close() {
      await desk.close();
      await browser.close();
      built.remove();
    },
  };
}

export type ChatUnderTest = Awaited<ReturnType<typeof startChat>>;
