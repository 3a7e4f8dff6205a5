import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
// @ts-expect-error a script without types
import { drawIcons } from '../../tools/package/drawIcons.mjs';

it('the app’s icons are those of their sources (npm run icons draws them)', async () => {
  const drawn: Record<string, Buffer> = await drawIcons();
  expect(Object.keys(drawn)).toEqual(['color', 'outline']);
  for (const [name, picture] of Object.entries(drawn)) {
    const [kept, fresh] = [readFileSync(`appPackage/${name}.png`), picture].map((png) => PNG.sync.read(png));
    expect([fresh?.width, fresh?.height]).toEqual([kept?.width, kept?.height]);
    // Browsers smooth edges each in their own way.
    const differing =
      fresh?.data.filter((value, at) => Math.abs(value - (kept?.data[at] ?? 0)) > 32).length ?? 0;
    expect(differing / (fresh?.data.length ?? 1)).toBeLessThan(0.01);
  }
});
