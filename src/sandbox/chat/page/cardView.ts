import { type Action, AdaptiveCard, ExecuteAction, OpenUrlAction, SubmitAction } from 'adaptivecards';
import { hostConfigFor, type Theme } from './hostConfig.ts';

/** A click that goes to the bot: its data with the inputs merged in, as the renderer does it. */
export interface Click {
  readonly kind: 'execute' | 'submit';
  readonly verb: string;
  readonly data: unknown;
}

/** Draws a card with Microsoft's own renderer. Texts are taken as they are: the page knows no Markdown. */
export function drawCard(card: unknown, theme: Theme, onClick: (click: Click) => void): HTMLElement {
  const view = new AdaptiveCard();
  view.hostConfig = hostConfigFor(theme);
  view.parse(card);
  view.onExecuteAction = (action: Action) => {
    if (action instanceof OpenUrlAction) window.open(action.url, '_blank', 'noopener');
    else if (action instanceof ExecuteAction)
      onClick({ kind: 'execute', verb: action.verb, data: action.data });
    else if (action instanceof SubmitAction) onClick({ kind: 'submit', verb: '', data: action.data });
  };
  return view.render() ?? document.createElement('div');
}
