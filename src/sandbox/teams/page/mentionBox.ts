import type { Member, MentionTarget } from '../client.ts';
import { button, element } from './element.ts';
import { icon } from './icons.ts';
import { TypeaheadList } from './typeaheadList.ts';

/** Whom a message mentions, and its text with them in `<at>…</at>`. */
export interface Mentioning {
  readonly text: string;
  readonly mention: readonly MentionTarget[];
}

const botName = 'Profile Desk';
/** So many are offered at a time. */
const mostOffered = 8;

/**
 * Mentions in a message that is written. The bot is mentioned from the start, for it hears nothing else, and whoever wants can
 * leave that away; others, and the bot again, are offered as soon as one types an @.
 * @returns what takes the mentions of a text that is sent
 */
export function startMentions(
  form: HTMLFormElement,
  box: HTMLTextAreaElement,
  members: readonly Member[],
): (text: string) => Mentioning {
  const all = new Map<string, MentionTarget>([[botName, 'bot']]);
  for (const { displayName, oid } of members) if (!all.has(displayName)) all.set(displayName, { oid });
  const offer = startOffering(form, box, [...all.keys()]);

  const holder = form.querySelector<HTMLElement>('.to');
  let isToBot = true;
  function draw(): void {
    const change = (mentions: boolean) => () => {
      isToBot = mentions;
      draw();
      box.focus();
    };
    const label = element('span', {}, `@${botName}`);
    const chip = button(label, change(!isToBot), {
      class: 'chip',
      'aria-label': isToBot ? `Remove the mention of ${botName}` : `Mention ${botName}`,
      title: isToBot ? 'Remove' : 'Add',
    });
    if (isToBot) chip.append(icon('close'));
    chip.classList.toggle('off', !isToBot);
    const note = isToBot ? undefined : element('span', { class: 'note' }, `${botName} won’t hear this.`);
    holder?.replaceChildren(...[chip, note].filter((part) => part !== undefined));
  }
  if (holder) holder.hidden = false;
  draw();

  return (text) => {
    const mention: MentionTarget[] = isToBot ? ['bot'] : [];
    const names = [...offer.chosen].toSorted((a, b) => b.length - a.length).map(escapePattern);
    const tagged =
      names.length === 0
        ? text
        : text.replace(new RegExp(`@(${names.join('|')})`, 'gu'), (_, name: string) => {
            mention.push(all.get(name) ?? 'bot');
            return `<at>${name}</at>`;
          });
    offer.chosen.clear();
    isToBot = true;
    draw();
    return { text: tagged, mention };
  };
}

/** Offers names behind an @. @returns the names that were chosen */
function startOffering(
  form: HTMLFormElement,
  box: HTMLTextAreaElement,
  names: readonly string[],
): { readonly chosen: Set<string> } {
  const chosen = new Set<string>();
  /** What stands behind the @ before the cursor, if it may be a name that is begun. */
  const typed = () => {
    const before = box.value.slice(0, box.selectionStart);
    const name = before.slice(before.lastIndexOf('@') + 1);
    const isBegun = /(^|\s)@$/u.test(before.slice(-name.length - 2, before.length - name.length));
    return isBegun && name.length <= 60 && !name.includes('\n') ? name : undefined;
  };
  const list = new TypeaheadList(box, false, ({ value }) => {
    const end = box.selectionStart;
    box.setRangeText(`${value} `, end - (typed()?.length ?? 0), end, 'end');
    chosen.add(value);
    list.close();
    box.dispatchEvent(new Event('input'));
  });
  form.append(list.popup, list.status);
  box.setAttribute('aria-autocomplete', 'list');

  box.addEventListener('input', () => {
    const text = typed();
    const found = names.filter(
      (name) => text !== undefined && name.toLowerCase().includes(text.toLowerCase()),
    );
    const choices = found.slice(0, mostOffered).map((name) => ({ title: name, value: name }));
    list.show({ choices, chosen: [], text: text ?? '' });
    list.move(1);
  });
  box.addEventListener('blur', () => list.close());
  box.addEventListener('keydown', (event) => {
    if (!list.isOpen || event.isComposing) return;
    if (event.key === 'ArrowDown') list.move(1);
    else if (event.key === 'ArrowUp') list.move(-1);
    else if (event.key === 'Enter' || event.key === 'Tab') list.chooseActive();
    else if (event.key === 'Escape') list.close();
    else return;
    // The key was the list's: it sends nothing, and moves no cursor.
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  return { chosen };
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/gu, '\\$&');
}
