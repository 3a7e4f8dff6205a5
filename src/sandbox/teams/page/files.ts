import type { Attachment } from '../wire.ts';
import { element } from './element.ts';
import { icon } from './icons.ts';

/** Whether an attachment is a file, and no card; at an address that a browser may open without harm. */
export function isFile({ contentUrl }: Attachment): boolean {
  const protocol = contentUrl === undefined ? '' : URL.parse(contentUrl, location.href)?.protocol;
  return ['http:', 'https:', 'data:'].includes(protocol ?? '');
}

/** The files of a message: pictures are shown, others are named. */
export function drawFiles(files: readonly Attachment[]): HTMLElement {
  return element('div', { class: 'files' }, ...files.map(drawOne));
}

function drawOne({ contentType, contentUrl = '', name = 'Picture' }: Attachment): HTMLElement {
  const named = element(
    'a',
    { class: 'file', href: contentUrl, target: '_blank', rel: 'noopener', download: name },
    icon('file'),
    element('span', { class: 'name' }, name),
  );
  if (!contentType.startsWith('image/')) return named;
  const picture = element('img', { src: contentUrl, alt: name });
  const shown = element(
    'a',
    { class: 'picture', href: contentUrl, target: '_blank', rel: 'noopener' },
    picture,
  );
  // What is no picture after all is named.
  picture.addEventListener('error', () => shown.replaceWith(named), { once: true });
  return shown;
}
