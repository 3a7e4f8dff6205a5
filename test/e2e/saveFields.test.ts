import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldNames, fields } from '../../src/profile/fields.ts';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { inputsOf, textOf, titlesOf } from '../support/cards.ts';
import { type DeskUnderTest, press, startDesk } from '../support/desk.ts';

let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
  await client.send(people.annaSmith.oid);
});
afterAll(() => desk.close());

const person = (): Readonly<Record<string, unknown>> =>
  desk.sandbox.graph.directory.person(people.annaSmith.oid) ?? {};
const patches = () => desk.sandbox.graph.requests.filter(({ method }) => method === 'PATCH');

/** Opens a fresh card and saves with these texts in its inputs; whatever asks to confirm is confirmed. */
async function save(typed: Readonly<Record<string, string>>) {
  await client.send(people.annaSmith.oid);
  const earlier = patches().length;
  let message = await press(client, client.last(), 'Save', typed);
  if (titlesOf(message.card).includes('Confirm')) message = await press(client, message, 'Confirm');
  return { message, sent: patches().slice(earlier) };
}

/** What a person would type into each field, and what the directory holds then. */
const typed: Record<string, { text: string; stored: unknown }> = {
  ...Object.fromEntries(fieldNames.map((name) => [name, { text: `New ${name}`, stored: `New ${name}` }])),
  preferredLanguage: { text: 'NL-nl', stored: 'nl-NL' },
  employeeId: { text: ' NH-99 ', stored: 'NH-99' },
  businessPhones: { text: '+31 10 555 7777', stored: ['+31 10 555 7777'] },
  mobilePhone: { text: '+31 6 5557777', stored: '+31 6 5557777' },
  streetAddress: { text: 'Kade 1\r\nUnit 2', stored: 'Kade 1\nUnit 2' },
  usageLocation: { text: 'germany', stored: 'DE' },
  accountEnabled: { text: 'false', stored: false },
};
const clearable = fieldNames.filter((name) => fields[name].clearable);
const emptied = (name: string) => (name === 'businessPhones' ? [] : null);

describe('a field that is changed', () => {
  it.each(fieldNames)('%s alone reaches Graph, by object id', async (name) => {
    const { text = '', stored } = typed[name] ?? {};
    const before = person();
    const { message, sent } = await save({ [name]: text });
    expect(sent.map(({ url, body }) => ({ url, body }))).toEqual([
      { url: `/v1.0/users/${people.annaSmith.oid}`, body: { [name]: stored } },
    ]);
    expect(textOf(message.card)).toMatch(/^Saved\n/);
    expect(person()).toEqual({ ...before, [name]: stored });
  });

  it.each(clearable)('%s is emptied with what Graph takes for empty', async (name) => {
    const { sent } = await save({ [name]: '   ' });
    expect(sent.map(({ body }) => body)).toEqual([{ [name]: emptied(name) }]);
    expect(person()[name] ?? null).toEqual(emptied(name));
  });

  it.each(fieldNames.filter((name) => fields[name].clearable === false && name !== 'accountEnabled'))(
    '%s can’t be emptied, and the card says so at its input',
    async (name) => {
      const { message, sent } = await save({ [name]: '', city: 'Delft' });
      expect(sent).toEqual([]);
      expect(textOf(message.card)).toContain('This can’t be empty.');
      expect(inputsOf(message.card)).toMatchObject({ [name]: '', city: 'Delft' });
    },
  );

  it.each(fieldNames.filter((name) => 'maxLength' in fields[name]))(
    '%s may be as long as Entra takes, and no longer',
    async (name) => {
      const { maxLength } = fields[name] as { maxLength: number };
      const longest = 'x'.repeat(maxLength);
      const { sent } = await save({ [name]: longest });
      expect(sent.map(({ status }) => status)).toEqual([204]);
      const { message, sent: tooMuch } = await save({ [name]: `${longest}x` });
      expect(tooMuch).toEqual([]);
      expect(textOf(message.card)).toContain(`At most ${maxLength} characters.`);
    },
  );

  it.each([
    ['usageLocation', 'Germny', /No country of that name or code\. Did you mean .*Germany/],
    ['preferredLanguage', 'Dutch!', /Use a language tag/],
    ['city', 'Del\u202eft', /invisible control characters/],
  ])('%s does not take %j, and what was typed stays', async (name, text, says) => {
    const { message, sent } = await save({ [name]: text });
    expect(sent).toEqual([]);
    expect(textOf(message.card)).toMatch(says);
    expect(inputsOf(message.card)[name]).toBe(text);
  });
});
