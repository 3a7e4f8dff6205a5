/** The time, as a part that tests can turn. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Milliseconds that a stop waits for turns and saves that are under way. */
export const stopMs = 10_000;

/** How long each kind of work may take, in milliseconds. Teams repeats a turn that takes longer than 5 to 15 s. */
export interface Deadlines {
  /** From the arrival of a click to its answer: the outcome, or "Saving…". */
  readonly invokeMs: number;
  /** From the arrival of a message to its answer. */
  readonly messageMs: number;
  /** From taking a save lease to giving up waiting for Graph; the outcome is then unknown. */
  readonly writeMs: number;
  /** How long a save lease keeps others from saving the same person. Longer than `writeMs`. */
  readonly leaseMs: number;
  /** When nothing was shown by then, the bot says that it is typing. */
  readonly typingMs: number;
  /** From asking for the keys that the channel signs with to going on with those that are known. */
  readonly channelKeysMs: number;
}

export const defaultDeadlines: Deadlines = {
  invokeMs: 4_000,
  messageMs: 7_000,
  writeMs: 25_000,
  leaseMs: 30_000,
  typingMs: 1_000,
  channelKeysMs: 2_500,
};
