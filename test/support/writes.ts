import type { GraphRequestRecord } from '../../src/sandbox/graph/requestRecord.ts';
import type { MessageView, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionsOf, titlesOf } from './cards.ts';
import { type DeskUnderTest, press } from './desk.ts';

/** A write as it arrived at Graph, alone or within a batch. */
export interface ArrivedWrite {
  readonly method: string;
  /** Without the version. */
  readonly path: string;
  readonly body: unknown;
}

const reads = /\/(\$batch|checkMemberGroups)$/;

/** All writes that arrived, oldest first, but for so many requests; those of a batch one by one. */
export function writeRecords(desk: DeskUnderTest, from = 0): GraphRequestRecord[] {
  return desk.sandbox.graph.requests
    .slice(from)
    .flatMap((request) => request.batch ?? [request])
    .filter(({ method, url }) => method !== 'GET' && !reads.test(url.split('?')[0] ?? ''));
}

export function writesOf(desk: DeskUnderTest, from = 0): ArrivedWrite[] {
  return writeRecords(desk, from).map(({ method, url, body }) => ({
    method,
    path: url.replace(/^\/v1\.0/, ''),
    body,
  }));
}

/** Opens one more section of a profile's card, with what was typed into the inputs so far. */
export async function show(
  client: TeamsClient,
  message: MessageView,
  section: string,
  typed: Readonly<Record<string, string>> = {},
): Promise<MessageView> {
  const action = actionsOf(message.card).find(
    ({ title, data }) => title === 'Show' && (data as { $section?: unknown }).$section === section,
  );
  if (!action) throw new Error(`The section ${section} has no Show`);
  await client.submit(message.id, action, typed);
  return client.view(message.id);
}

/** Looks somebody up and opens sections of the card. */
export async function lookUp(
  client: TeamsClient,
  oid: string,
  ...sections: readonly string[]
): Promise<MessageView> {
  await client.send(oid);
  let message = client.last();
  for (const section of sections) message = await show(client, message, section);
  return message;
}

/** Presses a button, and Confirm where that is asked for. */
export async function pressAndConfirm(
  client: TeamsClient,
  message: MessageView,
  title: string,
  typed: Readonly<Record<string, string>> = {},
): Promise<MessageView> {
  const pressed = await press(client, message, title, typed);
  return titlesOf(pressed.card).includes('Confirm') ? await press(client, pressed, 'Confirm') : pressed;
}
