import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import { startGraph } from './graphCaller.ts';

// Whatever stands in a text, properly quoted it is only a text; badly quoted it is refused, and nothing breaks.
const { graph, as } = startGraph();
const admin = as(people.userAdministrator);
const { oid } = people.employee;
const anyText = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => text.trim() !== '');

describe('any text', () => {
  it('is found by $filter as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        expect((await admin.patch(oid, { displayName: text })).status).toBe(204);
        expect(await admin.filter(`displayName eq '${text.replaceAll("'", "''")}'`)).toContain(text);
        expect(await admin.filter(`startsWith(displayName,'${text.replaceAll("'", "''")}')`)).toContain(text);
      }),
    );
  });

  it('is found by $search as it was written, but for an ampersand', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyText.map((text) => text.replaceAll('&', '+')),
        async (text) => {
          graph.directory.update(oid, { displayName: text });
          expect(await admin.search(`"displayName:${text.replace(/["\\]/g, '\\$&')}"`)).toContain(text);
        },
      ),
    );
  });

  it.each(['\\ a', 'a\\b', '\\\\', '"\\"'])('%j is found by $search, with its backslashes', async (text) => {
    graph.directory.update(oid, { displayName: text });
    expect(await admin.search(`"displayName:${text.replace(/["\\]/g, '\\$&')}"`)).toContain(text);
  });

  it('as a query is answered or refused', async () => {
    const eventual = { ConsistencyLevel: 'eventual' };
    const grammar = fc
      .array(
        fc.constantFrom(
          `"displayName:a"`,
          'AND',
          'OR',
          '(',
          ')',
          'mail',
          'eq',
          "'x'",
          'not',
          'any',
          '/any(',
          ':',
          '"',
          '\\',
          ',',
        ),
      )
      .map((words) => words.join(' '));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(anyText, grammar),
        fc.constantFrom('$filter', '$search', '$orderby', '$select', '$top'),
        async (text, name) => {
          const answer = await admin.get(`/users?${name}=${encodeURIComponent(text)}&$count=true`, eventual);
          expect([200, 400]).toContain(answer.status);
        },
      ),
    );
  });

  it('as a path is answered or refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { maxLength: 4 }), async (segments) => {
        const answer = await admin.get(`/${segments.map(encodeURIComponent).join('/')}`);
        expect([200, 400, 404]).toContain(answer.status);
      }),
    );
  });
});
