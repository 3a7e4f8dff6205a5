import type { Member, TeamsClient } from '../client.ts';
import { startAttaching } from './attach.ts';
import { byId } from './element.ts';
import { startMentions } from './mentionBox.ts';

export interface ComposeOptions {
  readonly client: TeamsClient;
  /** Those who can be mentioned; in the personal chat nobody is. */
  readonly members?: readonly Member[] | undefined;
  /** A message of the thread that is written to. */
  readonly replyTo?: string;
  /** Says what went wrong. */
  readonly tell: (problem: string) => void;
}

/** Another box to write in, like the first one. */
export function copyCompose(label: string): HTMLFormElement {
  const copy = pristine.cloneNode(true) as HTMLFormElement;
  for (const part of [copy, ...copy.querySelectorAll('[id]')]) part.removeAttribute('id');
  nameCompose(copy, label, label);
  return copy;
}

export function nameCompose(form: HTMLFormElement, label: string, placeholder: string): void {
  const box = form.querySelector('textarea');
  box?.setAttribute('aria-label', label);
  box?.setAttribute('placeholder', placeholder);
}

/** The box that the page begins with, before anything is written in it. */
let pristine: HTMLFormElement;

/** The box of the whole conversation. */
export function mainCompose(): HTMLFormElement {
  const form = byId<HTMLFormElement>('compose');
  pristine ??= form.cloneNode(true) as HTMLFormElement;
  return form;
}

/** Makes a box write: Enter sends, Shift and Enter begins a line. */
export function startCompose(
  form: HTMLFormElement,
  { client, members, replyTo, tell }: ComposeOptions,
): void {
  const box = form.querySelector('textarea') as HTMLTextAreaElement;
  const attached = startAttaching(form, box);
  const takeMentions = members && startMentions(form, box, members);
  const grow = () => {
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight + 2}px`;
  };
  async function send(): Promise<void> {
    const written = box.value.trim();
    const file = attached.take();
    if (written === '' && !file) return;
    const { text, ...mentions } = takeMentions?.(written) ?? { text: written };
    box.value = '';
    grow();
    const options = { ...mentions, ...(replyTo === undefined ? {} : { replyTo }) };
    const sent = file
      ? client.sendImage({ ...(await file.read()), text }, options)
      : client.send(text, options);
    const delivered = await sent.catch(() => undefined);
    if (!delivered) tell('The message could not be sent.');
    else if (delivered.status >= 400) tell(`The bot answered with HTTP status ${delivered.status}.`);
    else tell('');
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  box.addEventListener('input', grow);
  box.addEventListener('keydown', (event) => {
    // An input method uses Enter for itself: https://www.w3.org/TR/uievents/#dom-keyboardevent-iscomposing.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void send();
  });
}
