const namespace = 'http://www.w3.org/2000/svg';

/** Paths of 20 × 20, drawn with a line of 1.6. */
const paths = {
  send: 'M3.6 3.2 17.2 10 3.6 16.8 5 10zM5 10h6',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4',
  close: 'M5 5l10 10M15 5L5 15',
  attach:
    'M15.500 9.300 9.600 15.200a3.300 3.300 0 0 1-4.700-4.700l6.300-6.300a2.200 2.200 0 0 1 3.100 3.100l-6.200 6.200a1.100 1.100 0 0 1-1.600-1.600l5.300-5.300',
  file: 'M5 2.500h6.500L15.500 6.500v11H5zM11.500 2.500v4h4',
  like: 'M3 9h3v8H3zM6 9l3.4-6c1.4 0 2.1 1 1.8 2.4L10.7 8h4.6c1.2 0 1.9 1 1.6 2.1l-1.3 5.4c-.2.9-.9 1.5-1.8 1.5H6',
  people:
    'M7.500 9a2.700 2.700 0 1 0 0-5.400 2.700 2.700 0 0 0 0 5.400M2.500 16.400c.3-3 2.300-4.600 5-4.600s4.700 1.600 5 4.600M13.200 9a2.300 2.300 0 1 0-1-4.400M14.600 12c1.700.5 2.700 2 2.900 4.400',
  channel: 'M7.600 3 5.800 17M14.200 3l-1.800 14M3.400 7.300h14M2.600 12.700h14',
  shared:
    'M8.200 11.800a3.400 3.400 0 0 0 4.800 0l3-3a3.400 3.400 0 0 0-4.800-4.800l-1.200 1.200M11.800 8.200a3.400 3.400 0 0 0-4.800 0l-3 3a3.400 3.400 0 0 0 4.800 4.800l1.200-1.200',
  reply: 'M8.500 4.500 3.500 9.500l5 5M3.800 9.500h7.700c3 0 5 2 5 5v1',
  badge:
    'M4 3.5h12v13H4zM8 3.5h4M7 13.5c.6-1.700 5.400-1.700 6 0M10 10.7a1.900 1.900 0 1 0 0-3.800 1.900 1.900 0 0 0 0 3.800',
} as const;

export type IconName = keyof typeof paths;

/** A drawing that says nothing to a screen reader: whatever holds it has a name. */
export function icon(name: IconName): SVGSVGElement {
  const drawing = document.createElementNS(namespace, 'svg');
  const attributes = {
    viewBox: '0 0 20 20',
    width: '20',
    height: '20',
    fill: 'none',
    stroke: 'currentColor',
    'stroke-width': '1.6',
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
    'aria-hidden': 'true',
    focusable: 'false',
  };
  for (const [key, value] of Object.entries(attributes)) drawing.setAttribute(key, value);
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', paths[name]);
  drawing.append(path);
  return drawing;
}

/** Puts the drawings where the document asks for them by `data-icon`. */
export function drawIcons(): void {
  for (const holder of document.querySelectorAll<HTMLElement>('[data-icon]'))
    holder.prepend(icon(holder.dataset.icon as IconName));
}
