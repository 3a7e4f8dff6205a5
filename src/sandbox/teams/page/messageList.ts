import type { TeamsClient } from '../client.ts';
import { fromBot } from '../wire.ts';
import { byId, element } from './element.ts';
import { MessageElement } from './messageElement.ts';
import type { Threads } from './threads.ts';

/** Milliseconds that somebody counts as typing after they were seen to. Microsoft names no number. */
const typingMs = 6_000;
/** So near to its end, the list follows what is new. */
const nearPx = 120;

export interface ListOptions {
  readonly nameOf: (oid: string) => string;
  /** Of a channel. */
  readonly threads?: Threads | undefined;
}

/** Draws the messages of a client, and keeps them up. */
export function showMessages(client: TeamsClient, { nameOf, threads }: ListOptions): void {
  const list = byId('messages');
  // One scrolls it by the keyboard too: https://www.w3.org/WAI/WCAG22/Understanding/keyboard.
  list.tabIndex = 0;
  const typing = byId('typing');
  const drawn = new Map<string, MessageElement>();
  let day = '';
  let fromTheBot = '';
  let typed: ReturnType<typeof setTimeout> | undefined;
  /** Set while the end of the list is in sight, or as soon as its person wrote something. */
  let following = true;
  let scrolledTo = 0;
  list.addEventListener('scroll', () => {
    // What grows below is no scrolling of somebody's: only going back ends it.
    const isNear = list.scrollHeight - list.scrollTop - list.clientHeight < nearPx;
    if (isNear) following = true;
    else if (list.scrollTop < scrolledTo) following = false;
    scrolledTo = list.scrollTop;
  });
  // What is taller than the list is shown from its beginning. A change within a message moves nothing: somebody works in it.
  const follow = (newest: HTMLElement) => {
    if (!following) return;
    const fits = newest.offsetHeight <= list.clientHeight;
    newest.scrollIntoView({ block: fits ? 'end' : 'start' });
    following = fits;
  };

  // A picture makes its message higher once it is there.
  list.addEventListener('load', () => follow(list.lastElementChild as HTMLElement), true);

  function draw(): void {
    const views = client.views();
    byId('empty').hidden = views.length > 0;
    let added: HTMLElement | undefined;
    for (const [id, message] of drawn) {
      if (views.some((view) => view.id === id)) continue;
      message.node.remove();
      drawn.delete(id);
    }
    threads?.tidy();
    for (const view of views) {
      let message = drawn.get(view.id);
      if (!message) {
        const dayOfIt = new Date(view.sentAt).toLocaleDateString([], { dateStyle: 'long' });
        if (dayOfIt !== day && !threads?.has(view)) {
          list.append(element('p', { class: 'day' }, element('span', {}, dayOfIt)));
          day = dayOfIt;
        }
        message = new MessageElement(client, view, nameOf);
        drawn.set(view.id, message);
        (threads?.holderOf(view) ?? list).append(message.node);
        const isOwn = view.from === client.oid;
        if (isOwn) following = true;
        // What others say in a thread further up moves nothing.
        if (isOwn || !threads || threads.isLast(view)) added = message.node;
      }
      message.update(view);
    }
    const newest = JSON.stringify(
      views.filter(({ from }) => from === fromBot).map(({ revision }) => revision),
    );
    if (newest !== fromTheBot) typing.hidden = true;
    fromTheBot = newest;
    if (added) follow(added);
  }

  client.onEvent((event) => {
    if (event === 'changed') draw();
    if (event !== 'typing') return;
    typing.hidden = false;
    clearTimeout(typed);
    typed = setTimeout(() => {
      typing.hidden = true;
    }, typingMs);
  });
}
