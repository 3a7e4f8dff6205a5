import { createRequire } from 'node:module';
import { expect } from 'vitest';
import type { Card } from '../../src/cards/elements.ts';

// The package's `main` is in ES module syntax without being one; its bundle is what Node can load.
const require = createRequire(import.meta.url);
const adaptiveCards = require('adaptivecards/dist/adaptivecards.js') as typeof import('adaptivecards');

/**
 * The card without what Teams takes in version 1.5 all the same: a choice that is asked for as one types, which may begin
 * with none. https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search
 */
const withoutQueries = (card: object): object =>
  JSON.parse(JSON.stringify(card), (_key, node) => {
    if (node?.['choices.data'] === undefined) return node;
    const { 'choices.data': query, choices, ...rest } = node;
    expect(query).toEqual({ type: 'Data.Query', dataset: 'people', associatedInputs: 'none' });
    return { ...rest, choices: choices.length > 0 ? choices : [{ title: 'x', value: 'x' }] };
  });

/** What the reader of Microsoft's own renderer has to say against a card, by the schema of version 1.5. */
export function problemsOf(card: Card): string[] {
  const context = new adaptiveCards.SerializationContext(adaptiveCards.Versions.v1_5);
  const parsed = new adaptiveCards.AdaptiveCard();
  // `lang` is looked at apart: the renderer's pattern for it has the flag `g`, so it refuses every second good one.
  const { lang: _lang, ...rest } = card;
  parsed.parse(withoutQueries(rest), context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index));
  return [...events, ...parsed.validateProperties().validationEvents].map((event) => event.message);
}
