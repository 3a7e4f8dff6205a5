import type { TurnContext } from 'botbuilder';
import type { Clock, Deadlines } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Directory } from '../directory/directory.ts';
import type { Edits } from '../edits/edits.ts';
import type { Journal } from '../edits/journal.ts';
import type { Caller } from '../identity/caller.ts';
import type { UserToken } from '../identity/userToken.ts';
import type { Language } from '../language/language.ts';
import type { Log } from '../log.ts';
import type { Viewer } from '../profile/locks.ts';
import type { Requests } from '../requests/requests.ts';

/** What the dialogs work with. */
export interface Desk {
  readonly config: Config;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly log: Log;
  readonly journal: Journal;
  readonly requests: Requests;
  /** The directory with the rights of the token's owner. */
  openDirectory(token: UserToken): Directory;
  /** The same directory, whose profiles may be a minute old: for views that Teams draws again by itself. */
  rememberProfiles(directory: Directory, viewerId: string): Directory;
  /** The actions on edits with these rights. */
  openEdits(directory: Directory): Edits;
}

/** Somebody who is signed in, in a turn: their rights, and the directory with these rights. */
export interface Session {
  readonly desk: Desk;
  readonly turn: Turn;
  readonly directory: Directory;
  readonly viewer: Viewer;
}

export function sessionOf(desk: Desk, turn: Turn, token: UserToken): Session {
  const viewer = { oid: turn.caller.oid, roleTemplateIds: token.roleTemplateIds };
  return { desk, turn, directory: desk.openDirectory(token), viewer };
}

/** Leaves a line in the log for a click on what is another's to decide. */
export function logRefusal(
  { desk, turn }: Session,
  why: 'notOwner' | 'ownRequest' | 'notApprover' | 'notAsker',
  about: { readonly editId: string } | { readonly requestId: string },
): void {
  desk.log.warn('refused', { why, actor: turn.caller.oid, ...about });
}

/** One turn: who speaks, where, in which language, and how long the answer may take. */
export interface Turn {
  readonly caller: Caller;
  readonly conversationId: string;
  /** Others listen: a group chat or a channel. What is private is shown to nobody there but by a view of their own. */
  readonly isGroup: boolean;
  readonly language: Language;
  /** Milliseconds left until the turn has to be answered; at least 1. */
  leftMs(): number;
}

const turnKey = Symbol('turn');

export function setTurn(context: TurnContext, turn: Turn): void {
  context.turnState.set(turnKey, turn);
}

export function turnOf(context: TurnContext): Turn {
  const turn: Turn | undefined = context.turnState.get(turnKey);
  if (!turn) throw new Error('The turn has no caller');
  return turn;
}

/** Where the Entra admin center shows a person. */
export function portalUrl(config: Config, personId: string): string {
  return `${config.portalUrl}/#view/Microsoft_AAD_UsersAndTenants/UserProfileMenuBlade/~/overview/userId/${encodeURIComponent(personId)}`;
}
