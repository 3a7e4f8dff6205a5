import fc from 'fast-check';

/** The seed of this run's property-based tests: `SEED=<n> npm test` repeats a run. */
fc.configureGlobal({ seed: Number(process.env.SEED), verbose: 1 });
