import { defineConfig, mergeConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

// Tests that speak to the sandbox over https need processes of their own: Node.js reads NODE_EXTRA_CA_CERTS when one
// begins, and the library of the managed identity keeps the endpoint that it found first.
const needProcesses = process.env.MUTATION_POOL === 'forks';

const merged = mergeConfig(
  base,
  defineConfig({
    // Stryker asks for threads, whatever is set.
    plugins: [
      {
        name: 'pool',
        configureVitest: ({ project }) => {
          project.config.pool = process.env.MUTATION_POOL;
        },
      },
    ],
    // One thread for all files of a run: a mistake is in the code from its start, so nothing is left over from another.
    test: { isolate: needProcesses },
  }),
);
// The part's own tests, and no others: a mistake in what is made once, when a module is loaded, is tried with each.
merged.test.include = process.env.MUTATION_TESTS.split(',');
export default merged;
