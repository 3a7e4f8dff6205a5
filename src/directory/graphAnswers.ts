import type { User } from '@microsoft/microsoft-graph-types';
import { pictureKindOf } from '../pictureKind.ts';
import { type PersonSummary, readSummary } from '../profile/profile.ts';
import { errorOf, errorOfFailure } from './graphErrors.ts';

/** What Graph answered to a request, alone or as a part of a batch. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A request within a batch. */
export interface BatchItem {
  readonly id: string;
  readonly url: string;
  /** An advanced query: https://learn.microsoft.com/graph/aad-advanced-queries. */
  readonly eventual?: true;
  readonly method?: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: object;
  /** Left out where the answers turn out to be too long to be read. */
  readonly mayBeLong?: true;
}

/** https://learn.microsoft.com/graph/json-batching: answers come in any order. */
export function readBatchAnswers(body: unknown): Map<string, Answer> {
  const responses = (body as { responses?: unknown } | undefined)?.responses;
  if (!Array.isArray(responses)) throw errorOfFailure(new SyntaxError('The answer is no batch'));
  return new Map(
    responses.map(
      (response: { id: string; status: number; headers?: Record<string, string>; body?: unknown }) => [
        response.id,
        { status: response.status, headers: new Headers(response.headers), body: response.body },
      ],
    ),
  );
}

/** @throws DirectoryError unless the request was answered with 200 */
export function bodyOf<Body>(answer: Answer | undefined): Body {
  return bodyIsNeeded(answer).body as Body;
}

/** @throws DirectoryError unless the request was answered with 200 */
export function bodyIsNeeded(answer: Answer | undefined): Answer {
  if (!answer) throw errorOfFailure(new SyntaxError('The batch lacks an answer'));
  if (answer.status !== 200) throw errorOf(answer.status, answer.body, answer.headers);
  return answer;
}

/** The items of a list. */
export function valueList(body: unknown): readonly Readonly<Record<string, unknown>>[] {
  const value = (body as { value?: unknown } | undefined)?.value;
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

/** The people of a list that could be read. */
export function peopleIn(answer: Answer | undefined): PersonSummary[] {
  return answer?.status === 200 ? valueList(answer.body).map((user) => readSummary(user as User)) : [];
}

/** Each person once. */
export function distinct(people: readonly PersonSummary[]): PersonSummary[] {
  return [...new Map(people.map((person) => [person.id, person])).values()];
}

// In a batch an image is its base64 text. Larger ones would not fit the card; 96 pixels give about 5 KB.
const longestPhoto = 16_000;
/** Pixels: the largest that Graph serves. https://learn.microsoft.com/graph/api/profilephoto-get */
const widestPhoto = 648;

/** The photo as a data URI; undefined where there is none, or what is none by its bytes, or one that is too large. */
export function photoOf(answer: Answer | undefined): string | undefined {
  if (answer?.status !== 200 || typeof answer.body !== 'string' || answer.body.length > longestPhoto)
    return undefined;
  const bytes = Buffer.from(answer.body, 'base64');
  const kind = pictureKindOf(bytes);
  if (!kind || Math.max(kind.width, kind.height) > widestPhoto) return undefined;
  return `data:${kind.contentType};base64,${bytes.toString('base64')}`;
}

/** @returns undefined for a text that is no JSON */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
