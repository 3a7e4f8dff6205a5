import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
// @ts-expect-error a script without types
import { readAppPackage } from '../../tools/package/appPackage.mjs';
import { bot, madeUp, type Variables } from './madeUp.ts';

// biome-ignore lint/suspicious/noExplicitAny: a manifest is broken here in ways that no type allows
type Json = any;
interface Case {
  readonly variables: Variables;
  readonly manifest: Json;
  readonly strings: Json;
  readonly files: Map<string, Buffer | string | undefined>;
}

/** What is said of a copy of the app package in which something is wrong. */
export function problemsWith(spoil: (one: Case) => void): readonly string[] {
  const copy = mkdtempSync(join(tmpdir(), 'profile-desk-package-'));
  cpSync('appPackage', copy, { recursive: true });
  const read = (name: string): Json => JSON.parse(readFileSync(join(copy, name), 'utf8'));
  const one = {
    variables: { ...madeUp },
    manifest: read('manifest.json'),
    strings: read('nl.json'),
    files: new Map(),
  };
  spoil(one);
  writeFileSync(join(copy, 'manifest.json'), JSON.stringify(one.manifest));
  writeFileSync(join(copy, 'nl.json'), JSON.stringify(one.strings));
  for (const [name, content] of one.files)
    if (content === undefined) rmSync(join(copy, name));
    else writeFileSync(join(copy, name), content);
  const { problems } = readAppPackage(one.variables, bot, copy);
  rmSync(copy, { recursive: true });
  return problems;
}

export function picture(
  size: number,
  [red, green, blue, alpha]: readonly [number, number, number, number],
): Buffer {
  const png = new PNG({ width: size, height: size });
  for (let at = 0; at < png.data.length; at += 4) png.data.set([red, green, blue, alpha], at);
  return PNG.sync.write(png);
}

export type Mistake = readonly [what: string, spoil: (one: Case) => void, told: string];

/** White is the ground of the picture’s upper half only; below it is transparent. */
export function halfDrawn(color: readonly [number, number, number, number]): Buffer {
  const png = PNG.sync.read(picture(32, color));
  png.data.fill(0, png.data.length / 2);
  return PNG.sync.write(png);
}
