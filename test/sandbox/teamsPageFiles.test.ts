import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemsOf, say } from '../support/browser.ts';
import { type ChatUnderTest, startChat } from './teamsChatUnderTest.ts';

let chat: ChatUnderTest;
beforeAll(async () => {
  chat = await startChat();
});
afterAll(() => chat.close());

/** A picture, larger than a message bears. */
const width = 640;
const longName = 'A report whose name is so long that it can not stand in a narrow window.pdf';

/** Pastes a picture into the box, and gives its bytes. */
async function paste(page: Page): Promise<number[]> {
  return await page.evaluate(async (side) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width: side, height: side / 2 });
    const drawing = canvas.getContext('2d') as CanvasRenderingContext2D;
    drawing.fillStyle = 'teal';
    drawing.fillRect(0, 0, side, side);
    const blob = await new Promise<Blob>((resolve) => canvas.toBlob((made) => resolve(made as Blob)));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([blob], 'image.png', { type: 'image/png' }));
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.getElementById('text')?.dispatchEvent(event);
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, width);
}
const attach = (page: Page, name: string, mimeType: string, content = 'x') =>
  page.setInputFiles('#file', { name, mimeType, buffer: Buffer.from(content) });
interface Received {
  readonly text?: string;
  readonly attachments: readonly { readonly contentUrl?: string }[];
}
const heard = () => chat.desk.heard('message').at(-1) as Received | undefined;
const send = (page: Page) => page.getByRole('button', { name: 'Send' }).click();

describe('the chat page', () => {
  it('sends a picture that was pasted with the text, and shows it in the message', async () => {
    const page = await chat.open();
    const bytes = await paste(page);
    await page.locator('.preview').getByText('image.png').waitFor();
    await say(page, 'My new photo');
    const shown = page.locator('.message.own').last().locator('.picture img');
    await shown.waitFor();
    expect(
      await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth)),
    ).toBe(width);
    expect(await page.locator('.preview').count()).toBe(0);
    expect(heard()).toMatchObject({ text: 'My new photo', attachments: [{ contentType: 'image/*' }, {}] });
    const fetched = await fetch(heard()?.attachments[0]?.contentUrl ?? '', {
      headers: { authorization: 'Bearer token of the bot' },
    });
    expect([...new Uint8Array(await fetched.arrayBuffer())]).toEqual(bytes);
    await page.context().close();
  });

  it('uploads a file that was attached, without a text too, and names it', async () => {
    const page = await chat.open();
    await attach(page, 'first.pdf', 'application/pdf');
    await page.getByRole('button', { name: 'Remove first.pdf' }).click();
    expect(await page.locator('.preview').count()).toBe(0);
    await attach(page, longName, 'application/pdf');
    await send(page);
    await page.getByRole('link', { name: longName }).waitFor();
    expect(heard()?.attachments).toMatchObject([{ name: longName, content: { fileType: 'pdf' } }, {}]);
    await page.context().close();
  });

  it('names what calls itself a picture and is none', async () => {
    const page = await chat.open();
    await attach(page, 'broken.png', 'image/png', 'no picture');
    await send(page);
    await page.locator('.own .file').getByText('broken.png').waitFor();
    await page.context().close();
  });

  it('stays at its end while pictures come', async () => {
    const page = await chat.open();
    await say(page, 'picture');
    const last = page.getByAltText('The new photo').last();
    await last.waitFor();
    await page.waitForFunction(() => {
      const list = document.getElementById('messages') as HTMLElement;
      return list.scrollHeight - list.scrollTop - list.clientHeight < 2;
    });
    await page.context().close();
  });
});

describe.each(['light', 'dark', 'contrast'] as const)('in the theme %s', (theme) => {
  it.each([320, 1280])(
    'pictures and files please axe, and nothing sticks out, at %i pixels',
    async (window) => {
      const page = await chat.open(theme, window);
      await paste(page);
      await send(page);
      await page.locator('.message.own').last().locator('.picture img').waitFor();
      await attach(page, longName, 'application/pdf');
      await send(page);
      await page.locator('.message.own').last().locator('.file').waitFor();
      await say(page, 'picture');
      await page.getByAltText('The new photo').last().waitFor();
      await attach(page, longName, 'application/pdf');
      expect(await problemsOf(page)).toEqual([]);
      const list = page.locator('#messages');
      expect(await list.evaluate((node) => node.scrollWidth - node.clientWidth)).toBe(0);
      await page.context().close();
    },
  );
});
