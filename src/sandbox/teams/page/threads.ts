import type { MessageView } from '../client.ts';
import { button, element } from './element.ts';
import { icon } from './icons.ts';

/** A channel's threads: each with its messages, and a box to reply in. */
export class Threads {
  readonly #list: HTMLElement;
  readonly #threads = new Map<string, { readonly node: HTMLElement; readonly messages: HTMLElement }>();
  readonly #nameOf: (oid: string) => string;
  readonly #replyBox: (view: MessageView) => HTMLFormElement;

  /** @param replyBox makes the box in which one replies to a message */
  constructor(
    list: HTMLElement,
    nameOf: (oid: string) => string,
    replyBox: (view: MessageView) => HTMLFormElement,
  ) {
    this.#list = list;
    this.#nameOf = nameOf;
    this.#replyBox = replyBox;
  }

  /** Whether a message's thread is there already. */
  has({ threadId = '' }: MessageView): boolean {
    return this.#threads.has(threadId);
  }

  /** Where a message of a thread goes. */
  holderOf(view: MessageView): HTMLElement {
    const { threadId = '' } = view;
    const found = this.#threads.get(threadId);
    if (found) return found.messages;
    const messages = element('div', { class: 'thread-messages' });
    const label = `Thread of ${this.#nameOf(view.from)}`;
    const foot = element('div', { class: 'thread-foot' });
    const node = element('div', { class: 'thread', role: 'group', 'aria-label': label }, messages, foot);
    const open = button(icon('reply'), () => {
      const box = this.#replyBox(view);
      foot.replaceChildren(box);
      box.querySelector('textarea')?.focus();
      box.scrollIntoView({ block: 'nearest' });
    });
    open.append('Reply');
    foot.append(open);
    this.#list.append(node);
    this.#threads.set(threadId, { node, messages });
    return messages;
  }

  isLast({ threadId = '' }: MessageView): boolean {
    return this.#threads.get(threadId)?.node === this.#list.lastElementChild;
  }

  /** Takes threads away that have no messages any more. */
  tidy(): void {
    for (const [id, { node, messages }] of this.#threads) {
      if (messages.hasChildNodes()) continue;
      node.remove();
      this.#threads.delete(id);
    }
  }
}
