import type { Reading } from './processMeter.ts';

/** What was measured at one moment of a soak. */
export interface Sample extends Reading {
  readonly turns: number;
  readonly minutes: number;
  /** Of the turns since the sample before. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface Line {
  readonly label: string;
  readonly className: string;
  readonly of: (sample: Sample) => number | undefined;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly Line[];
}

const panels: readonly Panel[] = [
  {
    title: 'Memory',
    unit: 'MB',
    lines: [
      { label: 'process', className: 'second', of: ({ memoryMb }) => memoryMb },
      { label: 'heap after garbage collection', className: 'first', of: ({ heapMb }) => heapMb },
    ],
  },
  {
    title: 'Time of a turn',
    unit: 'ms',
    lines: [
      { label: 'p99', className: 'second', of: ({ p99Ms }) => p99Ms },
      { label: 'p50', className: 'first', of: ({ p50Ms }) => p50Ms },
    ],
  },
  {
    title: 'Open handles',
    unit: '',
    lines: [{ label: 'files and sockets', className: 'first', of: ({ handles }) => handles }],
  },
];

const width = 820;
const left = 56;
const right = 24;
const panelHeight = 170;
const top = 84;
const plotHeight = 104;
const plotWidth = width - left - right;

/** Curves over the minutes of a soak, as an SVG picture that is drawn light or dark as its reader has it. */
export function soakPicture(samples: readonly Sample[]): string {
  const last = samples.at(-1);
  if (!last) throw new Error('There is nothing to draw');
  const height = top + panels.length * panelHeight;
  const title = `${last.turns.toLocaleString('en')} turns in ${Math.round(last.minutes)} minutes`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-labelledby="title">
<title id="title">Soak: ${title}</title>
<style>
  svg { color-scheme: light dark; --ground: #ffffff; --ink: #1f2328; --muted: #656d76; --grid: #d8dee4; --first: #0969da; --second: #bc4c00 }
  @media (prefers-color-scheme: dark) {
    svg { --ground: #0d1117; --ink: #e6edf3; --muted: #8d96a0; --grid: #30363d; --first: #58a6ff; --second: #f0883e }
  }
  text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--muted) }
  .heading { font-size: 18px; font-weight: 600; fill: var(--ink) }
  .name { font-size: 13px; font-weight: 600; fill: var(--ink) }
  .end { text-anchor: end }
  .middle { text-anchor: middle }
  .grid { stroke: var(--grid); stroke-width: 1 }
  .curve { fill: none; stroke-width: 2; stroke-linejoin: round }
  .first { stroke: var(--first) } tspan.first { fill: var(--first); stroke: none }
  .second { stroke: var(--second) } tspan.second { fill: var(--second); stroke: none }
</style>
<rect width="${width}" height="${height}" rx="8" fill="var(--ground)"/>
<text class="heading" x="${left}" y="36">Soak</text>
<text x="${left}" y="56">${title}, one process, on an lmdb store</text>
${panels.map((panel, index) => drawn(panel, samples, top + index * panelHeight)).join('\n')}
</svg>
`;
}

function drawn({ title, unit, lines }: Panel, samples: readonly Sample[], y: number): string {
  const longest = samples.at(-1)?.minutes ?? 1;
  const highest = Math.max(...samples.flatMap((sample) => lines.map(({ of }) => of(sample) ?? 0)));
  const step = roundStep(highest / 3);
  const most = Math.ceil(highest / step) * step;
  const bottom = y + 24 + plotHeight;
  const xOf = (minutes: number): number => left + (minutes / longest) * plotWidth;
  const yOf = (value: number): number => bottom - (value / most) * plotHeight;
  const ticks = Array.from({ length: Math.round(most / step) + 1 }, (_, index) => index * step);
  const minuteStep = roundStep(longest / 6);
  const minutes = Array.from(
    { length: Math.floor(longest / minuteStep) + 1 },
    (_, index) => index * minuteStep,
  );
  const shown = lines.filter(({ of }) => samples.some((sample) => of(sample) !== undefined));
  return [
    `<text class="name" x="${left}" y="${y + 8}">${title}${unit ? `, ${unit}` : ''}</text>`,
    `<text class="end" x="${width - right}" y="${y + 8}">${shown
      .map(({ label, className }) => `<tspan class="${className}">${label}</tspan>`)
      .join('<tspan>  ·  </tspan>')}</text>`,
    ...ticks.map(
      (tick) =>
        `<line class="grid" x1="${left}" x2="${width - right}" y1="${yOf(tick)}" y2="${yOf(tick)}"/><text class="end" x="${left - 8}" y="${yOf(tick) + 4}">${tick.toLocaleString('en')}</text>`,
    ),
    ...minutes.map(
      (minute) => `<text class="middle" x="${xOf(minute)}" y="${bottom + 16}">${minute} min</text>`,
    ),
    ...shown.map(({ className, of }) => {
      const points = samples.flatMap((sample) => {
        const value = of(sample);
        return value === undefined ? [] : `${xOf(sample.minutes).toFixed(1)},${yOf(value).toFixed(1)}`;
      });
      return `<polyline class="curve ${className}" points="${points.join(' ')}"/>`;
    }),
  ].join('\n');
}

/** The next of 1, 2, 5, 10, 20 … */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}
