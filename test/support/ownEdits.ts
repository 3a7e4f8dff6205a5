import { people } from '../../src/sandbox/people.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import type { Store } from '../../src/store.ts';
import { actionOf, actionsOf, type CardElement, inputsOf } from './cards.ts';
import { type DeskUnderTest, press } from './desk.ts';
import { inGroup } from './groups.ts';
import { lookUp } from './writes.ts';

/** A card of the client's as it stands, and what a click on it may write. */
export interface OwnEdit {
  readonly editId: string;
  readonly cardId: string;
  readonly targetId: string;
  readonly messageId: string;
  /** Those that reach the bot; the first is the one that writes. */
  readonly buttons: readonly CardElement[];
  readonly inputs: Readonly<Record<string, string>>;
  /** What the card asks, and what it asked before. */
  readonly question: string | undefined;
  readonly oldQuestion: string | undefined;
  /** What each verb writes that may; of a form what its inputs hold. */
  readonly writes: Readonly<Record<string, object>>;
}

export const ownEditNames = ['form', 'confirming', 'conflict', 'saved'] as const;
export type OwnEditName = (typeof ownEditNames)[number];

const targets = {
  form: people.withFullProfile,
  confirming: people.ampersand,
  conflict: people.hyphenated,
  saved: people.emoji,
};
/** Brings a card of the client's to where it asks for something, and waits there. */
async function ownEdit(desk: DeskUnderTest, client: TeamsClient, name: OwnEditName): Promise<OwnEdit> {
  const { oid } = targets[name];
  const outside = (city: string) => desk.sandbox.graph.directory.update(oid, { city });
  const mine = `Of ${client.oid}`;
  // Of a form more is read than at first, and not all.
  const opened = await lookUp(client, oid, ...(name === 'form' ? ['onPremises'] : []));
  const { city, accountEnabled } = inputsOf(opened.card);
  switch (name) {
    case 'form':
      return seen(opened, 'Save', {});
    case 'confirming': {
      const isEnabled = accountEnabled === 'true';
      const asking = await press(client, opened, 'Save', { accountEnabled: String(!isEnabled) });
      return seen(asking, 'Confirm', { confirm: { accountEnabled: !isEnabled } });
    }
    case 'conflict': {
      outside(`Not ${mine}`);
      const first = await press(client, opened, 'Save', { city: mine, jobTitle: mine });
      outside(`Never ${mine}`);
      const asking = await press(client, first, 'Keep mine');
      const writes = { keepMine: { city: mine, jobTitle: mine }, takeTheirs: { jobTitle: mine } };
      return { ...seen(asking, 'Keep mine', writes), oldQuestion: dataOf(first, 'Keep mine').$asked };
    }
    case 'saved': {
      const saved = await press(client, opened, 'Save', { city: mine });
      // Asks nothing: what is undone is what the edit wrote.
      return { ...seen(saved, 'Undo', { undo: { city: city || null } }), question: undefined };
    }
  }

  function seen(message: MessageView, title: string, writes: OwnEdit['writes']): OwnEdit {
    const { $edit = '', $card = '', $asked } = dataOf(message, title);
    const first = actionOf(message.card, title);
    const others = actionsOf(message.card).filter(
      ({ type, verb }) => type === 'Action.Execute' && verb !== first.verb,
    );
    return {
      editId: $edit,
      cardId: $card,
      targetId: oid,
      messageId: message.id,
      buttons: [first, ...others],
      inputs: inputsOf(message.card),
      question: $asked,
      oldQuestion: undefined,
      writes,
    };
  }
}

const dataOf = (message: MessageView, title: string): { $edit?: string; $card?: string; $asked?: string } =>
  actionOf(message.card, title).data as object;

/** Has the client ask for a change that their own rights do not cover. @returns the request's id */
export async function ownRequest(desk: DeskUnderTest, client: TeamsClient): Promise<string> {
  const opened = await lookUp(client, people.globalAdministrator.oid);
  await (await inGroup(desk, client, 'channel', false)).sendMention('approvals here');
  const form = await press(client, opened, 'Ask for a change');
  const asked = await press(client, form, 'Ask for approval', { mobilePhone: '+31 6 12345678' });
  return (actionOf(asked.card, 'Withdraw').data as { $card: string }).$card;
}

/** A card of the client's in each of the states. */
export async function ownEdits(
  desk: DeskUnderTest,
  client: TeamsClient,
): Promise<Readonly<Record<OwnEditName, OwnEdit>>> {
  const edits: [OwnEditName, OwnEdit][] = [];
  for (const name of ownEditNames) edits.push([name, await ownEdit(desk, client, name)]);
  return Object.fromEntries(edits) as Record<OwnEditName, OwnEdit>;
}

/**
 * Notes how edits, and the people that they are about, stand just now.
 * @returns what puts all of it back, whatever was done since
 */
export async function keepAsIs(
  desk: DeskUnderTest,
  store: Store,
  edits: readonly OwnEdit[],
  ...otherKeys: readonly string[]
): Promise<() => Promise<void>> {
  const { directory } = desk.sandbox.graph;
  const keys = edits.flatMap(({ editId, cardId, targetId }) => [
    `edit/${editId}`,
    `card/${cardId}`,
    `person/${targetId}`,
  ]);
  keys.push(...otherKeys);
  const items = Object.entries(await store.read(keys)).map(([key, item]) =>
    // It may take longer to try all than an edit lives.
    key.startsWith('edit/') ? [key, { ...item, expiresAt: Number.MAX_SAFE_INTEGER }] : [key, item],
  );
  const records = new Map(edits.map(({ targetId }) => [targetId, directory.record(targetId)]));
  const asPutBack = new Map(records);
  const putBack = async () => {
    await store.delete(keys);
    await store.write(Object.fromEntries(items.map(([key, item]) => [key, { ...item, eTag: '*' }])));
    for (const [id, record] of records) {
      if (!record || directory.record(id) === asPutBack.get(id)) continue;
      const now = Object.keys(directory.person(id) ?? {}).map((property) => [property, undefined]);
      directory.update(id, { ...Object.fromEntries(now), ...record.user });
      directory.setManager(id, record.managerId);
      directory.setSponsors(id, record.sponsorIds);
      asPutBack.set(id, directory.record(id));
    }
  };
  await putBack();
  return putBack;
}
