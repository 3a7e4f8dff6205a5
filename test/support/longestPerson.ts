import { type FieldName, field, fieldNames, isFieldName, longestText } from '../../src/profile/fields.ts';
import { longestInput } from '../../src/profile/kinds.ts';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type Fill, filled } from '../cards/longestCards.ts';
import { actionsOf, inputsOf } from './cards.ts';
import type { DeskUnderTest } from './desk.ts';

/** Somebody with the longest texts that Entra takes, looked at in Teams. */
const { oid } = people.withFullProfile;

function heldIn(name: FieldName, fill: Fill): string | string[] | undefined {
  const { kind, store = 'user' } = field(name);
  if (!['user', 'sharePoint'].includes(store) || name === 'id') return undefined;
  if (kind === 'text' || kind === 'multiline') return filled(fill(name), longestText(field(name)));
  return kind === 'textList' ? Array<string>(5).fill(filled(fill(name), 150)) : undefined;
}

function userOf(fill: Fill): Readonly<Record<string, unknown>> {
  const user: Record<string, unknown> = {};
  for (const name of fieldNames) {
    const value = heldIn(name, fill);
    if (value === undefined) continue;
    const [property = name, part] = name.split('/');
    user[property] = part === undefined ? value : { ...(user[property] ?? {}), [part]: value };
  }
  return user;
}

/**
 * Looks the person up, opens every section, and types as much as the inputs take, all at once; if that is too much for one
 * card, less of it.
 * @returns every card that was in an answer, in the chat, or sent there
 */
export async function lookAtLongest(
  desk: DeskUnderTest,
  client: TeamsClient,
  fill: Fill,
): Promise<readonly object[]> {
  desk.sandbox.graph.directory.update(oid, userOf(fill));
  const { calls } = desk.sandbox.teams.connector;
  const from = calls.length;
  await client.send(oid);
  const { id } = client.last();
  const shown: unknown[] = [];
  const sectionsLeft = () =>
    actionsOf(client.view(id).card).filter(({ data }) => (data as { $section?: string })?.$section);
  /** @returns whether the card took it */
  const click = async (action: object | undefined, typed: Readonly<Record<string, string>>) => {
    const answer = await client.submit(id, action as Parameters<typeof client.submit>[1], typed);
    await desk.app.idle();
    shown.push(client.view(id).card);
    return answer.kind === 'card';
  };
  for (let [next] = sectionsLeft(); next; [next] = sectionsLeft()) {
    const before = sectionsLeft().length;
    const typed = typedInto(inputsOf(client.view(id).card), fill);
    let share = typed.length;
    while (!(await click(next, Object.fromEntries(typed.slice(0, share)))) && share > 0)
      share = Math.floor(share / 2);
    if (sectionsLeft().length >= before) throw new Error(`${before} sections are still to be opened`);
  }
  await client.reload();
  shown.push(client.view(id).card);
  const sent = calls.slice(from).flatMap(({ activity }) => activity?.attachments ?? []);
  // Not the card to sign in with.
  const cards = sent.filter(({ contentType }) => contentType === 'application/vnd.microsoft.card.adaptive');
  return [...shown, ...cards.map(({ content }) => content)] as object[];
}

function typedInto(inputs: Readonly<Record<string, string>>, fill: Fill): [string, string][] {
  return Object.keys(inputs).flatMap((name): [string, string][] => {
    if (!isFieldName(name) || !['text', 'multiline', 'textList'].includes(field(name).kind)) return [];
    return [[name, `${filled(fill(`${name} typed`), longestInput(field(name)) - 1)}!`]];
  });
}
