import type { Language } from '../language/language.ts';
import type { PersonSummary, Profile } from '../profile/profile.ts';
import {
  column,
  columns,
  container,
  type Element,
  paragraph,
  present,
  type RunStyle,
  run,
} from './elements.ts';
import { initials, plain, shown } from './text.ts';

/** Initials, where there is no photo, or no room for one. */
export function initialsBox(displayName: string): Element {
  return container(
    [
      paragraph(
        initials(displayName) || '?',
        { horizontalAlignment: 'Center' },
        { weight: 'Bolder', color: 'Accent', size: 'Medium' },
      ),
    ],
    // No style: its padding would leave no room for two letters.
    { minHeight: '40px', verticalContentAlignment: 'Center' },
  );
}

/** What is said of an account beside its name: guest, disabled, synced. */
export function statusLine(person: PersonSummary, language: Language): Element | undefined {
  const badge = (is: boolean, text: string, style: RunStyle): Element[] => (is ? [run(text, style)] : []);
  const badges = [
    ...badge(person.isGuest, language.text('profile.guest'), { color: 'Accent' }),
    ...badge(person.isDisabled, language.text('profile.disabled'), { color: 'Attention' }),
    ...badge(person.isSynced, language.text('profile.synced'), { color: 'Warning' }),
  ];
  if (badges.length === 0) return undefined;
  const spaced = badges.flatMap((element, index) =>
    index === 0 ? [element] : [run(' · ', { isSubtle: true }), element],
  );
  return paragraph(spaced, { spacing: 'None' });
}

/** Title and department, where there are any. */
export function jobLine(person: Pick<PersonSummary, 'jobTitle' | 'department'>): Element | undefined {
  const parts = present([person.jobTitle ?? undefined, person.department ?? undefined]).filter(
    (part) => part.trim() !== '',
  );
  return parts.length === 0
    ? undefined
    : paragraph(parts.map((part) => shown(part)).join(' · '), { spacing: 'None' });
}

export function photoImage(photo: string, displayName: string, language: Language): Element {
  return {
    type: 'Image',
    url: photo,
    style: 'Person',
    width: '56px',
    altText: language.text('profile.photoOf', { name: plain(displayName) }),
  };
}

/** Photo or initials, name, title, department, UPN, status. */
export function personHeader(profile: Profile, language: Language): Element {
  const { displayName, userPrincipalName, photo } = profile;
  const picture = photo ? photoImage(photo, displayName, language) : initialsBox(displayName);
  return columns([
    column(photo ? 'auto' : '56px', [picture]),
    column('stretch', [
      paragraph(shown(displayName), {}, { weight: 'Bolder', size: 'Large' }),
      jobLine(profile),
      paragraph(shown(userPrincipalName), { spacing: 'None' }, { isSubtle: true }),
      statusLine(profile, language),
    ]),
  ]);
}

/** Name and UPN alone, for cards about a change. */
export function subjectLine(subject: {
  readonly displayName: string;
  readonly userPrincipalName: string;
}): Element {
  return paragraph(
    [
      run(shown(subject.displayName), { weight: 'Bolder' }),
      run('  '),
      run(shown(subject.userPrincipalName), { isSubtle: true }),
    ],
    { spacing: 'Small' },
  );
}
