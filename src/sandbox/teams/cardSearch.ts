import type { ChatSession } from './chatSession.ts';
import { type Choice, choicesFor, choicesOf, mostChoices, queryOf, readChoices } from './typeahead.ts';
import type { Delivered } from './wire.ts';

/** What an input shows below a text that was typed. */
export type SearchAnswer =
  | { readonly kind: 'results'; readonly results: readonly Choice[] }
  | { readonly kind: 'error'; readonly text: string };

/** The renderer's words: adaptivecards 3.0.6, adaptive-applet.js, `internalSendDataQueryRequestAsync`. */
const unableToLoad = 'Unable to load';
const searchResponse = 'application/vnd.microsoft.search.searchResponse';

/**
 * Asks the bot for the choices of an input: https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search#invoke-request.
 * Teams sends no `kind`, which the SDK's type has: https://github.com/microsoft/teams.ts/pull/667. That `replyToId` names the
 * message of the card, as it does for an action, no source says.
 * @param inputs what all inputs of the card hold: sent where the query has `associatedInputs` auto, and otherwise not
 * @throws Error for an input that asks nobody, or that Teams answers by itself
 */
export async function askForChoices(
  session: ChatSession,
  messageId: string,
  input: Readonly<Record<string, unknown>>,
  queryText: string,
  inputs: Readonly<Record<string, unknown>>,
): Promise<SearchAnswer> {
  const query = queryOf(input);
  if (!query) throw new Error(`Input ${String(input.id)} asks for no choices`);
  const { dataset, skip = 0, count = mostChoices, associatedInputs } = query;
  // https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker.
  if (dataset.startsWith('graph.microsoft.com/'))
    throw new Error(`Teams answers ${dataset} by itself; the sandbox does not`);
  const delivered = await session.deliver({
    type: 'invoke',
    name: 'application/search',
    value: {
      queryText,
      queryOptions: { skip, top: count },
      dataset,
      ...(associatedInputs?.toLowerCase() === 'auto' ? { data: inputs } : {}),
    },
    replyToId: messageId,
  });
  const found = readSearchAnswer(delivered);
  return found
    ? { kind: 'results', results: choicesFor(queryText, choicesOf(input), found) }
    : { kind: 'error', text: unableToLoad };
}

/**
 * Reads the answer, with a status code in its body as the SDK sends it, or without as in the page above. 204 says that there
 * is nothing: https://github.com/OfficeDev/Microsoft-Teams-Samples/pull/216.
 * @returns nothing where that is no answer
 */
function readSearchAnswer({ status, body }: Delivered): readonly Choice[] | undefined {
  if (status === 204) return [];
  if (status !== 200 || typeof body !== 'object' || body === null) return undefined;
  const { statusCode = 200, type, value } = body as { statusCode?: unknown; type?: unknown; value?: unknown };
  if (statusCode === 204) return [];
  if (statusCode !== 200 || type !== searchResponse) return undefined;
  return readChoices((value as { results?: unknown } | undefined)?.results);
}
