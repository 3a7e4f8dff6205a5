import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, cardAnswer, cardMessage } from '../support/echoBot.ts';
import { ada, startTeams, type TeamsUnderTest } from './teamsUnderTest.ts';

const netherlands = { title: 'Netherlands', value: 'NL' };
const caledonia = { title: 'New Caledonia', value: 'NC' };
const zealand = { title: 'New Zealand', value: 'NZ' };
const found = (results: unknown, more: object = {}): Answer => ({
  body: { type: 'application/vnd.microsoft.search.searchResponse', value: { results }, ...more },
});
const save = { type: 'Action.Execute', verb: 'save', data: { $edit: 'e1' } };

let desk: TeamsUnderTest;
afterEach(() => desk.close());

/** A bot whose card asks for a country. */
async function start(answer: Answer | undefined = found([zealand]), more: object = {}) {
  const country = {
    type: 'Input.ChoiceSet',
    id: 'country',
    value: 'NL',
    choices: [netherlands, caledonia],
    'choices.data': { type: 'Data.Query', dataset: 'countries' },
    ...more,
  };
  const city = { type: 'Input.Text', id: 'city', value: 'Gouda' };
  const body = [country, city, { type: 'Input.Text', id: 'street' }];
  desk = await startTeams(async (activity, connector) => {
    if (activity.name === 'application/search') return answer;
    if (activity.name) return cardAnswer({ type: 'AdaptiveCard', version: '1.5', body: [] });
    if (activity.text) await connector.send(cardMessage({ type: 'AdaptiveCard', version: '1.5', body }));
    return undefined;
  });
  const client = await desk.open(ada);
  await client.send('show');
  return { client, id: client.last().id };
}
const asked = () => desk.heard('application/search').at(-1);
const submitted = () => desk.heard('adaptiveCard/action').at(-1)?.value;

describe('typing into an input that asks for its choices', () => {
  it('asks the bot as Teams does, and shows the card’s own choices before those it found', async () => {
    const { client, id } = await start(found([zealand, { ...caledonia, title: 'Found again' }]));
    expect(await client.search(id, 'country', 'new')).toEqual({
      kind: 'results',
      results: [caledonia, zealand],
    });
    expect(asked()).toMatchObject({ type: 'invoke', replyToId: id, locale: 'en-US' });
    expect(asked()?.value).toEqual({
      queryText: 'new',
      queryOptions: { skip: 0, top: 15 },
      dataset: 'countries',
    });
  });

  it('sends what the card’s inputs hold only where the query wants them', async () => {
    const query = { type: 'Data.Query', dataset: 'countries', associatedInputs: 'auto', count: 5, skip: 10 };
    const { client, id } = await start(found([]), { 'choices.data': query });
    await client.search(id, 'country', 'new', { city: 'Delft' });
    expect(asked()?.value).toEqual({
      queryText: 'new',
      queryOptions: { skip: 10, top: 5 },
      dataset: 'countries',
      data: { country: 'NL', city: 'Delft' },
    });
  });

  it('shows no more than fifteen, and nothing that is no choice', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({ title: `New ${index}`, value: `${index}` }));
    const { client, id } = await start(found([null, { title: 'Without value' }, { value: 1 }, ...many]));
    const answer = await client.search(id, 'country', 'new');
    expect(answer).toEqual({ kind: 'results', results: [caledonia, ...many.slice(0, 14)] });
  });

  it.each([
    ['the status code of the SDK', found([zealand], { statusCode: 200 }), [zealand]],
    ['nothing found, as an HTTP status', { status: 204 }, []],
    ['nothing found, as a status code', found(undefined, { statusCode: 204 }), []],
    ['no list', found('x'), []],
  ])('takes %s', async (_kind, answer, results) => {
    const { client, id } = await start(answer, { choices: undefined });
    expect(await client.search(id, 'country', 'new')).toEqual({ kind: 'results', results });
  });

  it.each([
    ['an HTTP error', { status: 501 }],
    ['an error', found([zealand], { statusCode: 500 })],
    ['another type', cardAnswer({})],
    ['no body', {}],
  ])('shows that it could not load on %s', async (_kind, answer) => {
    const { client, id } = await start(answer);
    expect(await client.search(id, 'country', 'new')).toEqual({ kind: 'error', text: 'Unable to load' });
  });

  it('sends what was chosen as the value of the input: one, several with commas, or what the card gave', async () => {
    const { client, id } = await start(found([zealand]), { isMultiSelect: true });
    await client.submit(id, save, { country: `${zealand.value},${caledonia.value}` });
    expect(submitted()).toMatchObject({ action: { data: { country: 'NZ,NC' } } });
    await client.reload();
    await client.submit(id, save);
    expect(submitted()).toMatchObject({ action: { data: { country: 'NL' } } });
  });

  it('fails where no client could ask', async () => {
    const { client, id } = await start();
    await expect(client.search(id, 'city', 'x')).rejects.toThrow('asks for no choices');
    await expect(client.search(id, 'town', 'x')).rejects.toThrow('no input town');
    await desk.close();
    const people = { 'choices.data': { type: 'Data.Query', dataset: 'graph.microsoft.com/users' } };
    const other = await start(found([]), people);
    await expect(other.client.search(other.id, 'country', 'x')).rejects.toThrow('by itself');
  });
});
