// `npm run package -- --env dev`: fills the app package with the values of env/.env.dev, checks it, and writes
// build/appPackage.dev.zip, which Teams takes. Nothing is fetched.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readAppPackage, zipped } from './package/appPackage.mjs';
import { Refusal, readEnvironment } from './package/environment.mjs';
import { importSource } from './package/importSource.mjs';

const { values } = parseArgs({ options: { env: { type: 'string', default: 'dev' } } });
try {
  const { commands } = await importSource('src/dialogs/commands.ts');
  const { en } = await importSource('src/language/en.ts');
  const { nl } = await importSource('src/language/nl.ts');
  const { files, problems } = readAppPackage(readEnvironment(values.env), { commands, en, nl });
  if (problems.length > 0) throw new Refusal(problems);
  const file = `build/appPackage.${values.env}.zip`;
  mkdirSync('build', { recursive: true });
  writeFileSync(file, zipped(files));
  process.stdout.write(`${file}: ${Object.keys(files).join(', ')}\n`);
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`No app package was made. ${error.message}\n`);
  process.exitCode = 1;
}
