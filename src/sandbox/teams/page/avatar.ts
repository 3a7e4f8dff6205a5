import { element } from './element.ts';
import { icon } from './icons.ts';

/** How many colours there are for initials: `.avatar[data-hue]` in theme.css. */
const hues = 6;

/** The person's photo over their initials; what the name says, it does not say again. */
export function personAvatar(oid: string, name: string): HTMLElement {
  const holder = element(
    'span',
    { class: 'avatar', 'aria-hidden': 'true', 'data-hue': String(hueOf(oid)) },
    initialsOf(name),
  );
  const photo = element('img', { src: `/teams/api/${oid}/photo`, alt: '' });
  photo.addEventListener('load', () => holder.append(photo), { once: true });
  return holder;
}

export function botAvatar(): HTMLElement {
  const holder = element('span', { class: 'avatar bot', 'aria-hidden': 'true' });
  holder.append(icon('badge'));
  return holder;
}

/** The first letters of the first and the last word. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /^\p{L}/u.test(word));
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words;
  return chosen.map((word) => [...(word ?? '')][0] ?? '').join('');
}

function hueOf(text: string): number {
  return [...text].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % hues;
}
