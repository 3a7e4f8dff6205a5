import type { TeamsClient } from '../client.ts';
import { startAttaching } from './attach.ts';
import { byId } from './element.ts';

/** The box one writes in: Enter sends, Shift and Enter begins a line. @param tell says what went wrong */
export function startCompose(client: TeamsClient, tell: (problem: string) => void): void {
  const form = byId<HTMLFormElement>('compose');
  const box = byId<HTMLTextAreaElement>('text');
  const attached = startAttaching(box);
  const grow = () => {
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight + 2}px`;
  };
  async function send(): Promise<void> {
    const text = box.value.trim();
    const file = attached.take();
    if (text === '' && !file) return;
    box.value = '';
    grow();
    const sent = file ? client.sendImage({ ...(await file.read()), text }) : client.send(text);
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
