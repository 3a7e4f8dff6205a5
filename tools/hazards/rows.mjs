// What runs of the rows left, put together.

/**
 * The results of one run of Vitest, in the order of the table. A file can fail outside of its cases: in a hook, or by a
 * rejection that nobody handled. That is a failure of its row; of all rows, where Vitest does not say of which.
 * @param failed names of the files that failed, for whatever reason
 */
export function rowsOfRun(results, failed, status) {
  const isUnexplained =
    status !== 0 && !results.some(({ name, failures }) => failures > 0 || failed.includes(name));
  return results
    .map((row) =>
      failed.includes(row.name) || isUnexplained ? { ...row, failures: row.failures || 1 } : row,
    )
    .sort(byNumber);
}

/** The rows of several runs; of a row that is there more than once the last full run, or the last if none is. */
export function merged(rows) {
  const byName = new Map();
  for (const row of rows) {
    const before = byName.get(row.name);
    if (!before || isFull(row) || !isFull(before)) byName.set(row.name, row);
  }
  return [...byName.values()].sort(byNumber);
}

/** Whether a row was run in full; what broke off in a full run counts too, as it has failures. */
export const isFull = ({ scale, cases, fullCases, failures }) =>
  scale === 1 && (cases >= fullCases || failures > 0);

/** Why these rows are nothing to publish. A part of a full run is, as the page says so. */
export function faultsOf(rows) {
  return rows.flatMap(({ name, commit, failures, ...row }) => [
    ...(failures > 0 ? [`${name} has failures`] : []),
    ...(commit.endsWith('with changes') ? [`${name} ran with changes that are in no commit`] : []),
    ...(row.scale === 1 && row.cases < row.fullCases ? [`${name} ran a single case`] : []),
  ]);
}

const byNumber = (one, other) => one.number - other.number;
