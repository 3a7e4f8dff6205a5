// A reporter of Vitest: which files failed, for whatever reason, in a hook or by a rejection that nobody handled too.
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';

export default class FailedFiles {
  onTestRunEnd(modules, unhandled) {
    const files = [
      ...modules.filter((module) => !module.ok()).map(({ moduleId }) => moduleId),
      ...unhandled.map((error) => error.VITEST_TEST_PATH ?? ''),
    ];
    const names = files.map((file) => basename(file, '.test.ts'));
    writeFileSync(process.env.HAZARDS_FAILED, JSON.stringify(names));
  }
}
