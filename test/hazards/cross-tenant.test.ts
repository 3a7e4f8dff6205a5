import fc from 'fast-check';
import type { JWTPayload } from 'jose';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { CardAction, TeamsClient } from '../../src/sandbox/teams/client.ts';
import { actionOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import { inGroup, settled } from '../support/groups.ts';
import { hazard } from './hazard.ts';

const caller = people.userAdministrator;
const target = people.obrien;
let desk: DeskUnderTest;
let client: TeamsClient;
let group: TeamsClient;
let shared: TeamsClient;
beforeAll(async () => {
  desk = await startDesk();
  client = await desk.as(caller);
  group = await inGroup(desk, caller);
  shared = await desk.as(caller, { conversationId: desk.sandbox.teams.sampleConversations.sharedChannel });
});
afterAll(() => desk.close());

const tenants = ['own', 'other', 'third'] as const;
const scopes = ['personal', 'groupChat', 'channel'] as const;
type Tenant = (typeof tenants)[number];

/** An activity, and the token that the Token Service has for its person. */
interface Case {
  readonly scope: (typeof scopes)[number] | 'sharedChannel';
  readonly kind: 'message' | 'click' | 'typeahead';
  /** Where the activity names a tenant; undefined where it does not. */
  readonly conversation: Tenant | undefined;
  readonly channelData: Tenant | undefined;
  readonly from: Tenant | undefined;
  /** Whose home it is, as the roster of a shared channel has it. */
  readonly isForeign: boolean;
  readonly token: Tenant;
  readonly upperCase: boolean;
}

const cells: Case[] = scopes.flatMap((scope) =>
  tenants.flatMap((tenant) =>
    tenants.map((token) => ({
      scope,
      kind: 'message' as const,
      conversation: tenant,
      channelData: tenant,
      from: undefined,
      isForeign: false,
      token,
      upperCase: false,
    })),
  ),
);
// Most of what is drawn is the bot's own, so that often one thing alone is not.
const mostlyOwn = fc.oneof(
  { weight: 3, arbitrary: fc.constant('own' as const) },
  { weight: 1, arbitrary: fc.constantFrom(...tenants) },
);
const maybe = fc.option(mostlyOwn, { nil: undefined, freq: 3 });
const anyCase: fc.Arbitrary<Case> = fc.record({
  scope: fc.constantFrom(...scopes, 'sharedChannel' as const),
  kind: fc.constantFrom('message', 'click', 'typeahead'),
  conversation: maybe,
  channelData: maybe,
  from: maybe,
  isForeign: fc.boolean(),
  token: mostlyOwn,
  upperCase: fc.boolean(),
});

/** All that name a tenant name the bot's own, and somebody does. */
function isOurs({ scope, conversation, channelData, from, isForeign, token }: Case): boolean {
  const named = [conversation, channelData, from].filter((one) => one !== undefined);
  const isNamed = conversation !== undefined || channelData !== undefined;
  return (
    isNamed && [...named, token].every((one) => one === 'own') && !(scope === 'sharedChannel' && isForeign)
  );
}

hazard(
  {
    number: 6,
    hazard: 'An activity, a person or a token of another tenant',
    promise:
      'The tenants of the activity, of the roster and of the person’s token must all be the bot’s own; nothing of the directory is read or told otherwise',
    cases: cells.length + 1_000,
    least: cells.length,
  },
  async (run) => {
    const { sandbox } = desk;
    const { teams, entra, tokenService } = sandbox;
    const foreigner = teams.sampleConversations.foreignPerson;
    const idOf: Record<Tenant, string> = {
      own: sandbox.tenant.tenantId,
      other: foreigner.tenantId,
      third: '72f988bf-86f1-41af-91ab-2d7cd011db47',
    };
    await client.send(target.oid);
    await group.sendMention(target.displayName);
    await settled(desk, group);
    await shared.sendMention('help');
    // In a channel a message that is made up goes to a thread that is there, or the bot has nowhere to answer it.
    const threads = { channel: group.last().id, sharedChannel: shared.last().id };
    const personal = { message: client.last().id, card: client.last().card };
    const inFront = { message: group.last().id, card: group.last().card };
    const exchanges = () => entra.requests.filter(({ grant }) => grant.endsWith('jwt-bearer')).length;
    let served = 0;

    const outgoingOf = ({ kind, scope }: Case) => {
      const shown = scope === 'personal' ? personal : inFront;
      const replyToId = shown.message;
      const click = { ...(actionOf(shown.card, 'Save') as CardAction), type: 'Action.Execute' };
      const inThread = scope === 'channel' || scope === 'sharedChannel' ? { replyTo: threads[scope] } : {};
      if (kind === 'message') return { type: 'message', text: target.oid, ...inThread } as const;
      const value =
        kind === 'click'
          ? {
              action: { ...click, data: { ...(click.data as object), jobTitle: 'Elsewhere' } },
              trigger: 'manual',
            }
          : { queryText: 'Ingrid', dataset: 'people', queryOptions: { skip: 0, top: 15 } };
      const name = kind === 'click' ? 'adaptiveCard/action' : 'application/search';
      return { type: 'invoke', name, value, replyToId } as const;
    };

    const tryCase = async (one: Case): Promise<void> => {
      const { scope, conversation, channelData, from, isForeign, token, upperCase } = one;
      const person = isForeign ? foreigner : caller;
      const account = teams.groups.everybody.byObjectId(person.oid);
      if (!account) throw new Error('no account');
      const cased = (id: string) => (upperCase ? id.toUpperCase() : id);
      const named = (key: string, tenant: Tenant | undefined) =>
        tenant ? { [key]: cased(idOf[tenant]) } : {};
      const activity = teams.activityOf(
        account,
        outgoingOf(one) as never,
        scope === 'personal' ? undefined : teams.sampleConversations[scope],
      ) as unknown as Record<string, object> & { readonly id: string; readonly type: string };
      const { tenantId: _ours, ...place } = activity.conversation as Record<string, unknown>;
      const { tenantId: _theirs, ...sender } = activity.from as Record<string, unknown>;
      const { tenant: _whose, ...data } = activity.channelData as Record<string, unknown>;
      tokenService.keep(
        String(sender.id),
        await entra.issueApiToken(caller.oid, { tid: cased(idOf[token]), oid: person.oid } as JWTPayload),
      );
      desk.graphCalls();
      const before = exchanges();
      const calls = teams.connector.calls.length;
      desk.lines.length = 0;
      const { status, body } = await teams.redeliver(
        account.oid,
        {
          ...activity,
          conversation: { ...place, ...named('tenantId', conversation) },
          from: { ...sender, ...named('tenantId', from) },
          channelData: { ...data, ...(channelData ? { tenant: named('id', channelData) } : {}) },
        },
        false,
      );
      await desk.app.idle();
      // Who is of another tenant is told so, in a turn; what names none of the bot's own is refused at the door.
      expect(status).toBe([conversation, channelData].includes('own') ? 200 : 403);
      expect(desk.lines.filter((line) => line.includes('"event":"turn failed"'))).toEqual([]);
      const seen = desk.graphCalls();
      const told = JSON.stringify([body, teams.connector.calls.slice(calls)]);
      if (isOurs(one) && !isForeign) {
        served += 1;
        // Views in a group may be a minute old.
        expect(seen.length > 0 || told.includes(target.displayName)).toBe(true);
        return;
      }
      expect(seen).toEqual([]);
      // The foreigner's own token of the bot's tenant is Entra's to refuse.
      if (!isOurs(one)) expect(exchanges()).toBe(before);
      for (const text of [target.displayName, target.userPrincipalName, caller.userPrincipalName])
        expect(told).not.toContain(text);
    };

    for (const cell of cells) await run.check(JSON.stringify(cell), () => tryCase(cell));
    await run.property(fc.asyncProperty(anyCase, tryCase), Math.ceil(1_000 * run.scale));
    return `${cells.length} cells and ${Math.ceil(1_000 * run.scale)} by chance; ${served} were the bot’s own and answered, the others got nothing`;
  },
);
