import fc from 'fast-check';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf, textOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { cardForAll, inGroup, settled } from '../support/groups.ts';
import { hazard } from './hazard.ts';

const caller = people.userAdministrator;
const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
let group: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(caller);
  group = await inGroup(desk, caller);
});
afterAll(() => desk.close());

/** Whose token it is, or what it is for, instead of the caller's for this bot. */
interface Other {
  /** Whom Entra issued it to. */
  readonly oid: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** A text that is nearly another one, or something else of the same letters. */
const near = (text: string) =>
  fc.oneof(
    fc.constantFrom<unknown>(
      undefined,
      null,
      '',
      0,
      {},
      [text],
      ` ${text}`,
      `${text} `,
      `{${text}}`,
      `${text}\u0000`,
    ),
    fc.nat(text.length - 1).map((at) => `${text.slice(0, at)}${text.slice(at + 1)}`),
    fc.uuid(),
  );
const ofClaim = (name: string, text: () => string, ...more: (() => unknown)[]): fc.Arbitrary<Other> =>
  fc
    .oneof(
      fc.constant(undefined).chain(() => near(text())),
      ...more.map((one) => fc.constant(undefined).map(one)),
    )
    .map((value) => ({ oid: caller.oid, claims: { [name]: value } }));
const botId = () => desk.sandbox.tenant.botId;
const another = fc.oneof(
  fc
    .constantFrom(...Object.values(people).filter(({ oid }) => oid !== caller.oid))
    .map(({ oid }) => ({ oid, claims: {} })),
  ofClaim(
    'oid',
    () => caller.oid,
    () => target.oid,
  ),
  ofClaim('tid', () => desk.sandbox.tenant.tenantId),
  ofClaim(
    'aud',
    botId,
    () => `api://${botId()}`,
    () => '00000003-0000-0000-c000-000000000000',
    () => desk.sandbox.environment().GRAPH_BASE_URL,
  ),
);

type Way = 'known' | 'exchanged' | 'button' | 'code';

/** What the caller does, to which the directory would have to be asked. */
const doings = {
  message: () => client.send(target.oid),
  history: () => client.send(`history ${target.oid}`),
  click: (messageId: string) => client.submit(messageId, saveOf(messageId), { jobTitle: 'Not theirs' }),
  fallback: (messageId: string) =>
    client.submitFallback(messageId, saveOf(messageId), { jobTitle: 'Not theirs' }),
  typeahead: (messageId: string) => client.search(messageId, 'manager', 'Ingrid'),
  group: () => group.sendMention(target.displayName),
  groupClick: () => group.execute(shown.messageId, shown.open),
  groupRefresh: () => group.reload(),
} satisfies Record<string, (messageId: string) => Promise<unknown>>;
type Doing = keyof typeof doings;
const all = ['known', 'exchanged', 'button', 'code'] as const;
/** How another account can come in with each: nobody is asked to sign in by what is typed into an input, or in front of others. */
const ways: Readonly<Record<Doing, readonly Way[]>> = {
  message: all,
  history: all,
  fallback: all,
  click: ['known', 'exchanged', 'button'],
  groupClick: ['known', 'button'],
  typeahead: ['known'],
  group: ['known'],
  groupRefresh: ['known'],
};
const pairs = Object.values(ways).flat().length;
const wrongAccount = /You signed in with another account/;
/** What the person gets: in front of others the card for all, by whose button they can sign in. */
const toldBy: Readonly<Record<Doing, RegExp>> = {
  message: wrongAccount,
  history: wrongAccount,
  fallback: wrongAccount,
  click: wrongAccount,
  groupClick: wrongAccount,
  typeahead: /Sign in first/,
  group: /"title":"Sign in"/,
  groupRefresh: /"title":"Open"/,
};
const saveOf = (messageId: string) => actionOf(client.shown(messageId), 'Save') as CardAction;
/** The group's message that shows somebody, and its button for a view of one's own. */
let shown: { readonly messageId: string; readonly open: CardAction };

hazard(
  {
    number: 8,
    hazard: 'Another account is signed in than the one that speaks',
    promise:
      'No token is exchanged for it and Graph is not asked; the person is told, and can sign in as themselves',
    cases: 5 * pairs,
    least: pairs,
  },
  async (run) => {
    const { sandbox, graphCalls } = desk;
    const { teams, tokenService } = sandbox;
    const own = await sandbox.entra.issueApiToken(caller.oid);
    const exchanges = () => sandbox.entra.requests.filter(({ grant }) => grant.endsWith('jwt-bearer')).length;
    tokenService.keep(client.userId, own);
    await group.sendMention(target.displayName);
    await settled(desk, group);
    const messageId = group.last().id;
    const forAll = await cardForAll(desk, group, messageId);
    shown = { messageId, open: actionOf(forAll, 'Open') as CardAction };
    const tried = new Set<string>();
    const attempt = async (doing: Doing, way: Way, { oid, claims }: Other): Promise<void> => {
      vi.restoreAllMocks();
      tokenService.keep(client.userId, own);
      teams.settings.ssoMode = 'silent';
      await client.send(target.oid);
      await settled(desk, client);
      const { id } = client.last();
      const token = await sandbox.entra.issueApiToken(oid, claims as JWTPayload);
      // Whatever the Token Service gets from now on is this one.
      const issued = vi.spyOn(sandbox.entra, 'issueApiToken').mockResolvedValue(token);
      if (way === 'known') tokenService.keep(client.userId, token);
      else tokenService.forgetAll();
      teams.settings.ssoMode = way === 'exchanged' ? 'silent' : 'consentNeeded';
      graphCalls();
      const before = exchanges();
      const [calls, answers] = [teams.connector.calls.length, teams.deliveries.length];
      await doings[doing](id);
      const where = doing.startsWith('group') ? group : client;
      const asked = where.views().find(({ signInButton }) => signInButton);
      if (asked && way === 'button') await where.signIn(asked.id);
      if (asked?.signInButton && way === 'code') await client.send(await codeOf(asked.signInButton.link));
      await desk.app.idle();
      const told = JSON.stringify([
        teams.connector.calls.slice(calls),
        teams.deliveries.slice(answers).map(({ body }) => body),
      ]);
      if (way !== 'known') expect(issued).toHaveBeenCalled();
      expect(told).toMatch(toldBy[doing]);
      expect(graphCalls()).toEqual([]);
      expect(exchanges()).toBe(before);
      expect(desk.patches()).toEqual([]);
      vi.restoreAllMocks();
      tried.add(`${doing} ${way}`);

      // With the person's own token all goes on.
      teams.settings.ssoMode = 'silent';
      tokenService.keep(client.userId, own);
      await client.send(target.oid);
      expect(textOf(client.last().card)).toContain(target.displayName);
      for (const { id: old } of client.messages())
        teams.conversations.get(client.conversationId)?.remove(old);
      await client.reload();
    };
    for (const doing of Object.keys(doings) as Doing[])
      for (const way of ways[doing])
        await run.property(
          fc.asyncProperty(fc.constant(doing), fc.constant(way), another, attempt),
          Math.ceil(run.cases / pairs),
        );
    return `${tried.size} ways to be asked, 0 requests to Graph, 0 tokens exchanged`;
  },
);

/** The six digits that the window of a sign-in button ends with. */
async function codeOf(link: string): Promise<string> {
  const answer = await fetch(new URL('/sign-in/complete', desk.sandbox.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ state: new URL(link).searchParams.get('state'), oid: caller.oid }),
  });
  return ((await answer.json()) as { code: string }).code;
}
