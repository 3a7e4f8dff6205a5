// The table of hazards, for a terminal and for docs/hazards.md.
import { existsSync } from 'node:fs';
import { isFull } from './rows.mjs';

/** A line a row: number, name, cases, failures, what was measured, seed. */
export function tableOf(rows) {
  const head = ['#', 'hazard', 'cases', 'failures', 'seed', 'figure'];
  const lines = [head, ...rows.map(cellsOf)];
  const widths = head.map((_title, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf(row) {
  const { number, name, failures, seed, figure } = row;
  return [String(number), name, casesOf(row), String(failures), String(seed), figure];
}

/** How many were run, and of how many, where it was no full run. */
function casesOf({ cases, fullCases, ...row }) {
  const count = (number) => number.toLocaleString('en');
  if (isFull({ cases, fullCases, ...row })) return count(cases);
  return cases < fullCases ? `part: ${count(cases)} of ${count(fullCases)}` : `part: ${count(cases)}`;
}

const soak = `
## The soak

Memory, time of a turn and open handles over the half hour of the row \`soak\`; \`UPDATE_PICTURES=1\` draws it anew.

![Memory, time of a turn and open handles over half an hour](soak.svg)
`;

/** The page that says what was tried, when, and on which machine. */
export function docsOf(rows) {
  const cell = (text) => String(text).replace(/[|*_]/g, '\\$&').replaceAll('\n', ' ');
  return `# Hazards

What can go wrong with a tool that writes to a directory, what Profile Desk promises, and how often the promise was tried.
\`npm run hazards\` tries all cases of each row, and \`npm test\` a hundredth of them. Each row is a file of its name in
\`test/hazards\`. [SECURITY.md](../SECURITY.md) says who is trusted with what.

${extentOf(rows)}
Run on ${runsOf(rows)}.

| # | Hazard | Promise | Row | Cases | Failures | Figure | Seed | Commit |
| --- | --- | --- | --- | ---: | ---: | --- | --- | --- |
${rows
  .map((row) =>
    [
      row.number,
      row.hazard,
      row.promise,
      `\`${row.name}\``,
      casesOf(row),
      row.failures,
      row.figure,
      row.seed,
      row.commit,
    ]
      .map(cell)
      .join(' | '),
  )
  .map((line) => `| ${line} |`)
  .join('\n')}
${existsSync('docs/soak.svg') ? soak : ''}`;
}

/** The days on which the rows ran on each machine. */
function runsOf(rows) {
  const days = new Map();
  for (const { date, node, machine } of rows) {
    const where = `Node.js ${node}, ${machine}`;
    days.set(where, (days.get(where) ?? new Set()).add(date));
  }
  return [...days].map(([where, dates]) => `${[...dates].sort().join(' and ')}, ${where}`).join('; ');
}

/** How much of the cases the table is about. */
function extentOf(rows) {
  const parts = rows.filter((row) => !isFull(row)).length;
  return parts === 0
    ? 'All rows below were run in full.'
    : `${rows.length - parts} of the ${rows.length} rows below were run in full. The other ${parts} say *part*: of them only a part of the cases was\nrun, and their figures are of that part.`;
}
