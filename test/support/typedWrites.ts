import { expect } from 'vitest';
import { domainInput, formMarker } from '../../src/profile/changes.ts';
import { type FieldName, field, isFieldName, type Section, sections } from '../../src/profile/fields.ts';
import type { OwnEdit } from './ownEdits.ts';
import type { ArrivedWrite } from './writes.ts';

/** What a click sent, which may be anything. */
type Submitted = Readonly<Record<string, unknown>>;

/**
 * What a save may write, said once more and apart from the bot: each value is one that was sent in an input that the card
 * had, or what was there before.
 * @param before the person's properties before the click
 */
export function expectTyped(
  { inputs, targetId }: OwnEdit,
  writes: readonly ArrivedWrite[],
  data: Submitted,
  before: Submitted,
): void {
  const keys = Object.keys(data).filter((key) => !key.startsWith('$'));
  const isOurs = keys.every((key) => Object.hasOwn(inputs, key) && typeof data[key] === 'string');
  const changed = changedFields(inputs, data);
  const isRequiredEmpty = changed.some((name) => !field(name).clearable && typedIn(data, name).trim() === '');
  if (!isOurs || isRequiredEmpty) {
    expect(writes).toEqual([]);
    return;
  }
  for (const { method, path, body } of writes) {
    const [, id, part] = /^\/users\/([^/]+)(?:\/([^?]+))?$/.exec(path) ?? [];
    expect(id).toBe(targetId);
    if (part !== undefined) {
      const name = part.split('/')[0] as FieldName;
      expect(changed).toContain(name);
      expectReference({ method, path: part, body }, typedIn(data, name), inputs[name] ?? '');
      continue;
    }
    expect(method).toBe('PATCH');
    for (const [property, value] of Object.entries(body as object)) {
      if (isFieldName(property)) {
        expect(changed, `${property} is written`).toContain(property);
        expectValue(property, value, data);
        continue;
      }
      const names = changed.filter((name) => name.startsWith(`${property}/`));
      expect(names, `${property} is written`).not.toEqual([]);
      for (const [nested, inner] of Object.entries(value as object)) {
        const name = names.find((one) => one === `${property}/${nested}`);
        if (name) expectValue(name, inner, data);
        else
          expect(inner, `${property}/${nested}`).toEqual((before[property] as Submitted)?.[nested] ?? null);
      }
    }
  }
}

/** The text that was sent in an input; where none was, it was emptied. */
const typedIn = (data: Submitted, key: string): string =>
  Object.hasOwn(data, key) && typeof data[key] === 'string' ? data[key] : '';

/**
 * The fields whose inputs were changed. One that does not come back was emptied if its section was on the card then: what
 * the card tells of that is a text, and of anything else nothing can be told.
 */
function changedFields(inputs: OwnEdit['inputs'], data: Submitted): FieldName[] {
  const told = typedIn(data, formMarker).split(',');
  const named = sections.filter((section) => told.includes(section));
  const wasThere = (section: Section): boolean => named.length === 0 || named.includes(section);
  return Object.keys(inputs)
    .filter(isFieldName)
    .filter((name) => Object.hasOwn(data, name) || wasThere(field(name).section))
    .filter((name) =>
      [name, name + domainInput].some((key) => key in inputs && typedIn(data, key) !== inputs[key]),
    );
}

/** A manager or a sponsor: whose id it is, and that it was chosen, or no more. */
function expectReference({ method, path, body }: ArrivedWrite, text: string, former: string): void {
  const idsIn = (list: string): string[] => list.split(',').map((id) => id.trim().toLowerCase());
  const reference = String((body as Submitted | undefined)?.['@odata.id'])
    .split('/')
    .at(-1);
  if (method !== 'DELETE') {
    expect(path).toBe(method === 'PUT' ? 'manager/$ref' : 'sponsors/$ref');
    expect(method).toBe(path.startsWith('manager') ? 'PUT' : 'POST');
    expect(idsIn(text), 'who was chosen').toContain(reference?.toLowerCase());
    return;
  }
  const [, sponsor] = /^sponsors\/([^/]+)\/\$ref$/.exec(path) ?? [];
  if (sponsor === undefined) {
    expect(path).toBe('manager/$ref');
    expect(['', 'none']).toContain(text.trim());
    return;
  }
  expect(idsIn(former), 'who was a sponsor').toContain(sponsor.toLowerCase());
  expect(idsIn(text), 'who was chosen').not.toContain(sponsor.toLowerCase());
}

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

/** That a value is what was typed, in the form that Graph has it in. */
function expectValue(name: FieldName, value: unknown, data: Submitted): void {
  const text = typedIn(data, name).replace(/\r\n?/g, '\n').trim();
  const { kind } = field(name);
  const lines = [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean);
  if (Array.isArray(value)) expect(value, name).toEqual(lines);
  else if (typeof value === 'boolean') expect(String(value), name).toBe(text);
  else if (value === null) expect(kind === 'choice' ? ['', 'none'] : [''], name).toContain(text);
  else if (kind === 'country') expect([value, countryNames.of(String(value))], name).toContain(text);
  else if (kind === 'date') expect(value, name).toBe(`${text}T00:00:00Z`);
  else if (kind === 'upn')
    expect([text, `${text}@${typedIn(data, name + domainInput)}`], name).toContain(value);
  // Their letters are put into the case that Graph has them in.
  else if (kind === 'choice' || kind === 'language')
    expect(String(value).toLowerCase(), name).toBe(text.toLowerCase());
  else expect(value, name).toBe(text);
}
