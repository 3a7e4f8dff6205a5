import { readFileSync } from 'node:fs';

export interface BicepFile {
  /** Everything but comments. */
  readonly text: string;
  readonly parameters: ReadonlyMap<string, { readonly hasDefault: boolean }>;
  readonly variables: readonly string[];
  readonly outputs: readonly string[];
  /** Resources and modules, nested ones too, by their symbolic name. */
  readonly declared: ReadonlyMap<string, string>;
}

/**
 * What a Bicep file declares, as far as its lines tell: there is no compiler of it for Node.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/file
 */
export function readBicep(file: string): BicepFile {
  const text = readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, '');
  const names = (pattern: RegExp): readonly string[] =>
    [...text.matchAll(pattern)].map(([, name]) => name ?? '');
  return {
    text,
    parameters: new Map(
      [...text.matchAll(/^param (\w+) \w+( =)?/gm)].map(([, name, value]) => [
        name ?? '',
        { hasDefault: value !== undefined },
      ]),
    ),
    variables: names(/^var (\w+) =/gm),
    outputs: names(/^output (\w+) \w+ =/gm),
    declared: new Map(
      [...text.matchAll(/^ *(?:resource|module) (\w+) '([^']+)'/gm)].map(([, name, type]) => [
        name ?? '',
        type ?? '',
      ]),
    ),
  };
}

/** How often a name is used, apart from where it is declared, and from keys and texts of the same name. */
export function usesOf(name: string, { text }: BicepFile): number {
  const code = text
    .replace(new RegExp(`^ *(param|var|resource|module) ${name}\\b`, 'gm'), '')
    .replace(new RegExp(`^( *)${name}:`, 'gm'), '$1');
  return code.match(new RegExp(`(?<![\\w.])${name}\\b`, 'g'))?.length ?? 0;
}

/** The keys of the app settings that a Bicep file sets. */
export function appSettings({ text }: BicepFile): ReadonlyMap<string, string> {
  const block = /union\(settings, \{([^}]*(?:\$\{[^}]*\}[^}]*)*)\}\)/.exec(text)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/^ *([A-Z_]+): (.+)$/gm)].map(([, key, value]) => [key ?? '', value ?? '']),
  );
}
