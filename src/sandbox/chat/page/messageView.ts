import type { ShownMessage, TeamsClient } from '../teamsClient.ts';
import { type Click, drawCard } from './cardView.ts';
import { element } from './element.ts';
import type { Theme } from './hostConfig.ts';

/** Draws one message. It is drawn anew only when it changed, so that what is typed into a card stays. */
export function drawMessage(client: TeamsClient, message: ShownMessage, theme: Theme): HTMLElement {
  const own = message.from === client.oid;
  const time = new Date(message.sentAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const meta = element(
    'p',
    { class: 'meta' },
    own ? time : `Profile Desk  ${time}${message.editedAt ? '  Edited' : ''}`,
  );
  const bubble = message.text ? element('div', { class: 'bubble' }, message.text) : undefined;
  const card = message.card ? cardHolder(client, message, theme) : undefined;
  const error = message.error
    ? element('p', { class: 'card-error', role: 'alert' }, message.error)
    : undefined;
  const body = element(
    'div',
    {},
    meta,
    bubble,
    card,
    error,
    message.signIn && signInBox(client, message, message.signIn),
  );
  const avatar = own ? undefined : element('span', { class: 'avatar bot', 'aria-hidden': 'true' }, 'PD');
  return element(
    'article',
    { class: own ? 'message own' : 'message bot', 'data-message': message.id },
    avatar,
    body,
  );
}

function cardHolder(client: TeamsClient, message: ShownMessage, theme: Theme): HTMLElement {
  const holder = element('div', { class: 'card' });
  const click = async ({ kind, verb, data }: Click): Promise<void> => {
    holder.classList.add('busy');
    holder.setAttribute('aria-busy', 'true');
    // The renderer has merged the inputs already.
    const action = { verb, data, associatedInputs: 'none' };
    await (kind === 'execute' ? client.execute(message.id, action) : client.submit(message.id, action));
    holder.classList.remove('busy');
    holder.removeAttribute('aria-busy');
  };
  holder.append(drawCard(message.card, theme, (clicked) => void click(clicked)));
  return holder;
}

function signInBox(
  client: TeamsClient,
  message: ShownMessage,
  signIn: { text: string; title: string; link: string },
): HTMLElement {
  const button = element('button', { type: 'button' }, signIn.title);
  button.addEventListener('click', () => {
    const popup = window.open(signIn.link, 'sign-in', 'popup,width=480,height=560');
    window.addEventListener(
      'message',
      function onCode({ data, origin }: MessageEvent<{ type?: string; state?: string }>) {
        if (origin !== location.origin || data?.type !== 'sandbox-sign-in' || !data.state) return;
        window.removeEventListener('message', onCode);
        popup?.close();
        void client.signedIn(message.id, data.state);
      },
    );
  });
  return element('div', { class: 'sign-in' }, element('p', {}, signIn.text), button);
}
