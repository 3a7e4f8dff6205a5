import { build } from 'esbuild';
import { launchBrowser } from './browser.ts';

/** A card as a person has it before them: its elements, and every text that can be read or heard. */
export interface DrawnCard {
  /** The name of each element but the runs of a paragraph, in the page’s order, with where it leads or what it loads. */
  readonly elements: readonly string[];
  readonly texts: readonly string[];
}

/** What of the page can run a script, or bring another page in. */
const script = `
import { AdaptiveCard, HostConfig, Versions, SerializationContext } from 'adaptivecards';
import MarkdownIt from 'markdown-it';
const markdown = new MarkdownIt({ html: true });
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};
const leads = ['href', 'src', 'srcset', 'action', 'onclick', 'onerror', 'onload'];
globalThis.drawCard = (json) => {
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig({ supportsInteractivity: true });
  card.parse(json, new SerializationContext(Versions.v1_5));
  const root = card.render();
  document.body.replaceChildren(root);
  const all = [...root.querySelectorAll('*')];
  const led = (one) => leads.filter((name) => one.hasAttribute(name)).map((name) => name + '=' + one.getAttribute(name));
  const attributes = ['aria-label', 'title', 'alt', 'placeholder'];
  return {
    elements: all.filter((one) => !one.matches('.ac-textRun')).map((one) => [one.tagName, ...led(one)].join(' ')),
    texts: all.flatMap((one) => [
      ...(one.matches('.ac-textBlock, .ac-richTextBlock, option, button') ? [one.textContent.replace(/\\n$/, '')] : []),
      ...(one.matches('input, textarea, select') ? [one.value] : []),
      ...attributes.flatMap((name) => one.getAttribute(name) ?? []),
    ]),
  };
};
`;

/** A page that draws cards as a client may that takes Markdown, and HTML in it, at its word. */
export async function openCardPage() {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: import.meta.dirname },
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
      page.evaluate(
        (both) => {
          const { drawCard } = globalThis as unknown as { drawCard(card: object): DrawnCard };
          return [drawCard(both[0]), drawCard(both[1])] as const;
        },
        [one, other] as const,
      ),
    close: () => browser.close(),
  };
}

export type CardPage = Awaited<ReturnType<typeof openCardPage>>;
