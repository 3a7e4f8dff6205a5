import type { FieldName } from '../../src/profile/fields.ts';
import type { FaultRequest } from '../../src/sandbox/graph/faults.ts';
import { people } from '../../src/sandbox/people.ts';
import { type Held, heldIn, hold, type WithSandbox } from './fieldValues.ts';

/** A part of a profile that Graph keeps in a place of its own, and a change of it. */
export interface ProfilePart {
  readonly name: FieldName;
  readonly label: string;
  readonly before: Held;
  readonly text: string;
  readonly after: Held;
  /** Whether a request writes it, in whichever direction. */
  readonly isWrite: (request: WriteLike) => boolean;
}

type WriteLike = Pick<FaultRequest, 'method' | 'path' | 'body'>;

/** Six parts of somebody's profile: a save of them all is six writes, in two batches. */
export function partsOf(oid: string): readonly ProfilePart[] {
  const user = `/users/${oid}`;
  const under = (path: string) => (request: WriteLike) =>
    request.method !== 'GET' && request.path.startsWith(user + path);
  const property = (name: string) => (request: WriteLike) =>
    request.method === 'PATCH' && request.path === user && Object.hasOwn(request.body as object, name);
  return [
    {
      name: 'city',
      label: 'City',
      before: 'Rotterdam',
      text: 'Delft',
      after: 'Delft',
      isWrite: property('city'),
    },
    {
      name: 'aboutMe',
      label: 'About me',
      before: 'Hello',
      text: 'Hi',
      after: 'Hi',
      isWrite: property('aboutMe'),
    },
    {
      name: 'manager',
      label: 'Manager',
      before: people.employee.oid,
      text: people.obrien.oid,
      after: people.obrien.oid,
      isWrite: under('/manager/$ref'),
    },
    {
      name: 'sponsors',
      label: 'Sponsors',
      before: [],
      text: people.obrien.oid,
      after: [people.obrien.oid],
      isWrite: under('/sponsors/'),
    },
    {
      name: 'phoneMethods/office',
      label: 'Office phone to sign in',
      before: null,
      text: '+31 612345678',
      after: '+31 612345678',
      isWrite: under('/authentication/phoneMethods'),
    },
    {
      name: 'emailMethods',
      label: 'Email to reset the password',
      before: 'old@home.example',
      text: 'new@home.example',
      after: 'new@home.example',
      isWrite: under('/authentication/emailMethods'),
    },
  ];
}

/** What is typed into the inputs to change these parts. */
export function textsOf(parts: readonly ProfilePart[]): Readonly<Record<string, string>> {
  return Object.fromEntries(parts.map(({ name, text }) => [name, text]));
}

/** Whether the directory holds a part's value. */
export function holds(desk: WithSandbox, oid: string, { name }: ProfilePart, value: Held): boolean {
  return JSON.stringify(heldIn(desk, oid, name)) === JSON.stringify(value);
}

/** Puts the parts back to how they were, from outside. */
export function putBack(desk: WithSandbox, oid: string, parts: readonly ProfilePart[]): void {
  for (const { name, before } of parts) hold(desk, oid, name, before);
}
