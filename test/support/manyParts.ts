import type { FieldName } from '../../src/profile/fields.ts';
import type { FaultRequest } from '../../src/sandbox/graph/faults.ts';
import { drawnPhoto } from '../../src/sandbox/graph/photo.ts';
import { people } from '../../src/sandbox/people.ts';
import { type Held, heldIn, hold, type WithSandbox } from './fieldValues.ts';
import type { TruthOfChange } from './told.ts';

/** A part of a profile that Graph keeps in a place of its own, and a change of it. */
export interface ProfilePart {
  readonly name: FieldName;
  readonly label: string;
  readonly before: Held;
  /** What is typed into its input; a photo has none. */
  readonly text?: string;
  readonly after: Held;
  /** How a card may show the new value: people by their name, or by their id where that could not be read. */
  readonly shownAs: readonly string[];
  /** What the part holds after a request; undefined where that does not write it. */
  readonly writtenBy: (request: WriteLike) => Held | undefined;
}

export type WriteLike = Pick<FaultRequest, 'method' | 'path' | 'body'>;

/** Six parts of somebody's profile: a save of them all is six writes, in two batches. */
export function partsOf(oid: string): readonly ProfilePart[] {
  const user = `/users/${oid}`;
  const property =
    (name: string) =>
    ({ method, path, body }: WriteLike): Held | undefined =>
      method === 'PATCH' && path === user ? (body as Record<string, Held>)[name] : undefined;
  /** Of a collection, or of a reference to somebody. */
  const under =
    (path: string, valueIn: (body: Readonly<Record<string, string>>) => Held, removed: Held = null) =>
    (request: WriteLike): Held | undefined => {
      if (request.method === 'GET' || !request.path.startsWith(user + path)) return undefined;
      return request.method === 'DELETE' ? removed : valueIn(request.body as Record<string, string>);
    };
  const idIn = (body: Readonly<Record<string, string>>): string => body['@odata.id']?.split('/').at(-1) ?? '';
  const text = (
    name: ProfilePart['name'],
    label: string,
    [before, after]: readonly [Held, string],
    writtenBy: ProfilePart['writtenBy'],
  ): ProfilePart => ({ name, label, before, text: after, after, shownAs: [after], writtenBy });
  const { oid: newId, displayName } = people.obrien;
  const newPerson = { text: newId, shownAs: [displayName, newId] };
  return [
    text('city', 'City', ['Rotterdam', 'Delft'], property('city')),
    text('aboutMe', 'About me', ['Hello', 'Hi'], property('aboutMe')),
    {
      ...newPerson,
      name: 'manager',
      label: 'Manager',
      before: people.employee.oid,
      after: newId,
      writtenBy: under('/manager/$ref', idIn),
    },
    {
      ...newPerson,
      name: 'sponsors',
      label: 'Sponsors',
      before: [],
      after: [newId],
      writtenBy: under('/sponsors/', (body) => [idIn(body)], []),
    },
    text(
      'phoneMethods/office',
      'Office phone to sign in',
      [null, '+31 612345678'],
      under('/authentication/phoneMethods', ({ phoneNumber = '' }) => phoneNumber),
    ),
    text(
      'emailMethods',
      'Email to reset the password',
      ['old@home.example', 'new@home.example'],
      under('/authentication/emailMethods', ({ emailAddress = '' }) => emailAddress),
    ),
  ];
}

/** The picture that somebody sends. */
export const picture = Buffer.from(drawnPhoto('somebody else').bytes(96));

/** The photo, which is no JSON and has a request of its own. */
export function photoOf(oid: string): ProfilePart {
  return {
    name: 'photo',
    label: 'Photo',
    before: Buffer.from(drawnPhoto(oid).bytes()).toString('base64'),
    after: picture.toString('base64'),
    shownAs: ['the new photo'],
    writtenBy: ({ method, path, body }) =>
      method === 'PUT' && path.startsWith(`/users/${oid}/photo`)
        ? Buffer.from(body as Uint8Array).toString('base64')
        : undefined,
  };
}

/** What is typed into the inputs to change these parts. */
export function textsOf(parts: readonly ProfilePart[]): Readonly<Record<string, string>> {
  return Object.fromEntries(parts.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text]])));
}

/** Whether the directory holds a part's value. */
function holds(desk: WithSandbox, oid: string, { name }: ProfilePart, value: Held): boolean {
  return JSON.stringify(heldIn(desk, oid, name)) === JSON.stringify(value);
}

/** The parts that a request writes though they hold that value already. */
export function writtenTwice(
  desk: WithSandbox,
  oid: string,
  parts: readonly ProfilePart[],
  request: WriteLike,
): string[] {
  return parts
    .filter((part) => {
      const value = part.writtenBy(request);
      return value !== undefined && holds(desk, oid, part, value);
    })
    .map(({ label }) => label);
}

/** The parts as the card's words are compared with them. */
export function changesOf(desk: WithSandbox, oid: string, parts: readonly ProfilePart[]): TruthOfChange[] {
  return parts.map((part) => ({
    label: part.label,
    shownAs: part.shownAs,
    isDone: () => holds(desk, oid, part, part.after),
    isNotDone: () => holds(desk, oid, part, part.before),
  }));
}

/** Puts the parts back to how they were, from outside. */
export function putBack(desk: WithSandbox, oid: string, parts: readonly ProfilePart[]): void {
  for (const { name, before } of parts) hold(desk, oid, name, before);
}
