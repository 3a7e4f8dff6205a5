import { arch, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What the times were measured on. */
export function machine() {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()} ${arch()}`,
    node: process.version,
    loadAverage: Number(loadavg()[0].toFixed(2)),
  };
}

/** The report as text. @param report as it is written to the JSON file */
export function textOf({ machine: on, settings, start, actions, throughput, memory }) {
  const ms = (value) => value.toFixed(1);
  const rows = actions.map((action) => [
    action.name,
    String(action.requests.length),
    action.requests.map(({ bytes }) => `${bytes.sent}/${bytes.received}`).join(' '),
    ms(action.graphAlone.medianMs),
    ms(action.graphAlone.p95Ms),
    ms(action.bot.medianMs),
    ms(action.bot.p95Ms),
    ms(action.bot.medianMs - action.graphAlone.medianMs),
    action.ratio.toFixed(3),
    action.ratio > settings.highestRatio ? `above ${settings.highestRatio}` : '',
  ]);
  const heads = [
    ['', 'Graph', 'bytes of them', 'Graph alone', '', 'click to card', '', 'beyond', '', ''],
    ['', 'requests', 'sent / received', 'median', 'p95', 'median', 'p95', 'Graph', 'ratio', ''],
  ];
  return [
    `${on.cpu}, ${on.cores} cores, ${on.memoryGb} GB, ${on.os}, Node.js ${on.node}; load before: ${on.loadAverage}`,
    `Graph answers a request in ${settings.graphMs} ms; Entra, Token Service and connector at once. Median and 95th`,
    `percentile of ${settings.runs} runs after ${settings.warmUps} to warm up, in milliseconds. Graph alone: the same requests, one after another.`,
    '',
    ...table([...heads, ...rows]),
    '',
    `Process start to ready: ${ms(start.ready.medianMs)} ms; the first look-up by id after it: ${ms(start.firstLookUp.medianMs)} ms (medians of ${settings.starts}).`,
    '',
    `Turns per second of one process, ${settings.atOnce} conversations at once, \`help\`: ${throughput.bot.toFixed(0)}; restify and CloudAdapter`,
    `with the same card as a constant: ${throughput.floor.toFixed(0)}; ratio ${throughput.ratio.toFixed(2)} (medians of ${settings.rounds} rounds of ${settings.turnsOfRound}).`,
    `Heap and buffers, without garbage, after ${memory.map(({ turns, heldMb }) => `${turns.toLocaleString('en')} look-ups: ${heldMb.toFixed(1)} MB`).join('; after ')}.`,
  ].join('\n');
}

/** Columns as wide as they need to be; all but the first and the last to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === row.length - 1
          ? cell.padEnd(widths[column])
          : cell.padStart(widths[column]),
      )
      .join('  ')
      .trimEnd(),
  );
}
