import { TeamsClient } from '../client.ts';
import { startCompose } from './compose.ts';
import { byId } from './element.ts';
import { drawIcons } from './icons.ts';
import { showMessages } from './messageList.ts';
import { startPanel } from './panel.ts';
import { drawPeople, findSelf } from './personRail.ts';
import { readPeople } from './sandboxApi.ts';

/** Milliseconds until a lost connection is tried again. */
const retryMs = 1_000;

/** The chat of one person with the bot. */
export async function showChat(): Promise<void> {
  const people = await readPeople();
  const self = findSelf(people);
  document.title = `${self.displayName} – Profile Desk sandbox`;
  drawIcons();
  drawPeople(people, self);
  const client = new TeamsClient({ baseUrl: location.origin, oid: self.oid });
  const tell = (problem: string) => {
    byId('problem').textContent = problem;
  };
  showMessages(client);
  startCompose(client, tell);
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
