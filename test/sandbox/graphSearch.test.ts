import { describe, expect, it } from 'vitest';
import { searchableTokensOf, tokensOf } from '../../src/sandbox/graph/searchWords.ts';
import { people, samplePeople } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

// https://learn.microsoft.com/graph/search-query-parameter#using-search-on-directory-object-collections
describe('the words of a search', () => {
  it.each([
    ['hello world', ['hello', 'world']],
    ['HelloWorld', ['hello', 'world']],
    ['helloWORLD', ['hello', 'world']],
    ['HELLOworld', ['helloworld']],
    ['HelloWORld', ['hello', 'world']],
    ['hello.world', ['hello', '.', 'world']],
    ['hello123world', ['hello', '123', 'world']],
    ['李四(David Li)', ['李四', '(', 'david', 'li', ')']],
  ])('of %j are %j', (text, tokens) => {
    expect(tokensOf(text).filter(Boolean)).toEqual(tokens);
  });

  it('are put together where only symbols stand between them', () => {
    expect(searchableTokensOf('hello-world')).toEqual(['hello', '-', 'world', 'helloworld']);
    expect(searchableTokensOf('HelloWorld')).not.toContain('helloworld');
  });
});

describe('$search', () => {
  const { graph, clock, as } = startGraph();
  const admin = as(people.userAdministrator);

  it.each(['李四(David Li)', '李四', 'David', 'Li', 'David)', '(李四', 'Li 李'])(
    'finds 李四(David Li) by %j',
    async (text) => {
      expect(await admin.search(`"displayName:${text}"`)).toContain('李四(David Li)');
    },
  );

  it.each([
    ['any order of words', `"displayName:o'brien declan"`],
    ['starts of words', '"displayName:decl bri"'],
    ['words that symbols part, together', '"displayName:obrien"'],
    ['a clause with AND', `"displayName:declan" AND "mail:declan"`],
    ['AND before OR', `"displayName:declan" OR "displayName:nobody" AND "displayName:nobody"`],
    ['parentheses', `("displayName:nobody" OR "displayName:declan") AND "jobTitle:customs"`],
    ['another property from its start', '"mail:DECLAN.obr"'],
  ])('takes %s', async (_what, text) => {
    expect(await admin.search(text)).toEqual([people.obrien.displayName]);
  });

  it.each([
    ['the middle of a word', '"displayName:eclan"'],
    ['the middle of a mail address', '"mail:obrien"'],
    ['a second word of another property', '"jobTitle:broker"'],
    ['a property and its value of somebody else', '"displayName:declan" AND "mail:ingrid"'],
    ['parentheses that matter', `("displayName:declan" OR "displayName:x") AND "displayName:nobody"`],
  ])('does not find by %s', async (_what, text) => {
    expect(await admin.search(text)).toEqual([]);
  });

  it('reads \\" and \\\\ within a clause', async () => {
    expect(await admin.search('"displayName:\\"Zee\\""')).toEqual(['Zoë "Zee" McAllister']);
    expect(await admin.search('"displayName:\\\\"')).toEqual([]);
  });

  it.each([
    ['no quotes', 'displayName:declan'],
    ['an open quote', '"displayName:declan'],
    ['an unescaped quote', '"displayName:"Zee""'],
    ['no property', '"declan"'],
    ['an unknown property', '"nickname:declan"'],
    ['a property that is no text', '"accountEnabled:true"'],
    ['small letters for OR', '"displayName:a" or "displayName:b"'],
    ['an open parenthesis', '("displayName:a"'],
    ['nothing between two clauses', '"displayName:a" "displayName:b"'],
    ['another escape', '"displayName:\\n"'],
    ['nothing', ''],
  ])('refuses %s', async (_what, text) => {
    const answer = await admin.get(`/users?$search=${encodeURIComponent(text)}`, {
      ConsistencyLevel: 'eventual',
    });
    expect(answer.status).toBe(400);
  });

  it('refuses an ampersand on v1.0, and takes one that is encoded twice', async () => {
    const eventual = { ConsistencyLevel: 'eventual' };
    const refused = await admin.get('/users?$search="displayName:Hart%20%26%20Soul"', eventual);
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toBe("Unrecognized query argument specified: ''.");
    const taken = await admin.get('/users?$search="displayName:Hart%20%2526%20Soul"', eventual);
    expect(taken.body.value).toHaveLength(1);
  });

  it('wants ConsistencyLevel: eventual', async () => {
    const answer = await admin.get('/users?$search="displayName:declan"');
    expect(answer.status).toBe(400);
    expect(answer.body.error.code).toBe('Request_UnsupportedQuery');
  });

  it('is not for guests, who may read a single person', async () => {
    const guest = as(people.guest);
    const answer = await guest.get('/users?$search="displayName:declan"', { ConsistencyLevel: 'eventual' });
    expect(answer.status).toBe(403);
    expect((await guest.get(`/users/${people.obrien.oid}`)).status).toBe(200);
  });

  it('sees the directory as it was when the index was made', async () => {
    graph.settings.indexLagMs = 60_000;
    graph.directory.update(people.rightToLeft.oid, { displayName: 'Newname' });
    clock.pass(59_999);
    expect(await admin.search('"displayName:Newname"')).toEqual([]);
    expect(await admin.search(`"displayName:${people.rightToLeft.displayName}"`)).toHaveLength(1);
    clock.pass(1);
    expect(await admin.search('"displayName:Newname"')).toEqual(['Newname']);
    graph.settings.indexLagMs = 0;
  });

  it('finds everybody by their display name, but for the ampersand', async () => {
    for (const { user } of samplePeople) {
      if (user.id === people.rightToLeft.oid || user.displayName.includes('&')) continue;
      const text = user.displayName.replace(/["\\]/g, '\\$&');
      expect(await admin.search(`"displayName:${text}"`)).toContain(user.displayName);
    }
  });
});
