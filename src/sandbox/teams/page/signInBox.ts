import type { MessageView, TeamsClient } from '../client.ts';
import { button, element } from './element.ts';

/** A sign-in that is asked for: its text, and the button that opens the window of it. */
export function drawSignIn(
  client: TeamsClient,
  messageId: string,
  asked: NonNullable<MessageView['signInButton']>,
): HTMLElement {
  const open = button(asked.title, () => openWindow(client, messageId, asked.link), { class: 'primary' });
  return element('div', { class: 'sign-in' }, element('p', {}, asked.text), open);
}

/** The window tells its code to the page that opened it, and closes. */
function openWindow(client: TeamsClient, messageId: string, link: string): void {
  const opened = window.open(link, 'sandbox-sign-in', 'popup,width=480,height=600');
  const onMessage = ({ data, origin, source }: MessageEvent<{ type?: string; state?: string } | null>) => {
    if (origin !== new URL(link).origin || (opened && source !== opened)) return;
    if (data?.type !== 'sandbox-sign-in' || !data.state) return;
    window.removeEventListener('message', onMessage);
    opened?.close();
    void client.completeSignIn(messageId, data.state);
  };
  window.addEventListener('message', onMessage);
}
