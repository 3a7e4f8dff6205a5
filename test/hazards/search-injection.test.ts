import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { readEditMessage } from '../../src/dialogs/editMessage.ts';
import { languageOf } from '../../src/language/language.ts';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { leaves, parseFilterStrings, parseSearch, typed, wordsOf } from '../support/graphQueries.ts';
import { inGroup } from '../support/groups.ts';
import { hazard } from './hazard.ts';

let desk: DeskUnderTest;
let client: TeamsClient;
let inChannel: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
  inChannel = await inGroup(desk, people.userAdministrator);
});
afterAll(() => desk.close());

const names = ['displayName', 'givenName', 'surname'];
const addresses = ['mail', 'userPrincipalName'];
const options = ['$search', '$filter', '$select', '$top', '$count', '$expand', '$orderby'];
const isKnown = (id: string): boolean => desk.sandbox.graph.directory.byObjectId(id) !== undefined;

const searched = fc.oneof(
  { weight: 3, arbitrary: typed },
  fc.stringMatching(/^\+?[1-9][\d ().-]{5,14}\d$/),
  fc.constantFrom(
    "' or 1 eq 1 or '",
    "O'Brien@contoso.com",
    '%27%20or%201%20eq%201',
    '&$select=passwordProfile',
    '?$top=999#',
    '" OR "displayName:',
    '../../organization',
    "+31' or 1 eq 1",
    '020 123 4567',
  ),
);

/** Each word, for each name; a single one for an address too. */
function expectSearch(search: string, query: string): void {
  const words = wordsOf(query);
  const [first] = words;
  const direct = words.length === 1 ? addresses.map((property) => ({ property, word: first })) : [];
  const byName = words.flatMap((word) => names.map((property) => ({ property, word })));
  expect(leaves(parseSearch(search))).toEqual([...direct, ...byName]);
}

/** The whole text, as an employee id or an address; or a phone number in its spellings. */
function expectFilter(filter: string, query: string): void {
  const text = query.trim().toWellFormed();
  const { strings, rest } = parseFilterStrings(filter);
  if (rest === 'employeeId eq ?') expect(strings).toEqual([text]);
  else if (rest === 'mail eq ? or proxyAddresses/any(p:p eq ?)')
    expect(strings).toEqual([text, `smtp:${text}`]);
  else {
    expect(rest).toMatch(/^mobilePhone in \(\?(,\?)*\) or businessPhones\/any\(p:p eq \?( or p eq \?)*\)$/);
    const digits = (number: string): string => number.replace(/\D/g, '').slice(-5);
    for (const spelling of strings) {
      expect(spelling).toMatch(/^[+\d ().-]+$/);
      expect(digits(spelling)).toBe(digits(text));
    }
  }
}

/** Where a text to look for comes from, and how it gets there. */
const ways = {
  find: (query) => client.send(`find ${query}`),
  history: (query) => client.send(`history ${query}`),
  bare: (query) => client.send(query),
  mention: (query) => inChannel.sendMention(query),
  editMessage: (query) => client.send(`${people.obrien.oid}: manager = ${query}`),
  typeahead: (query, kept) => client.search(kept, 'manager', query),
} satisfies Record<string, (query: string, keptMessageId: string) => Promise<unknown>>;
type Way = keyof typeof ways;

/** Whether a text is one to look for that way, and no command or edit message. */
function isLookedFor(query: string, way: Way): boolean {
  if (way === 'editMessage') return !/[:;=]/.test(query);
  return (way !== 'bare' && way !== 'mention') || !readEditMessage(query, languageOf('en'));
}

hazard(
  {
    number: 21,
    hazard: 'Search injection (OData quotes, operators of $search, %, &)',
    promise:
      'What is searched for is data: Graph gets its words as they were typed, eight at most and without &, or the whole address, employee id or number',
    cases: 5_000,
  },
  async (run) => {
    const count = { searches: 0, filters: 0, phones: 0 };
    const by = new Map<Way, number>();
    await client.send(people.obrien.oid);
    await desk.app.idle();
    const { id: kept } = client.last();
    await run.property(
      fc.asyncProperty(searched, fc.constantFrom(...(Object.keys(ways) as Way[])), async (query, way) => {
        fc.pre(isLookedFor(query, way));
        const seen = desk.sandbox.graph.requests.length;
        await ways[way](query, kept);
        await desk.app.idle();
        // Who said nobody is asked for whom they look, and what comes next is the answer.
        if (query.trim() === '') await client.send('cancel');
        const sent = desk.sandbox.graph.requests.slice(seen).flatMap((one) => one.batch ?? [one]);
        for (const { url, method } of sent) {
          expect(method).toBe('GET');
          const { pathname, searchParams } = new URL(url, desk.sandbox.url);
          // What follows the id is the bot's own, and names a part of the person.
          const [, id] = /^(?:\/v1\.0)?\/users(?:\/([^/]+)(?:\/[a-zA-Z0-9./$]+)?)?$/.exec(pathname) ?? [];
          if (id === undefined)
            expect(pathname).toMatch(/^(\/v1\.0)?\/(users|organization|auditLogs\/directoryAudits)$/);
          else if (!isKnown(id)) expect(decodeURIComponent(id)).toBe(query.trim().toWellFormed());
          for (const name of searchParams.keys()) expect(options).toContain(name);
          const search = searchParams.get('$search');
          if (search !== null) {
            count.searches += 1;
            by.set(way, (by.get(way) ?? 0) + 1);
            expectSearch(search, query);
          }
          const filter = searchParams.get('$filter');
          if (filter !== null && !pathname.endsWith('directoryAudits')) {
            count.filters += 1;
            if (filter.startsWith('mobilePhone')) count.phones += 1;
            expectFilter(filter, query);
          }
        }
        // Each begins with a chat of its own: a long one would only slow the next down.
        for (const one of [client, inChannel])
          for (const { id } of one.views())
            if (id !== kept) desk.sandbox.teams.conversations.get(one.conversationId)?.remove(id);
      }),
    );
    if (run.scale === 1) expect([...by.keys()].toSorted()).toEqual(Object.keys(ways).toSorted());
    return `${count.searches} searches and ${count.filters} filters reached Graph, ${count.phones} of them for a number, each read back as it was typed`;
  },
);
