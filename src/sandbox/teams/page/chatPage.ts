import { type MessageView, TeamsClient } from '../client.ts';
import { fromBot } from '../wire.ts';
import { copyCompose, mainCompose, nameCompose, startCompose } from './compose.ts';
import { describe, drawConversations, drawTitle, findOpen } from './conversationRail.ts';
import { byId } from './element.ts';
import { drawIcons } from './icons.ts';
import { showMessages } from './messageList.ts';
import { startPanel } from './panel.ts';
import { drawPeople, findSelf } from './personRail.ts';
import { readForeignPeople, readGroups, readPeople } from './sandboxApi.ts';
import { Threads } from './threads.ts';

/** Milliseconds until a lost connection is tried again. */
const retryMs = 1_000;

/** A conversation of one person, with the bot in it. */
export async function showChat(): Promise<void> {
  const foreign = (await readForeignPeople()).map((person) => ({ ...person, isForeign: true }));
  const people = [...(await readPeople()), ...foreign];
  const self = findSelf(people);
  const groups = await readGroups(self.oid);
  // Somebody of another organisation has no personal chat with the bot.
  const conversations = self.isForeign ? groups : [undefined, ...groups];
  const open = findOpen(conversations, self);
  const { name } = describe(open);
  document.title = `${self.displayName} – ${open ? `${name} – ` : ''}Profile Desk sandbox`;
  drawIcons();
  const compose = mainCompose();
  drawConversations(conversations, open, self);
  drawPeople(people, self);
  const client = new TeamsClient({
    baseUrl: location.origin,
    oid: self.oid,
    ...(open ? { conversationId: open.conversationId } : {}),
  });
  const members = open ? await client.members() : undefined;
  drawTitle(open, members?.length ?? 1);
  const tell = (problem: string) => {
    byId('problem').textContent = problem;
  };
  const nameOf = (oid: string) => members?.find((member) => member.oid === oid)?.displayName ?? 'Somebody';
  const replyBox = ({ id, from }: MessageView) => {
    const box = copyCompose(`Reply to ${from === fromBot ? 'Profile Desk' : nameOf(from)}`);
    startCompose(box, { client, members, replyTo: id, tell });
    return box;
  };
  const isChannel = open?.conversationType === 'channel';
  const threads = isChannel ? new Threads(byId('messages'), nameOf, replyBox) : undefined;
  if (isChannel) nameCompose(compose, 'New conversation', 'Begin a conversation');
  if (open) byId('empty').textContent = 'Nothing was said here yet. Profile Desk hears what mentions it.';
  showMessages(client, { nameOf, threads });
  startCompose(compose, { client, members, tell });
  startPanel(client);

  async function connect(): Promise<void> {
    try {
      await client.open();
      byId('messages').setAttribute('aria-busy', 'false');
      tell('');
    } catch {
      lost();
    }
  }
  function lost(): void {
    tell('The sandbox can’t be reached. Trying again…');
    setTimeout(() => void connect(), retryMs);
  }
  client.onEvent((event) => {
    if (event === 'disconnected') lost();
  });
  await connect();
}
