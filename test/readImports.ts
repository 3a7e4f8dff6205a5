import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'vitest/node';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** One import. */
export interface Import {
  /** The file that imports, from src. */
  readonly from: string;
  /** A file from src, or a package. */
  readonly to: string;
  /** Erased by the compiler: it needs the words of the other, not the other. */
  readonly typeOnly: boolean;
}

/** A node of a syntax tree. */
export type Node = Readonly<Record<string, unknown>>;

/** Every node of a syntax tree. */
export function nodesOf(node: unknown): Node[] {
  if (Array.isArray(node)) return node.flatMap(nodesOf);
  if (typeof node !== 'object' || node === null) return [];
  return [node as Node, ...Object.values(node).flatMap(nodesOf)];
}

/** The text of a literal. */
export const textOf = (literal: unknown): string | undefined => {
  const { value } = (literal ?? {}) as { value?: unknown };
  return typeof value === 'string' ? value : undefined;
};

/** What a file imports, by any of the ways there are. */
export function importsOf(from: string, tree: readonly Node[]): Import[] {
  return tree.flatMap((node) => {
    const isImport =
      /^(ImportDeclaration|ExportAllDeclaration|ExportNamedDeclaration|ImportExpression|TSImportType|TSExternalModuleReference)$/.test(
        String(node.type),
      );
    const target = isImport ? textOf(node.source ?? node.argument ?? node.expression) : undefined;
    if (target === undefined) return [];
    const specifiers = Array.isArray(node.specifiers) ? (node.specifiers as Node[]) : [];
    const kinds = specifiers.map((specifier) => specifier.importKind ?? specifier.exportKind);
    const typeOnly =
      node.importKind === 'type' ||
      node.exportKind === 'type' ||
      node.type === 'TSImportType' ||
      (kinds.length > 0 && kinds.every((kind) => kind === 'type'));
    const to = target.startsWith('.')
      ? relative(source, join(source, dirname(from), target))
      : packageOf(target);
    return [{ from, to: to.replaceAll('\\', '/'), typeOnly }];
  });
}

function packageOf(target: string): string {
  return target.startsWith('node:')
    ? target
    : target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/');
}

/** Every source file, from src. */
export const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.tsx?$/.test(file));
/** The nodes of every source file. */
export const trees = new Map(
  files.map((file) => [
    file,
    nodesOf(
      parseAst(readFileSync(join(source, file), 'utf8'), { lang: file.endsWith('x') ? 'tsx' : 'ts' }).body,
    ),
  ]),
);
/** All that is imported anywhere. */
export const imports = [...trees].flatMap(([file, tree]) => importsOf(file, tree));
