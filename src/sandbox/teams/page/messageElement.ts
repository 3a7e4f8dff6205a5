import type { MessageView, SearchAnswer, TeamsClient } from '../client.ts';
import { partsOf } from '../mentions.ts';
import { fromBot } from '../wire.ts';
import { botAvatar, personAvatar } from './avatar.ts';
import { type CardClick, drawCard } from './cardElement.ts';
import { button, element } from './element.ts';
import { drawFiles, isFile } from './files.ts';
import { icon } from './icons.ts';
import { drawSignIn } from './signInBox.ts';

/** A message on the page. Its parts are drawn anew only when they changed, so that what is typed into a card stays. */
export class MessageElement {
  readonly node: HTMLElement;
  readonly #client: TeamsClient;
  readonly #id: string;
  /** Who wrote it, where that has to be said. */
  readonly #author: string | undefined;
  readonly #parts = new Map<string, { readonly key: string; readonly node: HTMLElement }>();
  readonly #body = element('div', { class: 'body' });

  constructor(client: TeamsClient, view: MessageView, nameOf: (oid: string) => string) {
    this.#client = client;
    this.#id = view.id;
    const isBot = view.from === fromBot;
    // In a channel's threads all stand on one side.
    const isOwn = view.from === client.oid && view.threadId === undefined;
    const name = isBot ? 'Profile Desk' : nameOf(view.from);
    this.#author = isOwn ? undefined : name;
    const avatar = isBot ? botAvatar() : personAvatar(view.from, name);
    this.node = element(
      'article',
      { class: `message ${isOwn ? 'own' : isBot ? 'bot' : 'other'}`, 'data-message': view.id },
      isOwn ? undefined : avatar,
      this.#body,
    );
  }

  update(view: MessageView): void {
    const { text, mentions, card, notice, error, signInButton, busy } = view;
    this.#show('meta', [view.sentAt, view.editedAt, view.likedBy], () => this.#meta(view));
    const parts = text === undefined ? undefined : partsOf(text, mentions);
    this.#show('text', parts, (value) =>
      element(
        'div',
        { class: 'bubble' },
        ...value.map((part) =>
          part.isMention ? element('span', { class: 'mention' }, part.text) : part.text,
        ),
      ),
    );
    const files = view.attachments.filter(isFile);
    this.#show('files', files.length > 0 ? files : undefined, drawFiles);
    this.#show('card', card, (value) => {
      const drawn = drawCard(
        value,
        view.id,
        (click) => this.#click(click),
        (inputId, typed, inputs) => this.#search(inputId, typed, inputs),
      );
      return element('div', { class: 'card', tabindex: '-1', role: 'group', 'aria-label': 'Card' }, drawn);
    });
    this.#show('notice', notice, (value) => element('p', { class: 'notice', role: 'status' }, value));
    this.#show('error', error, (value) => element('p', { class: 'error', role: 'alert' }, value));
    this.#show('sign-in', signInButton, (value) => drawSignIn(this.#client, this.#id, value));
    // While an action is under way, nothing of the card can be used.
    const shown = this.#parts.get('card')?.node;
    shown?.toggleAttribute('inert', busy);
    shown?.setAttribute('aria-busy', String(busy));
    this.node.classList.toggle('busy', busy);
  }

  /** Draws a part anew if what it shows changed; takes it away if there is nothing to show. */
  #show<Value>(name: string, value: Value | undefined, draw: (value: Value) => HTMLElement): void {
    const before = this.#parts.get(name);
    const key = JSON.stringify(value);
    if (before?.key === key || (!before && value === undefined)) return;
    const hadFocus = before?.node.contains(document.activeElement) ?? false;
    if (value === undefined) {
      before?.node.remove();
      this.#parts.delete(name);
      return;
    }
    const node = draw(value);
    this.#parts.set(name, { key, node });
    if (before) before.node.replaceWith(node);
    else this.#body.append(node);
    if (hadFocus) node.focus();
  }

  #meta(view: MessageView): HTMLElement {
    const sent = new Date(view.sentAt);
    const time = element(
      'time',
      { datetime: view.sentAt },
      sent.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
    );
    const author = this.#author === undefined ? undefined : element('b', {}, this.#author);
    if (view.from !== fromBot) return element('p', { class: 'meta' }, author, time);
    const liked = (view.likedBy?.length ?? 0) > 0;
    const like = button(icon('like'), () => this.#client.react(view.id), {
      class: 'like',
      'aria-label': liked ? 'Liked' : 'Like',
      'aria-pressed': String(liked),
      title: 'Like. Teams then draws the stored message again.',
    });
    const edited = view.editedAt ? element('span', {}, 'Edited') : undefined;
    return element('p', { class: 'meta' }, author, time, edited, like);
  }

  async #search(
    inputId: string,
    typed: string,
    inputs: Readonly<Record<string, string>>,
  ): Promise<SearchAnswer> {
    const asked = this.#client.search(this.#id, inputId, typed, inputs);
    return await asked.catch((): SearchAnswer => ({ kind: 'error', text: 'Unable to load' }));
  }

  #click({ kind, action }: CardClick): void {
    if (kind === 'execute') void this.#client.execute(this.#id, action);
    else void this.#client.sendValue(this.#id, action.data);
  }
}
