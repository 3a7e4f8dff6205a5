import type { ConversationEntry } from '../wire.ts';
import { addressOf, openConversationId } from './address.ts';
import { byId, element } from './element.ts';
import { type IconName, icon } from './icons.ts';
import type { Person } from './sandboxApi.ts';

/** What the page says of a conversation; nothing of it is the personal chat. */
interface Described {
  readonly name: string;
  readonly about: string;
  readonly sign: IconName;
}

export function describe(conversation: ConversationEntry | undefined): Described {
  const { name = '', teamName = '', isShared } = conversation ?? {};
  if (!conversation) return { name: 'Profile Desk', about: 'Personal chat with the bot', sign: 'badge' };
  if (conversation.conversationType === 'groupChat') return { name, about: 'Group chat', sign: 'people' };
  return isShared
    ? { name, about: `Shared channel of ${teamName}`, sign: 'shared' }
    : { name, about: `Channel of ${teamName}`, sign: 'channel' };
}

/** The conversation of the address, or else the first that there is; the address says it then. */
export function findOpen(
  conversations: readonly (ConversationEntry | undefined)[],
  self: Person,
): ConversationEntry | undefined {
  const asked = openConversationId();
  const open = conversations.find((one) => one?.conversationId === asked) ?? conversations[0];
  if (open?.conversationId !== asked)
    history.replaceState(null, '', addressOf({ oid: self.oid, conversationId: open?.conversationId }));
  return open;
}

/** The conversations that one is in: a list, and where it is narrow one to choose from. */
export function drawConversations(
  conversations: readonly (ConversationEntry | undefined)[],
  open: ConversationEntry | undefined,
  self: Person,
): void {
  const addressIn = (one: ConversationEntry | undefined) =>
    addressOf({ oid: self.oid, conversationId: one?.conversationId });
  byId('conversations').append(
    ...conversations.map((one) => {
      const { name, about, sign } = describe(one);
      const shown = element('span', { class: 'sign', 'aria-hidden': 'true' });
      shown.append(icon(sign));
      return element(
        'li',
        {},
        element(
          'a',
          { href: addressIn(one), 'aria-current': one === open ? 'page' : undefined },
          shown,
          element('span', { class: 'who' }, element('b', {}, name), element('small', {}, about)),
        ),
      );
    }),
  );
  const select = byId<HTMLSelectElement>('conversation');
  select.append(
    ...conversations.map((one) => {
      const { name, about } = describe(one);
      const label = one ? `${name}, ${about}` : name;
      return element('option', { value: addressIn(one), selected: one === open }, label);
    }),
  );
  select.addEventListener('change', () => {
    location.href = select.value;
  });
}

/** Says above the messages where one is. @param members how many people are there */
export function drawTitle(open: ConversationEntry | undefined, members: number): void {
  const { name, about, sign } = describe(open);
  byId('conversation-name').textContent = name;
  byId('conversation-about').textContent = open ? `${about} · ${members} people` : about;
  byId('conversation-sign').append(icon(sign));
}
