import type { ConversationEntry } from '../wire.ts';

/** The panel's own service, of which Microsoft has none: how the services of the sandbox behave. */
const base = '/sandbox/api';

export interface Person {
  readonly oid: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly roleTemplateIds: readonly string[];
  readonly accountEnabled?: boolean;
  /** Somebody whom one is likely to want to be. */
  readonly isSuggested?: boolean;
  /** Somebody of another organisation. */
  readonly isForeign?: boolean;
}

export interface Settings {
  /** Milliseconds. */
  readonly latencyMs: number;
  readonly readLagMs: number;
  readonly indexLagMs: number;
  readonly auditLagMs: number;
  readonly ssoMode: 'silent' | 'consentNeeded' | 'unsupported';
  /** Whether an administrator consented to changes. */
  readonly consented: boolean;
}

/** What goes wrong with the next change that is written. */
export type NextFault = 'throttled' | 'unavailable' | 'lost' | 'challenge';

/** A user of the directory with Graph's properties. */
export type DirectoryUser = Readonly<Record<string, unknown>>;

/** A request as Graph saw it. */
export interface GraphRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly requestId?: string;
  readonly callerOid?: string;
  readonly body?: unknown;
  readonly batch?: readonly { readonly method: string; readonly url: string; readonly status: number }[];
}

export const readPeople = () => request<readonly Person[]>('GET', 'people');
export const readSettings = () => request<Settings>('GET', 'settings');
export const changeSettings = (changed: Partial<Settings>) => request<Settings>('PUT', 'settings', changed);
export const orderFault = (next: NextFault) => request('POST', 'faults', { next });
export const signEverybodyOut = () => request('POST', 'sign-out', {});
export const readDirectory = () => request<readonly DirectoryUser[]>('GET', 'directory');
export const readRequests = () => request<readonly GraphRequest[]>('GET', 'requests');

/** The group chats and channels that somebody is in. */
export const readGroups = (oid: string) =>
  requestAt<readonly ConversationEntry[]>('GET', `/teams/api/${oid}/conversations`);
/** Those of other organisations, whom the directory does not know. */
export const readForeignPeople = () => requestAt<readonly Person[]>('GET', '/teams/foreign-people');

function request<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  return requestAt(method, `${base}/${path}`, body);
}

async function requestAt<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(path, {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
  });
  if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${method} ${path}`);
  return (await response.json()) as Answer;
}
