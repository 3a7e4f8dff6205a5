// A page of its own, for cardPage.ts: it draws cards as a client may that takes Markdown, and HTML in it, at its word.
import { AdaptiveCard, HostConfig } from 'adaptivecards';
import MarkdownIt from 'markdown-it';

/** A card as a person has it before them: its elements, and every text that can be read or heard. */
export interface DrawnCard {
  /** The name of each element, in the page’s order, with its attributes; runs that look the same, one after another, once. */
  readonly elements: readonly string[];
  readonly texts: readonly string[];
}

declare global {
  var drawCard: (card: object) => DrawnCard;
}

const markdown = new MarkdownIt({ html: true });
AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdown.render(text);
  result.didProcess = true;
};

/**
 * A client that asks for choices as one types draws none of a card's own until then. One that can't ask draws them all, and
 * their titles with Markdown where several can be chosen.
 */
function withChoices(json: object): object {
  return JSON.parse(
    JSON.stringify(json, (key, value: unknown) => (key === 'choices.data' ? undefined : value)),
  );
}

/** The hidden input of a form is read by nobody, and holds hashes of the texts in the others. */
function withoutMarks(json: object): object {
  return JSON.parse(
    JSON.stringify(json, (_key, value: { id?: string } | null) =>
      value?.id === '$form' ? { ...value, value: 'x' } : value,
    ),
  );
}

/** What brings something in, or leads away, or gives a style. */
const told = ['href', 'src', 'srcset', 'action', 'style', 'class'];
const spoken = ['aria-label', 'title', 'alt', 'placeholder'];

globalThis.drawCard = (json) => {
  const card = new AdaptiveCard();
  card.hostConfig = new HostConfig({ supportsInteractivity: true });
  card.parse(withChoices(withoutMarks(json)));
  const root = card.render();
  if (!root) throw new Error('The card can’t be drawn');
  const all = [...root.querySelectorAll('*')];
  const attributesOf = (one: Element) =>
    one.getAttributeNames().map((name) => (told.includes(name) ? `${name}=${one.getAttribute(name)}` : name));
  const elements = all.map((one) => ({
    isRun: one.matches('.ac-textRun'),
    says: [one.tagName, ...attributesOf(one)].join(' '),
  }));
  return {
    // A text may stand in several runs that look the same.
    elements: elements
      .filter(({ isRun, says }, index) => !isRun || elements[index - 1]?.says !== says)
      .map(({ says }) => says),
    texts: all.flatMap((one) => [
      ...(one.matches('.ac-textBlock, .ac-richTextBlock, option, button')
        ? [one.textContent.replace(/\n$/, '')]
        : []),
      ...('value' in one && one.matches('input, textarea, select') ? [String(one.value)] : []),
      ...spoken.flatMap((name) => one.getAttribute(name) ?? []),
    ]),
  };
};
