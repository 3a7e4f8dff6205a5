/**
 * The value below which a share of the values lies, by the nearest rank: always one that was measured.
 * @param {readonly number[]} values at least one
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** @param {readonly number[]} values at least one */
export function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * How much y grows with x, by the median of the slopes between all pairs of points (Theil and Sen), which a few points
 * that are far off don't change.
 * @param {readonly { x: number, y: number }[]} points at least two
 */
export function slopeOf(points) {
  return median(
    points.flatMap((one, at) => points.slice(at + 1).map((other) => (other.y - one.y) / (other.x - one.x))),
  );
}
