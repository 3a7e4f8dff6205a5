/** A choice of an Input.ChoiceSet. */
export interface Choice {
  readonly title: string;
  readonly value: string;
}

/** Where the choices come from while somebody types: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search#dataquery. */
export interface DataQuery {
  readonly dataset: string;
  readonly count?: number;
  readonly skip?: number;
  readonly associatedInputs?: string;
}

/** “The number of options in the dropdown is limited to 15”: the page above. */
export const mostChoices = 15;

/** The choices that the card itself has. */
export function choicesOf(input: Readonly<Record<string, unknown>>): readonly Choice[] {
  return readChoices(input.choices);
}

/** The query of an input, if it asks for its choices. */
export function queryOf(input: Readonly<Record<string, unknown>>): DataQuery | undefined {
  const query = input['choices.data'] as (DataQuery & { type?: unknown }) | undefined;
  return query?.type === 'Data.Query' && typeof query.dataset === 'string' ? query : undefined;
}

/**
 * What stands in the list below a text. The card's own choices are those that contain it (the page above), and what was found
 * comes after them (https://github.com/microsoft/AdaptiveCards/issues/3924). What the bot found is not filtered: in the
 * page's example “fluentui” finds “Fluent UI Library”.
 */
export function choicesFor(
  text: string,
  own: readonly Choice[],
  found: readonly Choice[] = [],
): readonly Choice[] {
  const wanted = text.trim().toLowerCase();
  const matching = own.filter(({ title }) => title.toLowerCase().includes(wanted));
  const byValue = new Map<string, Choice>();
  for (const choice of [...matching, ...found])
    if (!byValue.has(choice.value)) byValue.set(choice.value, choice);
  return [...byValue.values()].slice(0, mostChoices);
}

/** Choices out of JSON; what has no title or no value is left out. */
export function readChoices(list: unknown): readonly Choice[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Partial<Choice> | null) => {
    const { title, value } = entry ?? {};
    return typeof title === 'string' && typeof value === 'string' && value !== '' ? [{ title, value }] : [];
  });
}
