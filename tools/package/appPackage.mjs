import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { zipSync } from 'fflate';
import { readTemplate } from './environment.mjs';
import { iconProblems } from './icons.mjs';
import { manifestProblems, stringsProblems } from './manifestRules.mjs';
import { schemaProblems } from './schemas.mjs';

/**
 * Reads the app package of an environment.
 * @param bot the tables that parts of it are made from: see generatedParts.mjs.
 * @returns its files by name, and all that keeps Teams from taking it.
 */
export function readAppPackage(variables, bot, folder = 'appPackage') {
  const files = {};
  const { value: manifest, problems } = readTemplate(
    'manifest.json',
    readFileSync(`${folder}/manifest.json`, 'utf8'),
    variables,
  );
  // What an unset variable leaves behind would break half of the rules, and they count on the shape of the manifest.
  if (problems.length === 0) problems.push(...schemaProblems('manifest.json', 'manifest', manifest));
  if (problems.length > 0) return { files, problems };
  problems.push(...manifestProblems(manifest, variables, bot));
  files['manifest.json'] = jsonFile(manifest);

  for (const kind of ['color', 'outline']) {
    const name = manifest.icons[kind];
    const bytes = readNamed(folder, name);
    if (bytes === undefined) problems.push(`manifest.json: icons.${kind}: there is no file ${name}`);
    else problems.push(...iconProblems(kind, name, bytes));
    if (bytes !== undefined) files[name] = bytes;
  }

  const { additionalLanguages = [] } = manifest.localizationInfo ?? {};
  if (additionalLanguages.length === 0)
    problems.push('manifest.json: localizationInfo: names no other language');
  for (const { languageTag, file } of additionalLanguages) {
    const bytes = readNamed(folder, file);
    if (bytes === undefined) {
      problems.push(`manifest.json: localizationInfo ${languageTag}: there is no file ${file}`);
      continue;
    }
    const strings = readTemplate(file, bytes.toString('utf8'), variables);
    if (strings.problems.length === 0)
      strings.problems.push(...schemaProblems(file, 'strings', strings.value));
    if (strings.problems.length === 0)
      strings.problems.push(...stringsProblems(file, strings.value, languageTag, bot));
    problems.push(...strings.problems);
    files[file] = jsonFile(strings.value);
  }
  return { files, problems };
}

/** A zip file whose bytes depend on its content alone. */
export function zipped(files) {
  // The earliest time that a zip file can hold: section 4.4.6 of
  // https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT. It holds the local one.
  return Buffer.from(zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) }));
}

function readNamed(folder, name) {
  const path = `${folder}/${name}`;
  return name !== '' && basename(name) === name && existsSync(path) ? readFileSync(path) : undefined;
}

function jsonFile(value) {
  return Buffer.from(`${JSON.stringify(value ?? null, undefined, 2)}\n`);
}
