import { readdirSync } from 'node:fs';

/** The code that decides who may change what, and the tests that have to notice a mistake in it. */
export const parts = {
  gate: { files: ['src/http/gate.ts'], tests: ['test/http/**'] },
  profile: {
    files: filesOf('src/profile'),
    tests: ['test/profile/**', 'test/directory/{reads,writes}*'],
  },
  edits: {
    files: filesOf('src/edits'),
    tests: ['test/edits/**', 'test/requests/{asking,deciding,settling}*'],
  },
  identity: {
    files: filesOf('src/identity'),
    tests: ['test/identity/**', 'test/sandbox/entraClients*'],
    pool: 'forks',
  },
};

function filesOf(folder) {
  return readdirSync(folder).map((file) => `${folder}/${file}`);
}
