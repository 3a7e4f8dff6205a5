import type { Change, Entered } from '../profile/changes.ts';
import type { FieldName } from '../profile/fields.ts';
import type { FieldValue } from '../profile/kinds.ts';
import type { Edit } from './edit.ts';
import { savedChanges } from './edit.ts';

/** What everybody in a group chat or channel may see of somebody. */
export interface PublicProfile {
  readonly displayName: string;
  readonly jobTitle: string | null;
  readonly department: string | null;
  /** A data URI, or undefined where there is none. */
  readonly photo: string | undefined;
}

/** A save that everybody is told of: by whom, when, and which fields; never what is in them. */
export interface SavedNote {
  readonly editId: string;
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly fields: readonly FieldName[];
}

/** How far a look-up came. */
export type GroupState =
  /** The asker has to sign in first. */
  | { readonly kind: 'waiting' }
  /** The asker chooses one of several. */
  | { readonly kind: 'choosing' }
  | { readonly kind: 'nobody' }
  | { readonly kind: 'found'; readonly personId: string; readonly profile: PublicProfile };

/** A card that stands in front of others: who asked, about whom, and who has a view of their own. */
export interface GroupCard {
  readonly askerName: string;
  /** Teams' id, `29:…`. */
  readonly askerTeamsId: string;
  /** The asker's language tag: a card has one for all. */
  readonly language: string;
  /** What was asked; nobody but the asker is shown it. */
  readonly query: string;
  /** What was asked to be changed in the same message. */
  readonly wanted?:
    | {
        readonly entered: Entered;
        readonly people: Readonly<Partial<Record<FieldName, readonly string[]>>>;
      }
    | undefined;
  readonly state: GroupState;
  /** Teams' ids of those who opened a view of their own, the newest last. */
  readonly viewers: readonly string[];
  readonly saves: readonly SavedNote[];
}

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views: 60 at most. */
export const mostViewers = 60;
/** Most saves that are told of on one card. */
const mostSaves = 5;

/** Whose clients draw their own view by themselves: the asker's, and the newest of those who opened one. */
export function refreshedViewers({ askerTeamsId, viewers }: GroupCard): readonly string[] {
  const others = viewers.filter((one) => one !== askerTeamsId);
  return [askerTeamsId, ...others.slice(-(mostViewers - 1))];
}

export function withViewer(group: GroupCard, teamsId: string): GroupCard | undefined {
  if (teamsId === group.askerTeamsId || group.viewers.includes(teamsId)) return undefined;
  return { ...group, viewers: [...group.viewers, teamsId].slice(-mostViewers) };
}

/**
 * The card after a save; undefined where nothing was saved, or that was told already. What everybody sees of the person
 * follows what was saved of it.
 */
export function withSave(group: GroupCard, edit: Edit, by: string, now: number): GroupCard | undefined {
  const saved = savedChanges(edit);
  const isTold = group.saves.some((one) => one.editId === edit.id && one.fields.length === saved.length);
  const { state } = group;
  if (saved.length === 0 || isTold || state.kind !== 'found' || state.personId !== edit.subject.id)
    return undefined;
  const note: SavedNote = { editId: edit.id, by, at: now, fields: saved.map((change) => change.field) };
  const earlier = group.saves.filter((one) => one.editId !== edit.id);
  return {
    ...group,
    state: { ...state, profile: after(state.profile, saved) },
    saves: [...earlier, note].slice(-mostSaves),
  };
}

function after(profile: PublicProfile, saved: readonly Change[]): PublicProfile {
  const textAfter = (name: FieldName, present: string | null): string | null => {
    const change = saved.find((one) => one.field === name);
    return change ? textOf(change.after) : present;
  };
  return {
    displayName: textAfter('displayName', profile.displayName) ?? profile.displayName,
    jobTitle: textAfter('jobTitle', profile.jobTitle),
    department: textAfter('department', profile.department),
    // The new one is read when the person is looked up again.
    photo: saved.some((change) => change.field === 'photo') ? undefined : profile.photo,
  };
}

function textOf(value: FieldValue): string | null {
  return typeof value === 'string' ? value : null;
}
