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
  readonly #versions: Version<Value>[] = [];

  /** @param at milliseconds since the epoch; minus infinity for what has always been there. */
  write(at: number, value: Value): void {
    this.#versions.push({ at, value });
    // The first one stays for as long as somebody who looks back that far sees it.
    while ((this.#versions[1]?.at ?? Number.POSITIVE_INFINITY) <= at - keptMs) this.#versions.shift();
  }

  get current(): Value | undefined {
    return this.#versions.at(-1)?.value;
  }

  /** What was written last at `moment` or before it. */
  asOf(moment: number): Value | undefined {
    return this.#versions.findLast((version) => version.at <= moment)?.value;
  }
}
