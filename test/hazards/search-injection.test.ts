import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { leaves, parseFilterStrings, parseSearch, typed, wordsOf } from '../support/graphQueries.ts';
import { hazard } from './hazard.ts';

let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
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

const ways = ['find', 'history', 'typeahead'] as const;

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
    await client.send(people.obrien.oid);
    await desk.app.idle();
    const { id: kept } = client.last();
    await run.property(
      fc.asyncProperty(searched, fc.constantFrom(...ways), async (query, way) => {
        const seen = desk.sandbox.graph.requests.length;
        if (way === 'typeahead') await client.search(kept, 'manager', query);
        // What is left of a message when Teams has trimmed it.
        else await client.send(`${way} ${query}`);
        await desk.app.idle();
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
        for (const { id } of client.views())
          if (id !== kept) desk.sandbox.teams.conversations.get(client.conversationId)?.remove(id);
      }),
    );
    return `${count.searches} searches and ${count.filters} filters reached Graph, ${count.phones} of them for a number, each read back as it was typed`;
  },
);
