import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** What a command refuses, each problem by the name of what has it. */
export class Refusal extends Error {
  constructor(problems) {
    super(`${problems.length} problem(s):\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * The variables of an environment of the Agents Toolkit: `env/.env.<name>`, and `env/.env.<name>.user` over it, where
 * secrets are. An empty one counts as unset, as it does there.
 * https://learn.microsoft.com/microsoftteams/platform/toolkit/teamsfx-multi-env
 * @throws Refusal where there is no such environment.
 */
export function readEnvironment(name, folder = 'env') {
  const file = `${folder}/.env.${name}`;
  if (!/^[\w-]+$/.test(name)) throw new Refusal([`--env ${name}: no name of an environment, such as dev`]);
  if (!existsSync(file))
    throw new Refusal([`${file} is missing: copy ${folder}/.env.dev.example, which says what to fill in`]);
  const read = (path) => (existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {});
  const all = { ...read(file), ...read(`${file}.user`) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value.trim() !== ''));
}

const placeholder = /\$\{\{\s*([A-Za-z_]\w*)\s*\}\}/g;

/** The variables that a template names. */
export function namesIn(template) {
  return [...new Set([...template.matchAll(placeholder)].map(([, name]) => name))];
}

/** A template of JSON with the variables put in; what is unset stays. */
function filled(template, variables) {
  return template.replace(placeholder, (whole, name) =>
    variables[name] === undefined ? whole : JSON.stringify(variables[name]).slice(1, -1),
  );
}

/**
 * A template of JSON, read with the variables put in.
 * @returns the problems: variables that are unset, what is left of a placeholder, what is no JSON.
 */
export function readTemplate(file, template, variables) {
  const problems = namesIn(template)
    .filter((name) => variables[name] === undefined)
    .map((name) => `${file}: \${{${name}}} has no value: set ${name} in the environment`);
  const text = filled(template, variables);
  if (text.replaceAll(placeholder, '').includes('${{'))
    problems.push(`${file}: a placeholder is not of the form \${{NAME}}`);
  try {
    return { value: JSON.parse(text), problems };
  } catch (error) {
    return { value: undefined, problems: [...problems, `${file}: no JSON: ${error.message}`] };
  }
}
