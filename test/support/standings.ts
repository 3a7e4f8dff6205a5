import type { KnownPerson } from '../../src/sandbox/people.ts';
import type { DeskUnderTest } from './desk.ts';
import { type ModelField, modelFields, type Value } from './shownValues.ts';

/** As long as the bot counts with a write whose fate it does not know. */
const doubtMs = 600_000;

/** Who wrote the value that stands in the directory, and when. */
export interface Standing {
  readonly value: Value;
  readonly by: 'bot' | 'outside';
  readonly at: number;
}

/** What should stand in the directory, and since when: kept beside it while a history runs. */
export class Standings {
  readonly #desk: DeskUnderTest;
  readonly #now: () => number;
  /** By the target's object id. */
  readonly #standing: ReadonlyMap<string, Map<ModelField, Standing>>;
  /** When it became unknown what a field holds, by the target's object id and the field. */
  readonly #doubted = new Map<string, number>();

  constructor(desk: DeskUnderTest, targets: readonly KnownPerson[], now: () => number) {
    this.#desk = desk;
    this.#now = now;
    this.#standing = new Map(
      targets.map((target) => [
        target.oid,
        new Map(modelFields.map((field) => [field, { value: this.held(target, field), by: 'bot', at: 0 }])),
      ]),
    );
  }

  of({ oid }: KnownPerson, field: ModelField): Standing {
    const standing = this.#standing.get(oid)?.get(field);
    if (!standing) throw new Error(`${field} of ${oid} is none of the model's`);
    return standing;
  }

  note({ oid }: KnownPerson, field: ModelField, value: Value, by: Standing['by']): void {
    this.#standing.get(oid)?.set(field, { value, by, at: this.#now() });
  }

  doubt({ oid }: KnownPerson, field: ModelField): void {
    this.#doubted.set(`${oid} ${field}`, this.#now());
  }

  /** Whether the bot has to count with two values: a write got no answer lately, or went over one that could not be read. */
  isDoubted({ oid }: KnownPerson, field: ModelField): boolean {
    return this.#now() - (this.#doubted.get(`${oid} ${field}`) ?? -doubtMs) < doubtMs;
  }

  /** Whether every read shows what stands there. */
  isReadable({ at }: Standing): boolean {
    return this.#now() - at > this.#desk.sandbox.graph.settings.readLagMs;
  }

  /** Whether a value came from outside and can't be read yet. */
  isHidden(standing: Standing): boolean {
    return standing.by === 'outside' && !this.isReadable(standing);
  }

  /** Whether the bot can know for certain what stands there. */
  isPlain(target: KnownPerson, field: ModelField): boolean {
    return this.isReadable(this.of(target, field)) && !this.isDoubted(target, field);
  }

  /** Whether a card that was drawn then tells all that may stand there, if it had room for it: nothing came since. */
  isToldSince(target: KnownPerson, field: ModelField, drawnAt: number): boolean {
    const { readLagMs } = this.#desk.sandbox.graph.settings;
    const doubtedAt = this.#doubted.get(`${target.oid} ${field}`) ?? 0;
    return this.of(target, field).at + readLagMs < drawnAt && doubtedAt < drawnAt;
  }

  /** What the directory really holds. */
  held({ oid }: KnownPerson, field: ModelField): Value {
    return (this.#desk.sandbox.graph.directory.person(oid)?.[field] ?? null) as Value;
  }

  /** What the directory really holds has to be what should stand there. */
  check(targets: readonly KnownPerson[]): void {
    for (const target of targets)
      for (const field of modelFields) {
        const [held, { value }] = [this.held(target, field), this.of(target, field)];
        if (held !== value) throw new Error(`The model lost track of ${field}: ${held}, not ${value}`);
      }
  }
}
