import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { leaves, parseFilterStrings, parseSearch, typed } from '../support/graphQueries.ts';
import { hazard } from './hazard.ts';

let desk: DeskUnderTest;
let client: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(people.userAdministrator);
});
afterAll(() => desk.close());

const properties = ['displayName', 'givenName', 'surname', 'mail', 'userPrincipalName'];
const options = ['$search', '$filter', '$select', '$top', '$count', '$expand', '$orderby'];
const forms = ['employeeId eq ?', 'mail eq ? or proxyAddresses/any(p:p eq ?)'];
const isKnown = (id: string): boolean => desk.sandbox.graph.directory.byObjectId(id) !== undefined;

const searched = fc.oneof(
  typed,
  fc.constantFrom(
    "' or 1 eq 1 or '",
    "O'Brien@contoso.com",
    '%27%20or%201%20eq%201',
    '&$select=passwordProfile',
    '?$top=999#',
    '" OR "displayName:',
    '../../organization',
  ),
);

hazard(
  {
    number: 21,
    hazard: 'Search injection (OData quotes, operators of $search, %, &)',
    promise: 'What is searched for is data: Graph gets it back as it was typed',
    cases: 5_000,
  },
  async (run) => {
    let searches = 0;
    let filters = 0;
    await run.property(
      fc.asyncProperty(searched, async (query) => {
        const seen = desk.sandbox.graph.requests.length;
        // What is left of a message when Teams has trimmed it.
        await client.send(`find ${query}`);
        await desk.app.idle();
        const sent = desk.sandbox.graph.requests.slice(seen).flatMap((one) => one.batch ?? [one]);
        for (const { url, method } of sent) {
          expect(method).toBe('GET');
          const { pathname, searchParams } = new URL(url, desk.sandbox.url);
          // What follows the id is the bot's own, and names a part of the person.
          const [, id] = /^(?:\/v1\.0)?\/users(?:\/([^/]+)(?:\/[a-zA-Z0-9./$]+)?)?$/.exec(pathname) ?? [];
          if (id === undefined) expect(pathname).toMatch(/^(\/v1\.0)?\/(users|organization)$/);
          else if (!isKnown(id)) expect(query.toWellFormed()).toContain(decodeURIComponent(id));
          for (const name of searchParams.keys()) expect(options).toContain(name);
          const search = searchParams.get('$search');
          if (search !== null) {
            searches += 1;
            for (const { property, word } of leaves(parseSearch(search))) {
              expect(properties).toContain(property);
              expect(query.toWellFormed()).toContain(word);
            }
          }
          const filter = searchParams.get('$filter');
          if (filter !== null) {
            filters += 1;
            const { strings, rest } = parseFilterStrings(filter);
            for (const text of strings) expect(query.toWellFormed()).toContain(text.replace(/^smtp:/, ''));
            expect(forms).toContain(rest);
          }
        }
        // Each begins with a chat of its own: a long one would only slow the next down.
        for (const { id } of client.views())
          desk.sandbox.teams.conversations.get(client.conversationId)?.remove(id);
      }),
    );
    return `${searches} searches and ${filters} filters reached Graph, each read back as it was typed`;
  },
);
