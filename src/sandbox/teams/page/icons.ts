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
  badge:
    'M4 3.5h12v13H4zM8 3.5h4M7 13.5c.6-1.700 5.400-1.700 6 0M10 10.7a1.900 1.900 0 1 0 0-3.800 1.900 1.900 0 0 0 0 3.800',
} as const;

/** A drawing that says nothing to a screen reader: whatever holds it has a name. */
export function icon(name: keyof typeof paths): SVGSVGElement {
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
    holder.prepend(icon(holder.dataset.icon as keyof typeof paths));
}
