import fc from 'fast-check';
import { people } from '../../src/sandbox/people.ts';
import { type ClickScene, clickScenes } from './clickScenes.ts';
import { press } from './desk.ts';

export const everybody = {
  ingrid: people.userAdministrator,
  beatriz: people.globalAdministrator,
  samuel: people.helpdeskAdministrator,
  lena: people.employee,
};
export type Who = keyof typeof everybody;
export const names = Object.keys(everybody) as Who[];
/** Whose role covers the scenes’ writes. */
export const mayWrite = (who: Who): boolean => who === 'ingrid' || who === 'beatriz';
/** An owner of a card, and who clicks on it. */
export const pairs = names.flatMap((owner) =>
  names.flatMap((clicker) => (owner === clicker ? [] : [{ owner, clicker }])),
);
export const places = ['personal', 'groupChat', 'channel'] as const;
export type Place = (typeof places)[number];

const same: ClickScene['prepare'] = async (_desk, _client, message) => message;
const cancelled: ClickScene['prepare'] = (_desk, client, message) => press(client, message, 'Cancel');
/** Clicks that write nothing by themselves, and that need no role to come to. */
const harmless = [
  { name: 'Cancel', title: 'Cancel', typed: {}, prepare: same },
  { name: 'Edit again', title: 'Edit again', typed: {}, prepare: cancelled },
];
export const scenes = [...clickScenes, ...harmless];
export type Scene = (typeof scenes)[number];
/** What a card of anybody’s has a button for. */
const ofNobody = ['Save', 'Cancel', 'Edit again'];

/** A click on somebody else’s edit. */
export const onEdit = fc
  .record({
    pair: fc.constantFrom(...pairs),
    scene: fc.constantFrom(...scenes.map(({ name }) => name)),
    from: fc.constantFrom(...places),
    // Where it is clicked: there, or, from a card that was forwarded or a payload that was copied, elsewhere.
    to: fc.constantFrom(undefined, ...places),
  })
  .filter(({ pair, scene }) => mayWrite(pair.owner) || ofNobody.includes(scene))
  // A chat of two has nobody else in it.
  .map(({ to, ...one }) => ({ ...one, to: to ?? (one.from === 'personal' ? 'groupChat' : one.from) }));

/** What somebody may not do about a request that Samuel made, where Ingrid is deciding. */
export const onRequest = fc.record({
  from: fc.constantFrom('groupChat' as const, 'channel' as const),
  // Where it is clicked, if not there.
  isCopied: fc.boolean(),
  click: fc.oneof(
    fc.record({
      title: fc.constant('Ask for approval'),
      by: fc.constantFrom<Who>('ingrid', 'beatriz', 'lena'),
    }),
    fc.record({ title: fc.constantFrom('approve', 'decline'), by: fc.constantFrom<Who>('samuel', 'lena') }),
    fc.record({ title: fc.constant('withdraw'), by: fc.constantFrom<Who>('ingrid', 'beatriz', 'lena') }),
    fc.record({
      title: fc.constantFrom('Keep mine', 'Take theirs', 'Cancel'),
      by: fc.constantFrom<Who>('samuel', 'beatriz', 'lena'),
    }),
  ),
});

export type OnRequest = typeof onRequest extends fc.Arbitrary<infer Made> ? Made : never;
