import { type Action, ExecuteAction, GlobalRegistry, OpenUrlAction, SubmitAction } from 'adaptivecards';
import type { CardAction } from '../client.ts';
import { element } from './element.ts';
import { markExpandable } from './expandable.ts';
import { hostConfig } from './hostConfig.ts';
import { type Search, SearchingCard, TypeaheadInput } from './typeaheadInput.ts';

GlobalRegistry.elements.register('Input.ChoiceSet', TypeaheadInput);

/** A click that goes to the bot. The renderer has merged the inputs into its data. */
export interface CardClick {
  readonly kind: 'execute' | 'submit';
  readonly action: CardAction;
}

/**
 * Draws a card with Microsoft's own renderer. Its texts are taken as they are, since it is given no Markdown:
 * https://learn.microsoft.com/adaptive-cards/sdk/rendering-cards/javascript/render-a-card.
 */
export function drawCard(
  card: unknown,
  messageId: string,
  onClick: (click: CardClick) => void,
  search: Search,
): HTMLElement {
  const view = new SearchingCard();
  view.hostConfig = hostConfig;
  view.search = search;
  view.parse(card);
  view.onExecuteAction = (action: Action) => {
    const { id, title } = action;
    if (action instanceof OpenUrlAction) {
      if (action.url) window.open(action.url, '_blank', 'noopener');
    } else if (action instanceof ExecuteAction)
      onClick({ kind: 'execute', action: { id, title, verb: action.verb, data: action.data } });
    else if (action instanceof SubmitAction)
      onClick({ kind: 'submit', action: { id, title, data: action.data } });
  };
  const drawn = view.render();
  if (!drawn) return element('p', { class: 'unreadable' }, 'This card can’t be shown.');
  const tell = markExpandable(drawn, messageId);
  // The renderer sets its own attribute after it calls this.
  view.onElementVisibilityChanged = () => queueMicrotask(tell);
  return drawn;
}
