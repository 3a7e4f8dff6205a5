import type { Language } from '../language/language.ts';
import { type Entered, formMarker, markerOf } from '../profile/changes.ts';
import { type FieldName, field, firstSections, namesIn, type Section, sections } from '../profile/fields.ts';
import { isUntouched } from '../profile/kinds.ts';
import { isShown } from '../profile/locks.ts';
import type { Profile } from '../profile/profile.ts';
import { isAboutRights } from '../requests/askable.ts';
import {
  actionSet,
  type Card,
  card,
  container,
  type Element,
  execute,
  fitting,
  openUrl,
  paragraph,
} from './elements.ts';
import { inputValue } from './inputs.ts';
import { personHeader } from './personHeader.ts';
import {
  type Drawn,
  inputsIn,
  isTight,
  lockNotice,
  mostOpened,
  type ProfileCardContent,
} from './profileContent.ts';
import { closedSection, sectionElements } from './profileSection.ts';
import { plain } from './text.ts';
import { changeLine } from './values.ts';

/**
 * One person's profile: to read, and, section by section, to edit. The first sections open without a round trip; the
 * others are read when they are opened, and what was typed until then stays. The inputs of a closed section are sent
 * too, and untouched ones change nothing.
 */
export function profileCard(content: ProfileCardContent, language: Language): Card {
  return fitting((mostShown) => draw({ ...content, mostShown }, language));
}

/** Most prepared changes that a card shows which is too large otherwise. */
const mostPrepared = 10;

function draw(content: Drawn, language: Language): Card {
  const { profile, note, context, portalUrl, mostShown, prepared = [] } = content;
  const open = profile.sections.filter((section) => isOpenAtFirst(section, content));
  const inputs = inputsIn(profile.sections, content);
  const isChanged = open.length > 0 || prepared.length > 0;
  return card(
    language.text('profile.fallback'),
    language.tag,
    [
      note ? paragraph(note, {}, { weight: 'Bolder', color: 'Warning' }) : undefined,
      content.isRequest ? paragraph(language.text('request.form'), {}, { color: 'Accent' }) : undefined,
      personHeader(isTight(content) ? { ...profile, photo: undefined } : profile, language),
      content.newPhoto
        ? paragraph(
            language.text('photo.waiting', { about: plain(content.newPhoto) }),
            {},
            { color: 'Accent' },
          )
        : undefined,
      ...(isTight(content) ? prepared.slice(0, mostPrepared) : prepared).map((change) =>
        changeLine(change, language, mostShown),
      ),
      ...lockNotice(content, language),
      ...sections.flatMap((section) =>
        profile.sections.includes(section)
          ? sectionElements(section, open.includes(section), content, language)
          : closedSection(section, content, language),
      ),
      ...(inputs.length > 0 || prepared.length > 0
        ? [
            {
              type: 'Input.Text',
              id: formMarker,
              value: markerOf(profile.sections, untouchedTexts(inputs, profile, language)),
              isVisible: false,
            },
            container(saveBar(content, language), {
              id: '$save',
              isVisible: isChanged,
              separator: true,
              spacing: 'Medium',
            }),
          ]
        : []),
    ],
    [
      canAsk(content)
        ? execute(language.text('action.askForChange'), 'askForm', {
            $card: context.$card,
            $person: profile.id,
          })
        : undefined,
      execute(language.text('action.lookUpAgain'), 'open', { $card: context.$card, $person: profile.id }),
      openUrl(language.text('action.portal'), portalUrl),
    ],
  );
}

function untouchedTexts(names: readonly FieldName[], { values }: Profile, language: Language): Entered {
  return Object.fromEntries(names.map((name) => [name, inputValue(name, values[name] ?? null, language)]));
}

/** Whether somebody else's rights may open what is closed here. */
function canAsk({ profile, locks, isRequest }: ProfileCardContent): boolean {
  const names = namesIn(profile.sections).filter((name) => isShown(name, profile));
  return !isRequest && names.some((name) => isAboutRights(locks[name] ?? 'readOnly'));
}

function isOpenAtFirst(section: Section, content: ProfileCardContent): boolean {
  const { profile, entered, problems, isPhotoAsked } = content;
  if (section === 'identity' && isPhotoAsked) return true;
  const inputs = inputsIn([section], content);
  // Somebody asked for it, to change it as a rule; unless it is long, and mostly looked at.
  const isAskedFor = !firstSections.includes(section) && inputs.length <= mostOpened;
  if (isAskedFor && inputs.length > 0) return true;
  return inputs.some((name) => {
    const text = entered?.[name];
    const changed = text !== undefined && !isUntouched(text, profile.values[name] ?? null, field(name));
    return changed || problems?.[name] !== undefined;
  });
}

function saveBar(
  { context, reason, reasonGiven, isRequest }: ProfileCardContent,
  language: Language,
): Element[] {
  const label = language.text(reason === 'required' ? 'profile.reasonRequired' : 'profile.reason');
  const given = reasonGiven ? { value: reasonGiven } : {};
  const input = { type: 'Input.Text', id: '$reason', label, maxLength: 256, ...given };
  const save = execute(language.text(isRequest ? 'action.ask' : 'action.save'), 'save', context, {
    withInputs: true,
    style: 'positive',
  });
  const cancel = execute(language.text('action.cancel'), 'cancel', context);
  return [...(reason === 'none' ? [] : [input]), actionSet([save, cancel])];
}
