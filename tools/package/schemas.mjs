import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';

const require = createRequire(import.meta.url);

/** The newest that @microsoft/app-manifest carries. */
export const schemaVersion = '1.30';
const schemas = {
  manifest: require('@microsoft/app-manifest/build/json-schemas/teams/v1.30/MicrosoftTeams.schema.json'),
  strings: require('@microsoft/app-manifest/build/json-schemas/teams/v1.30/MicrosoftTeams.Localization.schema.json'),
};
const base = `https://developer.microsoft.com/json-schemas/teams/v${schemaVersion}`;
export const schemaUrls = {
  manifest: `${base}/MicrosoftTeams.schema.json`,
  strings: `${base}/MicrosoftTeams.Localization.schema.json`,
};

// The package's own check reads patterns as Unicode ones, which one of Microsoft's is not.
const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats(ajv);

/** @param kind `manifest` or `strings`. */
export function schemaProblems(file, kind, value) {
  const isValid = ajv.compile(schemas[kind]);
  if (isValid(value)) return [];
  return isValid.errors.map(({ instancePath, message, params }) => {
    const place = instancePath.slice(1).replaceAll('/', '.') || 'the file';
    return `${file}: ${place}: ${message} ${JSON.stringify(params)}`;
  });
}
