import type { Outgoing } from '../../src/sandbox/teams/wire.ts';
import type { DeskUnderTest } from './desk.ts';

/** What the bot said to a click: HTTP's status, and of an invoke what is in the body. */
export interface RawAnswer {
  readonly status: number;
  readonly statusCode?: number;
  readonly type?: string;
  readonly value?: unknown;
}

/** Sends an invoke as it is given, whatever it holds. */
export function sendInvoke(
  desk: DeskUnderTest,
  oid: string,
  messageId: string,
  value: unknown,
): Promise<RawAnswer> {
  return sendRaw(desk, oid, { type: 'invoke', name: 'adaptiveCard/action', value, replyToId: messageId });
}

/** Sends what an Action.Submit gives, a message with a value, as it is given. */
export function sendSubmit(
  desk: DeskUnderTest,
  oid: string,
  messageId: string,
  value: unknown,
): Promise<RawAnswer> {
  return sendRaw(desk, oid, { type: 'message', value, replyToId: messageId });
}

/** Sends the code of a sign-in as it is given. */
export function sendSignInCode(desk: DeskUnderTest, oid: string, state: unknown): Promise<RawAnswer> {
  return sendRaw(desk, oid, { type: 'invoke', name: 'signin/verifyState', value: { state } });
}

async function sendRaw(desk: DeskUnderTest, oid: string, outgoing: Outgoing): Promise<RawAnswer> {
  const account = desk.sandbox.graph.directory.byObjectId(oid);
  if (!account) throw new Error(`Nobody has the id ${oid}`);
  const { teams } = desk.sandbox;
  const { status, body } = await teams.redeliver(oid, teams.activityOf(account, outgoing), true);
  return { ...(body as object | undefined), status };
}
