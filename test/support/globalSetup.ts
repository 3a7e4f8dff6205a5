/** Runs once, before the workers start: they inherit the environment. */
export function setup(): void {
  process.stdout.write(`Seed of the property-based tests: ${process.env.SEED}\n`);
}
