/** An action of a card, as the card's JSON has it. */
export interface CardAction {
  readonly type?: string | undefined;
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  readonly verb?: string | undefined;
  readonly data?: unknown;
  readonly associatedInputs?: string | undefined;
  readonly fallback?: unknown;
}

/**
 * What a client does with its inputs: Microsoft's renderer leaves the empty ones out; a client may send them as empty
 * strings; and clients have shipped that sent none at all
 * (https://github.com/OfficeDev/Microsoft-Teams-Samples/issues/834, https://github.com/MicrosoftDocs/msteams-docs/issues/4242).
 */
export type InputHabit = 'leavesEmptyOut' | 'sendsEmpty' | 'dropsAll';

type Element = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * What the inputs of a card hold when it is drawn, by id; hidden ones too. After adaptivecards 3.0.6, card-elements.js: a
 * toggle holds its valueOn or valueOff, a choice set only what is among its choices. Inputs of an Action.ShowCard's card are
 * left out.
 */
function inputsOf(card: unknown): Record<string, string> {
  const values: Record<string, string> = {};
  for (const element of elementsOf(card)) {
    if (!element.type.startsWith('Input.') || typeof element.id !== 'string') continue;
    Object.defineProperty(values, element.id, {
      value: drawnValueOf(element),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
  return values;
}

/**
 * What goes with an action: its data, and over it the inputs (adaptivecards 3.0.6, `SubmitActionBase.internalPrepareForExecution`
 * and `Input.isSet`; with `associatedInputs` none, its data alone).
 * @param typed what was typed, by id; an input that is not named holds what the card gave it
 */
export function mergeInputs(
  card: unknown,
  action: CardAction,
  typed: Readonly<Record<string, string>>,
  habit: InputHabit,
): Record<string, unknown> {
  const data = typeof action.data === 'object' && action.data !== null ? action.data : {};
  if (action.associatedInputs?.toLowerCase() === 'none' || habit === 'dropsAll') return { ...data };
  const inputs = Object.entries({ ...inputsOf(card), ...typed });
  const sent = habit === 'sendsEmpty' ? inputs : inputs.filter(([, value]) => value !== '');
  return { ...data, ...Object.fromEntries(sent) };
}

/** What an older client sends for an Action.Execute: its `fallback`, if that is an Action.Submit. */
export function fallbackOf(action: CardAction): CardAction {
  const fallback = action.fallback as CardAction | undefined;
  return fallback?.type === 'Action.Submit' ? fallback : action;
}

/** An input anywhere in a card, those of an Action.ShowCard's card too. */
export function findInput(node: unknown, id: string): Element | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const { type, id: own } = node as Partial<Element>;
  if (own === id && type?.startsWith('Input.')) return node as Element;
  const inner = Object.entries(node).filter(([key]) => key !== 'data');
  return inner.map(([, value]) => findInput(value, id)).find((found) => found !== undefined);
}

/** Keys that hold no elements of the card itself. */
const foreign = new Set(['actions', 'selectAction', 'fallback', 'data', 'choices', 'choices.data']);

function elementsOf(node: unknown): Element[] {
  if (Array.isArray(node)) return node.flatMap(elementsOf);
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.entries(node).flatMap(([key, value]) => (foreign.has(key) ? [] : elementsOf(value)));
  return 'type' in node && typeof node.type === 'string' ? [node as Element, ...inner] : inner;
}

function drawnValueOf(input: Element): string {
  const value = input.value === undefined || input.value === null ? '' : String(input.value);
  if (input.type === 'Input.Toggle') {
    const on = String(input.valueOn ?? 'true');
    return value === on ? on : String(input.valueOff ?? 'false');
  }
  if (input.type === 'Input.ChoiceSet' && !input['choices.data']) {
    const choices = Array.isArray(input.choices) ? (input.choices as { value?: unknown }[]) : [];
    const known = new Set(choices.map((choice) => String(choice.value)));
    const wanted = input.isMultiSelect ? value.split(',') : [value];
    return wanted.filter((one) => known.has(one)).join(',');
  }
  return value;
}
