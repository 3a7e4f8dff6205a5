import fc from 'fast-check';
import { afterAll, beforeAll, expect } from 'vitest';
import { people } from '../../src/sandbox/people.ts';
import type { TeamsClient } from '../../src/sandbox/teams/client.ts';
import { createMemoryStore } from '../../src/storage/memoryStore.ts';
import { textOf } from '../support/cards.ts';
import { type DeskUnderTest, startDesk } from '../support/desk.ts';
import {
  keepAsIs,
  type OwnEdit,
  type OwnEditName,
  ownEditNames,
  ownEdits,
  ownRequest,
} from '../support/ownEdits.ts';
import { sendInvoke, sendSubmit } from '../support/rawClicks.ts';
import { type Sent, tampered, tamperings, typing } from '../support/tampering.ts';
import { expectTyped } from '../support/typedWrites.ts';
import { type ArrivedWrite, writesOf } from '../support/writes.ts';
import { hazard } from './hazard.ts';

const store = createMemoryStore();
let desk: DeskUnderTest;
let client: TeamsClient;
let own: Readonly<Record<OwnEditName, OwnEdit>>;
let another: typeof own;
let requestId: string;
/** Puts all cards back to where they were. */
let putBack: () => Promise<void>;
beforeAll(async () => {
  desk = await startDesk({ store });
  client = await desk.as(people.userAdministrator);
  requestId = await ownRequest(desk, client);
  another = await ownEdits(desk, await desk.as(people.globalAdministrator));
  own = await ownEdits(desk, client);
  const edits = [...Object.values(own), ...Object.values(another)];
  putBack = await keepAsIs(desk, store, edits, `request/${requestId}`);
});
afterAll(() => desk.close());

const tampering = tamperings([
  ...ownEditNames.flatMap((name) => [`edit ${name}`, `question ${name}`, `person ${name}`]),
  ...ownEditNames.flatMap((name) => [`another’s edit ${name}`, `another’s question ${name}`]),
  'old question',
  'own request',
]);
/** What the references mean just now. */
const refs = (): Record<string, unknown> => ({
  ...Object.fromEntries(
    ownEditNames.flatMap((name) => [
      [`edit ${name}`, own[name].editId],
      [`question ${name}`, own[name].question],
      [`person ${name}`, own[name].targetId],
      [`another’s edit ${name}`, another[name].editId],
      [`another’s question ${name}`, another[name].question],
    ]),
  ),
  'old question': own.conflict.oldQuestion,
  'own request': requestId,
});

const click = fc.record({
  on: fc.constantFrom<OwnEditName[]>('form', ...ownEditNames),
  /** Into a form, before anything is done to it. */
  typed: fc.array(typing, { maxLength: 3 }),
  /** As an Action.Submit. */
  isSubmit: fc.boolean(),
  button: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 9 })),
  // A little is the hardest to tell from what is meant.
  tamperings: fc.oneof(
    { weight: 2, arbitrary: fc.array(tampering, { minLength: 1, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(tampering, { minLength: 1, maxLength: 6 }) },
  ),
});
type Click = typeof click extends fc.Arbitrary<infer Value> ? Value : never;

/** What the client sends for a click, before anything was done to it. */
function untouched({ on, typed, button, isSubmit }: Click): Sent {
  const { buttons, inputs } = own[on];
  const { verb, data, associatedInputs } = buttons[button % buttons.length] ?? {};
  const entered = on === 'form' ? { ...inputs, ...Object.fromEntries(typed) } : inputs;
  return {
    verb: isSubmit ? undefined : verb,
    data: { ...(data as object), ...(associatedInputs === 'none' ? {} : entered) },
    trigger: 'manual',
  };
}

/** Whether a click is more than what a client sends, and more than what somebody may have put into the inputs. */
function isTampered(clicked: Click): boolean {
  const { on, isSubmit, tamperings: todo } = clicked;
  const honest = untouched(clicked);
  const sent = tampered(honest, todo, refs());
  const typed = Object.entries(isObject(sent.data) ? sent.data : {}).filter(
    ([key, value]) => key in own[on].inputs && !key.startsWith('$') && typeof value === 'string',
  );
  const alike = { ...honest, data: { ...(honest.data as object), ...Object.fromEntries(typed) } };
  const onWire = (one: Sent): string => JSON.stringify({ value: wireValue(one, isSubmit) });
  return onWire(sent) !== onWire(alike);
}

/** What goes over the wire: the value of an invoke, or of a message. */
function wireValue({ verb, data, trigger }: Sent, isSubmit: boolean): unknown {
  if (!isSubmit) return { action: { type: 'Action.Execute', verb, data }, trigger };
  // Its verb is in its data alone.
  return verb === undefined || !isObject(data)
    ? data
    : Object.fromEntries([...Object.entries(data), ['$verb', verb]]);
}

