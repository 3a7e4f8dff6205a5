import type { Language, MessageKey } from '../language/language.ts';
import type { Change, Entered, FieldProblems } from '../profile/changes.ts';
import { type FieldName, namesIn, type Section } from '../profile/fields.ts';
import type { PersonName } from '../profile/kinds.ts';
import { isShown, type Lock } from '../profile/locks.ts';
import type { Profile } from '../profile/profile.ts';
import { type ActionContext, type Element, paragraph } from './elements.ts';

/** What the profile card is drawn from. */
export interface ProfileCardContent {
  readonly profile: Profile;
  /** Why a field is closed, by field; one that was read and is not in it has an input. */
  readonly locks: Readonly<Partial<Record<FieldName, Lock>>>;
  readonly context: ActionContext;
  readonly portalUrl: string;
  readonly reason: 'none' | 'optional' | 'required';
  /** What the inputs hold instead of the directory's values: what was typed before. */
  readonly entered?: Entered | undefined;
  readonly reasonGiven?: string | undefined;
  readonly problems?: FieldProblems | undefined;
  /** A sentence above the form: why it is there again. */
  readonly note?: string | undefined;
  /** Changes that are prepared and not saved yet, to be seen at a glance. */
  readonly prepared?: readonly Change[] | undefined;
  /** Names of people whom the inputs may point to, by object id. */
  readonly names?: ReadonlyMap<string, PersonName> | undefined;
  /** What is known of a new photo that waits to be saved: its type and size. */
  readonly newPhoto?: string | undefined;
  /** The card asks for a change, which somebody else approves. */
  readonly isRequest?: boolean | undefined;
  /** A new photo was just asked for: then the present one can be removed instead. */
  readonly isPhotoAsked?: boolean | undefined;
  /** Fields that groups or rights are known to follow from. */
  readonly drivers?: ReadonlySet<FieldName> | undefined;
}

/** What is drawn, and how much is shown of each value: where that is little, the card would be too large otherwise. */
export interface Drawn extends ProfileCardContent {
  readonly mostShown: number;
}

/** Most inputs of a section that open when it is read. */
export const mostOpened = 10;
export const isTight = ({ mostShown }: Drawn): boolean => mostShown < 100;
/** The fields of some sections that have an input. */
export function inputsIn(
  chosen: readonly Section[],
  { profile, locks }: Pick<ProfileCardContent, 'profile' | 'locks'>,
): FieldName[] {
  return namesIn(chosen).filter((name) => isShown(name, profile) && !locks[name]);
}

/** Where everything is closed for one reason, it is said once, at the top. */
export function lockNotice({ locks, profile }: ProfileCardContent, language: Language): Element[] {
  const names = namesIn(profile.sections).filter((name) => isShown(name, profile));
  const wholes: Lock[] = ['writesOff', 'protected', 'restricted'];
  const whole = wholes.find((lock) => names.every((name) => [lock, 'readOnly'].includes(locks[name] ?? '')));
  return whole
    ? [paragraph(language.text(`lock.${whole}` satisfies MessageKey), {}, { color: 'Warning' })]
    : [];
}
