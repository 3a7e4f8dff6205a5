import type { Change } from './changes.ts';
import { type FieldName, field, propertyOf, type Store, storeOf } from './fields.ts';
import { emptyOf, type FieldValue, isEmpty, type PersonValue, sameValue } from './kinds.ts';

interface StepOf<Kind extends string> {
  readonly kind: Kind;
  /** Object id: a UPN may be what changes. */
  readonly personId: string;
  /** The fields whose values it brings about. */
  readonly fields: readonly FieldName[];
}

/** Properties of the user. Replaying it has no further effect, since it sets absolute values. */
export interface PatchStep extends StepOf<'patchUser'> {
  /** Only what changed; an emptied value is `null`, or `[]` for a list. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** One write to the directory. */
export type Step =
  | PatchStep
  | (StepOf<'setManager'> & { readonly managerId: string | null })
  | (StepOf<'addSponsor' | 'removeSponsor'> & { readonly sponsorId: string })
  | (StepOf<'addPhone' | 'changePhone'> & { readonly phoneType: string; readonly phoneNumber: string })
  | (StepOf<'removePhone'> & { readonly phoneType: string })
  | (StepOf<'addEmail' | 'changeEmail'> & { readonly emailAddress: string })
  | StepOf<'removeEmail'>
  /** @property stagedPhoto where the picture waits, or `null` to remove the present one. */
  | (StepOf<'setPhoto'> & { readonly stagedPhoto: string | null });

/**
 * The writes that bring these changes about: several that may go out together, then those that have to wait for the
 * ones before. What takes access away goes first, and what gives it goes last, so that a save that breaks off half-way
 * leaves nobody with more than they had or were to have.
 *
 * Graph refuses an empty string, sets half of the organization data to null where it is left out, and wants properties
 * that SharePoint keeps in a request of their own: https://learn.microsoft.com/graph/api/user-update. An alternate mobile
 * phone needs a mobile phone: https://learn.microsoft.com/graph/api/authentication-post-phonemethods.
 * @param current what the directory holds now, by field: for what has to be sent along.
 */
export function planWrites(
  personId: string,
  changes: readonly Change[],
  current: Readonly<Partial<Record<FieldName, FieldValue>>> = {},
): Step[][] {
  const of = (store: Store): Change[] => changes.filter((change) => storeOf(change.field) === store);
  const patch = (store: Store): Step[] => patchStep(personId, of(store), current);
  const signIn = changes.flatMap((change) => signInSteps(personId, change));
  const later = signIn.filter((step) => waits(step, signIn));
  const sponsors = of('sponsors').flatMap((change) => sponsorSteps(personId, change));
  // All places are taken until the removals are done, and what is in a batch is done in any order.
  const sponsorsWait = of('sponsors').some(({ before }) => {
    const added = sponsors.filter(({ kind }) => kind === 'addSponsor');
    return ((before ?? []) as readonly unknown[]).length + added.length > (field('sponsors').mostItems ?? 0);
  });
  const addedLater = sponsors.filter(({ kind }) => sponsorsWait && kind === 'addSponsor');
  const user = patch('user');
  const enables = changes.some((change) => change.field === 'accountEnabled' && change.after === true);
  const userWaits = enables && signIn.length > 0;
  return [
    [
      ...(userWaits ? [] : user),
      ...patch('sharePoint'),
      ...of('manager').map((change) => managerStep(personId, change)),
      ...sponsors.filter((step) => !addedLater.includes(step)),
      ...of('photo').map((change) => photoStep(personId, change)),
      ...signIn.filter((step) => !later.includes(step)),
    ],
    [...addedLater, ...later, ...(userWaits ? user : [])],
  ].filter((steps) => steps.length > 0);
}

/** The fields whose values have to be known for a write of these, beside their own. */
export function alsoRead(names: readonly FieldName[]): readonly FieldName[] {
  return names.some((name) => propertyOf(name) === 'employeeOrgData') ? organizationData : [];
}

const organizationData = [
  'employeeOrgData/costCenter',
  'employeeOrgData/division',
] as const satisfies readonly FieldName[];

function patchStep(
  personId: string,
  changes: readonly Change[],
  current: Readonly<Partial<Record<FieldName, FieldValue>>>,
): Step[] {
  if (changes.length === 0) return [];
  const body: Record<string, unknown> = {};
  for (const { field: name, after } of changes) {
    const written = isEmpty(after) ? emptyOf(field(name).kind) : after;
    const [property = name, part] = name.split('/');
    if (part === undefined) body[property] = written;
    else body[property] = { ...(body[property] as object | undefined), [part]: written };
  }
  if (body.employeeOrgData) {
    const others = organizationData.map((name) => [name.split('/')[1], current[name] ?? null]);
    body.employeeOrgData = { ...Object.fromEntries(others), ...(body.employeeOrgData as object) };
  }
  return [{ kind: 'patchUser', personId, fields: changes.map((change) => change.field), body }];
}

function managerStep(personId: string, { field: name, after }: Change): Step {
  const managerId = isEmpty(after) ? null : (after as PersonValue).id;
  return { kind: 'setManager', personId, fields: [name], managerId };
}

function sponsorSteps(personId: string, { field: name, before, after }: Change): Step[] {
  const [were, are] = [before, after].map((value) => (value ?? []) as readonly PersonValue[]);
  const step = (kind: 'addSponsor' | 'removeSponsor', { id: sponsorId }: PersonValue): Step => ({
    kind,
    personId,
    fields: [name],
    sponsorId,
  });
  const without = (people: readonly PersonValue[] = [], others: readonly PersonValue[] = []) =>
    people.filter((one) => !others.some((other) => sameValue(one, other)));
  return [
    ...without(were, are).map((sponsor) => step('removeSponsor', sponsor)),
    ...without(are, were).map((sponsor) => step('addSponsor', sponsor)),
  ];
}

function photoStep(personId: string, { field: name, after }: Change): Step {
  const stagedPhoto = isEmpty(after) ? null : String(after);
  return { kind: 'setPhoto', personId, fields: [name], stagedPhoto };
}

function signInSteps(personId: string, { field: name, before, after }: Change): Step[] {
  const common = { personId, fields: [name] };
  const store = storeOf(name);
  if (store === 'emailMethods') {
    if (isEmpty(after)) return [{ ...common, kind: 'removeEmail' }];
    return [{ ...common, kind: isEmpty(before) ? 'addEmail' : 'changeEmail', emailAddress: String(after) }];
  }
  if (store !== 'phoneMethods') return [];
  const phoneType = name.split('/')[1] ?? '';
  if (isEmpty(after)) return [{ ...common, kind: 'removePhone', phoneType }];
  const kind = isEmpty(before) ? 'addPhone' : 'changePhone';
  return [{ ...common, kind, phoneType, phoneNumber: String(after) }];
}

/** There is no alternate mobile phone without a mobile phone: it is added after it, and removed before it. */
function waits(step: Step, steps: readonly Step[]): boolean {
  const has = (kind: Step['kind'], phoneType: string): boolean =>
    steps.some((one) => one.kind === kind && 'phoneType' in one && one.phoneType === phoneType);
  if (step.kind === 'addPhone' && step.phoneType === 'alternateMobile') return has('addPhone', 'mobile');
  if (step.kind === 'removePhone' && step.phoneType === 'mobile')
    return has('removePhone', 'alternateMobile');
  return false;
}
