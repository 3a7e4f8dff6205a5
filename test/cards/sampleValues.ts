import { inputsIn } from '../../src/cards/profileContent.ts';
import { mostAlsoPossible } from '../../src/edits/personRecord.ts';
import type { Entered } from '../../src/profile/changes.ts';
import { type FieldName, field, fieldNames, sections } from '../../src/profile/fields.ts';
import { inputTexts, withoutRoom } from '../../src/profile/formRoom.ts';
import type { FieldValue } from '../../src/profile/kinds.ts';
import { isShown, type Lock, lockOf } from '../../src/profile/locks.ts';
import { noTenantRules } from '../../src/profile/parseInput.ts';
import type { AlsoPossible, FieldValues, Profile } from '../../src/profile/profile.ts';
import { editableNames } from '../profile/arbitraries.ts';

export const portalUrl = 'https://entra.microsoft.com/#view/x';
const someId = '3d9f1b0a-0000-4000-8000-000000000001';
export const otherId = '3d9f1b0a-0000-4000-8000-000000000002';

/** A value of each field, made from a text where the field holds one. */
export function valuesFrom(textOf: (name: FieldName) => string): FieldValues {
  const oneValue = (name: FieldName): FieldValue => {
    const { kind, options } = field(name);
    const person = { id: someId, displayName: textOf(name) };
    switch (kind) {
      case 'yesNo':
        return true;
      case 'choice':
        return options?.[0] ?? null;
      case 'phoneList':
      case 'textList':
      case 'mailList':
        return [textOf(name)];
      case 'person':
        return person;
      case 'personList':
        return [person, { ...person, id: otherId }];
      default:
        return textOf(name);
    }
  };
  return Object.fromEntries(fieldNames.map((name) => [name, oneValue(name)]));
}

/** As many values as a card tells that fields may hold instead. */
export function mostOthers(textOf: (name: FieldName) => string): AlsoPossible {
  const others = valuesFrom(textOf);
  return Object.fromEntries(
    editableNames.slice(0, mostAlsoPossible).map((name) => [name, [others[name] ?? null]]),
  );
}

/** Nothing in any field. */
export const noValues: FieldValues = Object.fromEntries(fieldNames.map((name) => [name, null]));

/** A profile whose every text is made by a function of its place. */
export function profileFrom(textOf: (place: string) => string, given: Partial<Profile> = {}): Profile {
  return {
    id: textOf('id'),
    displayName: textOf('displayName'),
    userPrincipalName: textOf('userPrincipalName'),
    jobTitle: textOf('jobTitle'),
    department: textOf('department'),
    isGuest: true,
    isSynced: true,
    isDisabled: true,
    sections,
    values: valuesFrom(textOf),
    unreadable: {},
    photo: undefined,
    isProtected: false,
    wasSynced: false,
    isRestricted: false,
    roleTemplateIds: [],
    names: new Map(),
    tenant: noTenantRules,
    ...given,
  };
}

const openPolicy = { writes: true, editableFields: new Set(fieldNames) };
const anybody = { oid: 'somebody else', roleTemplateIds: [] };

/** What is locked of a cloud account, of which nothing is closed to the viewer: by the rules, and for want of room. */
export function locksFor(profile: Profile, entered?: Entered): Partial<Record<FieldName, Lock>> {
  const cloud = { ...profile, isSynced: false };
  const locks: Partial<Record<FieldName, Lock>> = Object.fromEntries(
    fieldNames.flatMap((name) => {
      const lock = isShown(name, profile) ? lockOf(name, cloud, openPolicy, anybody) : undefined;
      return lock ? [[name, lock]] : [];
    }),
  );
  const open = inputsIn(profile.sections, { profile, locks });
  for (const name of withoutRoom(inputTexts(open, profile.values, entered))) locks[name] = 'notShowable';
  return locks;
}

/** The fields that an edit can change. */
export const changeable: readonly FieldName[] = [...editableNames, 'photo'];

/** What somebody may have typed or chosen in every input. */
export function enteredFrom(textOf: (name: FieldName) => string): Entered {
  const entryOf = (name: FieldName): string => {
    const { kind, options = [] } = field(name);
    if (kind === 'yesNo') return 'false';
    if (kind === 'choice') return options.at(-1) ?? '';
    if (kind === 'date') return '2026-02-28';
    return kind === 'person' || kind === 'personList' ? otherId : textOf(name);
  };
  return Object.fromEntries(editableNames.map((name) => [name, entryOf(name)]));
}
