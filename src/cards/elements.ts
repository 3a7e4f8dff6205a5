// The few elements of Adaptive Cards 1.5 that the bot uses: https://adaptivecards.io/explorer/.

export interface Element {
  readonly type: string;
  readonly [property: string]: unknown;
}

export interface Action {
  readonly type: string;
  readonly title: string;
  readonly [property: string]: unknown;
}

export interface Card {
  readonly type: 'AdaptiveCard';
  readonly version: '1.5';
  readonly body: readonly Element[];
  readonly actions?: readonly Action[];
  readonly [property: string]: unknown;
}

/**
 * @param fallbackText what a client too old for the card shows instead; it holds nothing of the directory.
 */
export function card(
  fallbackText: string,
  language: string,
  body: readonly (Element | undefined)[],
  actions: readonly (Action | undefined)[] = [],
): Card {
  const buttons = present(actions);
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.5',
    lang: language,
    fallbackText,
    body: present(body),
    ...(buttons.length > 0 ? { actions: buttons } : {}),
  };
}

// Teams takes about 100 KB with all that is around the card:
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages.
export const mostBytes = 80 * 1_024;
/** How much is shown of each value, in graphemes: the second and further ones are for a card that would be too large. */
const shownLengths = [200, 60, 20, 8] as const;

/** A card that is not too large: where it would be, less is shown of each value. What inputs hold is never shortened. */
export function fitting(draw: (mostShown: number) => Card): Card {
  let drawn = draw(shownLengths[0]);
  for (const mostShown of shownLengths.slice(1)) {
    if (Buffer.byteLength(JSON.stringify(drawn)) <= mostBytes) break;
    drawn = draw(mostShown);
  }
  return drawn;
}

export function present<Item>(items: readonly (Item | undefined)[]): Item[] {
  return items.filter((item): item is Item => item !== undefined);
}

export interface RunStyle {
  readonly weight?: 'Bolder';
  readonly size?: 'Small' | 'Medium' | 'Large';
  readonly color?: 'Good' | 'Warning' | 'Attention' | 'Accent';
  readonly isSubtle?: true;
  readonly strikethrough?: true;
}

export function run(text: string, style: RunStyle = {}): Element {
  return { type: 'TextRun', text, ...style };
}

/** A paragraph of plain text: its runs in one line of thought. */
export function paragraph(
  runs: string | readonly Element[],
  properties: Readonly<Record<string, unknown>> = {},
  style: RunStyle = {},
): Element {
  return {
    type: 'RichTextBlock',
    inlines: (typeof runs === 'string' ? [run(runs, style)] : runs).flatMap(toTheLetter),
    ...properties,
  };
}

/**
 * `{{DATE(…)}}` and `{{TIME(…)}}` in a text are moments to a client, in a TextRun too (adaptivecards 3.0.6,
 * `TextRun.internalRender`): https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features. In two runs they are
 * nothing but a text.
 */
function toTheLetter(element: Element): Element[] {
  const pieces = String(element.text).split(/(?<=\{)(?=\{\s*(?:DATE|TIME)\s*\()/i);
  return pieces.length === 1 ? [element] : pieces.map((text) => ({ ...element, text }));
}

/** A heading; the text is the bot's own, never the directory's. */
export function heading(text: string, properties: Readonly<Record<string, unknown>> = {}): Element {
  return {
    type: 'TextBlock',
    text,
    style: 'heading',
    weight: 'Bolder',
    size: 'Medium',
    wrap: true,
    ...properties,
  };
}

export function container(
  items: readonly (Element | undefined)[],
  properties: Readonly<Record<string, unknown>> = {},
): Element {
  return { type: 'Container', items: present(items), ...properties };
}

export function columns(
  columnList: readonly Element[],
  properties: Readonly<Record<string, unknown>> = {},
): Element {
  return { type: 'ColumnSet', columns: columnList, ...properties };
}

export function column(
  width: string,
  items: readonly (Element | undefined)[],
  properties: Readonly<Record<string, unknown>> = {},
): Element {
  return { type: 'Column', width, items: present(items), ...properties };
}

/** A label and its value, side by side. */
export function row(label: string, value: string | readonly Element[]): Element {
  return columns([column('2', [paragraph(label, {}, { isSubtle: true })]), column('3', [paragraph(value)])], {
    spacing: 'Small',
  });
}

/** A label and its value in one paragraph: where there are many, columns would make a card too large. */
export function line(label: string, value: string): Element {
  return paragraph([run(`${label}:`, { isSubtle: true }), run(` ${value}`)], { spacing: 'Small' });
}

export function actionSet(
  actions: readonly Action[],
  properties: Readonly<Record<string, unknown>> = {},
): Element {
  return { type: 'ActionSet', actions, ...properties };
}

/** What a click carries: the card's own keys, none of which can be a property of Graph. */
export interface ActionContext {
  readonly $card: string;
  readonly $edit?: string;
  readonly $person?: string;
  /** The section that a button opens. */
  readonly $section?: string;
  /** The question that a button answers. */
  readonly $asked?: string;
}

/**
 * A click that the bot answers with a card. A client that knows no Action.Execute sends the same data as a message:
 * https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/overview.
 */
export function execute(
  title: string,
  verb: string,
  context: ActionContext,
  options: {
    readonly withInputs?: true;
    readonly style?: 'positive' | 'destructive';
    readonly tooltip?: string;
  } = {},
): Action {
  const data = { ...context, $verb: verb };
  const { withInputs, ...look } = options;
  const inputs = withInputs ? {} : { associatedInputs: 'none' };
  return {
    type: 'Action.Execute',
    title,
    verb,
    data,
    ...inputs,
    ...look,
    fallback: { type: 'Action.Submit', title, data, ...inputs },
  };
}

export function openUrl(title: string, url: string): Action {
  return { type: 'Action.OpenUrl', title, url };
}