/** What the bot may read of it. */
function arrived(value: unknown, isSubmit: boolean) {
  const read = JSON.parse(JSON.stringify({ value })).value;
  const { verb, data } = isSubmit ? { verb: undefined, data: read } : read.action;
  const sent = (isObject(data) ? data : {}) as Record<string, unknown>;
  const said = typeof verb === 'string' && verb !== '' ? verb : sent.$verb;
  return { verb: !isSubmit && read.trigger === 'automatic' ? 'refresh' : said, data: sent };
}
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What an answer to the question that stands writes; any other writes nothing. */
function answered({ question, writes, targetId }: OwnEdit, verb: unknown, answer: unknown): ArrivedWrite[] {
  const isAnswer = question === undefined || question === answer;
  const body = isAnswer && new Map<unknown, object>(Object.entries(writes)).get(verb);
  return body ? [{ method: 'PATCH', path: `/users/${targetId}`, body }] : [];
}

const prototypes = [Object, Array, Function, String, Number, Promise, Map].map((of) => of.prototype);
const keysOf = (objects: readonly object[]) => objects.map((object) => Reflect.ownKeys(object));
const prototypeKeys = keysOf(prototypes);
const statesOf = async (edits: typeof own) =>
  JSON.stringify(await store.read(Object.values(edits).map(({ editId }) => `edit/${editId}`)));

const noTrace = /\bat .*\.[jt]s|Error:|undefined|\[object/;

hazard(
  {
    number: 9,
    hazard:
      'Tampered card data (another person or edit, an old question, fields without an input, missing and extra keys, wrong types, __proto__)',
    promise:
      'Nothing is written but what the inputs of one’s own card can hold, to the person whom it was opened for',
    cases: 10_000,
  },
  async (run) => {
    let wrote = 0;
    let refused = 0;
    const tryOut = async (clicked: Click) => {
      const { on, isSubmit, tamperings: todo } = clicked;
      const nobodyElse = await statesOf(another);
      const before = desk.sandbox.graph.directory.person(own.form.targetId) ?? {};
      const value = wireValue(tampered(untouched(clicked), todo, refs()), isSubmit);
      try {
        const seen = desk.sandbox.graph.requests.length;
        const answer = await (isSubmit ? sendSubmit : sendInvoke)(desk, client.oid, own[on].messageId, value);
        await desk.app.idle();
        const writes = writesOf(desk, seen);
        if (answer.status === 400) {
          expect(JSON.stringify(value)).toMatch(/"(__proto__|constructor)"/);
          expect(writes).toEqual([]);
          refused += 1;
          return;
        }
        expect(answer.status).toBe(200);
        if (!isSubmit) {
          expect(answer.statusCode).toBe(200);
          expect(textOf(answer.value)).not.toMatch(noTrace);
        }
        expect(desk.lines.filter((line) => /turn failed|work failed/.test(line))).toEqual([]);
        const { verb, data } = arrived(value, isSubmit);
        const meant = ownEditNames.map((name) => own[name]).find(({ editId }) => editId === data.$edit);
        if (verb === 'save' && meant === own.form) expectTyped(own.form, writes, data, before);
        else {
          expect(writes).toEqual(meant ? answered(meant, verb, data.$asked) : []);
        }
        if (writes.length > 0) wrote += 1;
        expect(keysOf(prototypes)).toEqual(prototypeKeys);
        expect(await statesOf(another), 'the edits of somebody else').toBe(nobodyElse);
      } finally {
        await putBack();
        desk.lines.length = 0;
        // A long chat would only slow the next ones down.
        const kept = Object.values(own).map(({ messageId }) => messageId);
        for (const { id } of desk.sandbox.teams.messagesOf(client.oid))
          if (!kept.includes(id)) desk.sandbox.teams.conversations.get(client.conversationId)?.remove(id);
      }
    };
    for (const on of ownEditNames)
      for (const isSubmit of [false, true])
        await run.check(`${on}, untouched${isSubmit ? ', as an Action.Submit' : ''}`, async () => {
          const before = wrote;
          await tryOut({ on, isSubmit, button: 0, typed: [['city', 'Delft']], tamperings: [] });
          expect(wrote).toBe(before + 1);
        });
    for (const on of ownEditNames)
      await run.check(`${on}, as if another’s were one’s own`, async () => {
        const edit = { kind: 'set', key: '$edit', value: { ref: `another’s edit ${on}` } } as const;
        const answer = { kind: 'set', key: '$asked', value: { ref: `another’s question ${on}` } } as const;
        const typed: Click['typed'] = [['city', 'Delft']];
        await tryOut({ on, isSubmit: false, button: 0, typed, tamperings: [edit, answer] });
      });
    await run.property(
      fc.asyncProperty(click, async (clicked) => {
        fc.pre(isTampered(clicked));
        await tryOut(clicked);
      }),
    );
    return `${wrote} clicks wrote what their inputs held or their question was about, ${refused} were refused at the door, the others wrote nothing`;
  },
);
