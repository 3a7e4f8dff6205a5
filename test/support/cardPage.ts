import { build } from 'esbuild';
import { launchBrowser } from './browser.ts';
import type { DrawnCard } from './drawnCards.ts';

/** A page in Chromium that draws cards with Microsoft's renderer. It has no network. */
export async function openCardPage() {
  const { outputFiles } = await build({
    entryPoints: ['test/support/drawnCards.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    logLevel: 'warning',
  });
  const browser = await launchBrowser();
  const page = await (await browser.newContext({ offline: true })).newPage();
  await page.addScriptTag({ content: outputFiles[0]?.text ?? '' });
  return {
    /** Draws two cards, to compare them. */
    drawBoth: (one: object, other: object): Promise<readonly [DrawnCard, DrawnCard]> =>
      page.evaluate((both) => [globalThis.drawCard(both[0]), globalThis.drawCard(both[1])] as const, [
        one,
        other,
      ] as const),
    close: () => browser.close(),
  };
}

export type CardPage = Awaited<ReturnType<typeof openCardPage>>;
