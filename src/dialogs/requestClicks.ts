import { answerInput, type RequestView, reviewCard } from '../cards/requestCards.ts';
import { labelOf } from '../cards/values.ts';
import { deadlineSignal } from '../directory/retry.ts';
import type { EditResult } from '../edits/editResult.ts';
import { field, sections, storeOf } from '../profile/fields.ts';
import { isShown } from '../profile/locks.ts';
import { holdsAdminRole, knownRoles } from '../profile/roles.ts';
import { type ChangeRequest, type Colleague, fieldsSeenBy } from '../requests/changeRequest.ts';
import type { RequestResult } from '../requests/requests.ts';
import { type Answer, cardAnswer } from './answers.ts';
import type { CardAction } from './cardActions.ts';
import { logRefusal, type Session, type Turn } from './desk.ts';
import { locksOf } from './profileForm.ts';

// What a click on a request does, with the rights of the one who clicks.

type RequestVerb = (session: Session, action: CardAction) => Promise<Answer>;

export const requestVerbs: Readonly<Record<string, RequestVerb>> = {
  withdraw: async (session, { cardId }) => {
    const result = await session.desk.requests.withdraw(cardId, colleague(session.turn));
    if (result.kind === 'notAsker') logRefusal(session, 'notAsker', { requestId: result.request.id });
    return await shown(session, result);
  },
  decline: async (session, { cardId, submitted }) => {
    const { desk, turn } = session;
    const undecided = await undecidedAnswer(session, await desk.requests.current(cardId));
    if (undecided) return undecided;
    const answer = Object.hasOwn(submitted, answerInput) ? submitted[answerInput] : undefined;
    const words = typeof answer === 'string' ? answer.trim().slice(0, 256) || undefined : undefined;
    return await shown(session, await desk.requests.decline(cardId, colleague(turn), words));
  },
};

/** What somebody asks for instead of saving it: it is kept, and where it stands is shown to them. */
export async function askFor(
  session: Session,
  { edit, changes }: EditResult & { kind: 'asks' },
): Promise<Answer> {
  const { desk, turn } = session;
  const { language } = turn;
  const asked = await desk.requests.ask({
    id: edit.id,
    asker: { ...colleague(turn), teamsId: turn.caller.teamsId, language: language.tag },
    subject: edit.subject,
    changes,
    reason: edit.reason,
  });
  if (asked.kind === 'refused') {
    const fields = changes
      .filter((change) => asked.unaskable[change.field])
      .map((change) => labelOf(change.field, language))
      .join(', ');
    return { kind: 'message', text: language.text('request.unaskable', { fields }) };
  }
  return await shown(session, { kind: 'current', request: asked.request, decidedNow: false });
}

/**
 * Where a request stands, as the one who clicked may see it. 1 round trip, but for its asker.
 * @param known their view of it, where it was read in this turn.
 */
export async function shown(session: Session, result: RequestResult, known?: RequestView): Promise<Answer> {
  const { language } = session.turn;
  if (result.kind === 'unknown') return { kind: 'message', text: language.text('request.gone') };
  if (result.kind === 'ownRequest') return { kind: 'message', text: language.text('request.own') };
  if (result.kind === 'notAsker') return { kind: 'message', text: language.text('request.notAsker') };
  const { request, decidedNow } = result;
  const view = known ?? (await readView(session, request));
  return { ...cardAnswer(reviewCard(request, view, language)), request: { request, decidedNow } };
}

/**
 * What is answered where the one who clicked can't approve or decline: the request is not open, or not theirs to decide, of
 * which the log has a line. 1 round trip.
 * @returns undefined where they may decide
 */
export async function undecidedAnswer(session: Session, now: RequestResult): Promise<Answer | undefined> {
  if (now.kind !== 'current' || now.request.state !== 'open') return await shown(session, now);
  const { request } = now;
  const view = await readView(session, request);
  if (view.mayDecide) return undefined;
  const { seen, unreadable = {}, isAsker } = view;
  // Whom a read failed for was refused nothing.
  if (!request.fields.every((name) => seen.includes(name) || unreadable[name]) || isAsker)
    logRefusal(session, isAsker ? 'ownRequest' : 'notApprover', { requestId: request.id });
  return await shown(session, view.isAsker ? { ...now, kind: 'ownRequest' } : now, view);
}

/** What a viewer may see of a request, by the profile as they read it, who asks, and whether they may decide. */
async function readView(session: Session, request: ChangeRequest): Promise<RequestView> {
  const { directory, turn } = session;
  const { subject, asker, fields } = request;
  if (asker.id === session.viewer.oid) return { seen: fields, isAsker: true, mayDecide: false };
  // On one's own profile a role that is not known here locks nothing, and neither does none. Values that somebody else wants
  // are not shown on a guess.
  const viewer = { ...session.viewer, roleTemplateIds: knownRoles(session.viewer.roleTemplateIds) };
  if (!holdsAdminRole(viewer.roleTemplateIds)) return { seen: [], isAsker: false, mayDecide: false };
  const asked = sections.filter((section) => fields.some((name) => field(name).section === section));
  const profile = await directory.profile(subject.id, asked, deadlineSignal(turn.leftMs()), [asker.id]);
  const locks = locksOf(profile, { ...session, viewer });
  // What can't be read can't be decided on.
  const readable = fields.filter((name) => isShown(name, profile));
  const { fields: seen } = fieldsSeenBy({ ...request, fields: readable }, viewer.oid, locks);
  // What Entra forbids is not theirs to see.
  const unreadable = Object.fromEntries(
    fields.flatMap((name) => {
      const why = profile.unreadable[storeOf(name)];
      return why === undefined || why === 'forbidden' ? [] : [[name, why]];
    }),
  );
  const name = profile.names.get(asker.id.toLowerCase());
  return { seen, unreadable, isAsker: false, asker: name, mayDecide: seen.length === fields.length };
}

export function colleague({ caller }: Turn): Colleague {
  return { id: caller.oid, displayName: caller.name };
}
