import type { CardAction } from '../../src/sandbox/teams/client.ts';

/** Reading a card as a person does: its texts, its buttons, its inputs. */

export interface CardElement {
  readonly type?: string;
  readonly id?: string;
  readonly title?: string;
  readonly text?: string;
  readonly value?: string;
  readonly [property: string]: unknown;
}

/** Every object of the card with a type, outermost first. */
export function elementsOf(node: unknown): CardElement[] {
  // One list for all: the long runs read cards more than anything else.
  const found: CardElement[] = [];
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('type' in part) found.push(part as CardElement);
    for (const [key, inner] of Object.entries(part)) if (key !== 'fallback' && key !== 'data') visit(inner);
  };
  visit(node);
  return found;
}

/** All that can be read on the card, a line for each paragraph, without the marks of isolation. */
export function textOf(card: unknown): string {
  return elementsOf(card)
    .filter(({ type }) => type === 'TextBlock' || type === 'RichTextBlock')
    .map(
      ({ text, inlines }) => text ?? elementsOf(inlines).reduce((line, run) => line + (run.text ?? ''), ''),
    )
    .join('\n')
    .replace(/[\u2068\u2069]/g, '');
}

/** What the inputs hold, by id; a toggle is a string. */
export function inputsOf(card: unknown): Record<string, string> {
  const inputs = elementsOf(card).filter(({ type, id }) => type?.startsWith('Input.') && id);
  return Object.fromEntries(inputs.map(({ id, value }) => [id, value ?? '']));
}

/** The buttons, by title, in their order. */
export function titlesOf(card: unknown): string[] {
  return actionsOf(card).map(({ title }) => title ?? '');
}

export function actionsOf(card: unknown): CardElement[] {
  return elementsOf(card).filter(({ type }) => type?.startsWith('Action.'));
}

/** The button with a title. @throws where there is none, with those that there are. */
export function actionOf(card: unknown, title: string, index = 0): CardElement {
  const found = actionsOf(card).filter((action) => action.title === title)[index];
  if (!found) throw new Error(`No button “${title}”; there are: ${titlesOf(card).join(', ')}`);
  return found;
}

/** A button with what the card's inputs hold, as a client sends it. */
export function clickOf(
  card: unknown,
  title: string,
  typed: Readonly<Record<string, string>> = {},
): CardAction {
  const action = actionOf(card, title) as CardAction;
  const inputs = action.associatedInputs === 'none' ? {} : { ...inputsOf(card), ...typed };
  return { ...action, data: { ...(action.data as object), ...inputs } };
}

/** Whether the element with an id can be seen, and all around it. */
export function isShown(node: unknown, id: string): boolean {
  if (Array.isArray(node)) return node.some((one) => isShown(one, id));
  if (typeof node !== 'object' || node === null) return false;
  if ('isVisible' in node && node.isVisible === false) return false;
  if ('id' in node && node.id === id) return true;
  return Object.entries(node).some(([key, value]) => key !== 'actions' && isShown(value, id));
}
