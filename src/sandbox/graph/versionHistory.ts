interface Version<Value> {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: Value;
}

/** Longest that something looks back; older versions are dropped. */
const keptMs = 3_600_000;

/**
 * What something is, and what it was. Entra writes to a primary; other replicas and the search index follow later
 * ("replication delays": https://learn.microsoft.com/graph/api/user-list), so a reader may see an older version.
 */
export class VersionHistory<Value> {
  #versions: Version<Value>[] = [];

  /** @param at milliseconds since the epoch; minus infinity for what has always been there. */
  write(at: number, value: Value): void {
    const oldest = this.#versions.findLastIndex((version) => version.at <= at - keptMs);
    this.#versions = [...this.#versions.slice(Math.max(0, oldest)), { at, value }];
  }

  get current(): Value | undefined {
    return this.#versions.at(-1)?.value;
  }

  /** What was written last at `moment` or before it. */
  asOf(moment: number): Value | undefined {
    return this.#versions.findLast((version) => version.at <= moment)?.value;
  }
}
