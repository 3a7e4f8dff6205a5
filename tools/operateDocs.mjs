// The tables of docs/operate.md, made from the code, so that the page can't say something else than the bot does.
// `npm run docs` puts them between their marks; a test fails where they differ.
import { table } from './fieldDocs.mjs';

/** The page with its tables as they are now. @throws where a mark is missing */
export function withTables(page, bot) {
  return [
    ['telemetry', telemetryTable(bot)],
    ['attributes', attributesTable(bot)],
    ['limits', limitsTable(bot)],
  ].reduce((text, [name, rows]) => {
    const [begin, end] = [`<!-- ${name}: npm run docs -->`, `<!-- end of ${name} -->`];
    const [before, rest] = text.split(begin);
    const after = rest?.split(end)[1];
    if (after === undefined) throw new Error(`docs/operate.md lacks the marks of its table “${name}”`);
    return `${before}${begin}\n\n${rows.join('\n')}\n\n${end}${after}`;
  }, page);
}

const code = (text) => `\`${text}\``;

/** @param bot the exports of src/telemetry/signals.ts */
function telemetryTable({ operations, counters }) {
  const durations = Object.values(operations).map(({ metric, span, about, attributes, ofSpan = [] }) => [
    code(metric),
    `how long, in seconds${span === 'none' ? '' : '; each is a span too'}`,
    about,
    [...attributes.map(code), ...ofSpan.map((name) => `${code(name)} (span only)`)].join(', '),
  ]);
  const counts = Object.values(counters).map(({ metric, about, attributes }) => [
    code(metric),
    'how many',
    about,
    attributes.map(code).join(', '),
  ]);
  return table([['Metric', 'Says', 'Of what', 'Attributes'], ...durations, ...counts]);
}

function attributesTable({ attributes }) {
  const words = { number: 'a whole number', host: 'Graph’s host name' };
  const rows = Object.entries(attributes).map(([name, values]) => [
    code(name),
    name === 'error.type' ? '`failed`, or the HTTP status' : (words[values] ?? values.map(code).join(', ')),
  ]);
  return table([['Attribute', 'Values'], ...rows]);
}

/** @param bot constants of the code, and what reads its configuration */
function limitsTable(bot) {
  const { defaultDeadlines: deadlines, costs, readConfig } = bot;
  const nobody = '00000000-0000-4000-8000-000000000000';
  const config = readConfig({ BOT_ID: nobody, BOT_TENANT_ID: nobody, BOT_PASSWORD: 'x' });
  const seconds = (ms) => `${ms / 1_000} s`;
  const minutes = (ms) => `${ms / 60_000} min`;
  const hours = (ms) => `${ms / 3_600_000} h`;
  const days = (ms) => `${ms / 86_400_000} days`;
  const kilobytes = (bytes) => `${bytes / 1_024} KB`;
  return table([
    ['What', 'Limit', 'What happens then'],
    ['A click is answered within', seconds(deadlines.invokeMs), '“Saving…” with **Show result**; it goes on'],
    ['A message is answered within', seconds(deadlines.messageMs), 'says that the directory is slow'],
    ['A write waits for Graph', seconds(deadlines.writeMs), 'unknown; **Show result** reads again'],
    [
      'Saves of one person, one after another',
      seconds(deadlines.leaseMs),
      'the next one is told to try again',
    ],
    [
      'A stop waits for what is under way',
      seconds(bot.stopMs),
      'it ends; what was cut off is looked up at the next click',
    ],
    [
      'What one person may do a minute',
      `${config.rateLimit} clicks, or ${config.rateLimit / costs.message} messages (\`RATE_LIMIT\`)`,
      'says when to go on',
    ],
    [
      'An open edit, and a photo that waits for Save',
      minutes(bot.openEditMs),
      'the card opens anew, with what was typed',
    ],
    ['A photo that was asked for is awaited', minutes(bot.photoWaitMs), 'the bot asks whose it is'],
    ['Undo', hours(bot.undoMs), 'no longer offered'],
    ['A request waits for a decision', days(bot.requestMs), 'expired'],
    ['Who changed whom, when and which fields', `${config.historyDays} days (\`HISTORY_DAYS\`)`, 'removed'],
    ['All inputs of a card', kilobytes(bot.formRoom), 'the longest are shown, not edited'],
    ['A card', kilobytes(bot.mostBytes), 'shows less'],
    ['A photo', `${bot.largestBytes / 1_024 / 1_024} MB`, 'refused, in words'],
    [
      'Views of their own on one message of a group',
      String(bot.mostViewers),
      'the oldest is not drawn again by itself',
    ],
    ['People in a list of hits', String(bot.mostHits), 'says that there are more'],
    ['A search text', `${bot.longestQuery} characters`, 'refused, in words'],
    ['A request to the bot', kilobytes(bot.longestBody), 'refused with 413'],
  ]);
}
