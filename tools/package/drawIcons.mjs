import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

// https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
const sizes = { color: 192, outline: 32 };

/** Draws the app's icons from their sources. @returns PNG pictures by the name of the icon. */
export async function drawIcons(folder = 'appPackage') {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    const drawn = {};
    for (const [name, size] of Object.entries(sizes)) {
      const page = await browser.newPage({ viewport: { width: size, height: size } });
      const drawing = readFileSync(`${folder}/${name}.svg`, 'utf8');
      await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
      drawn[name] = await page.screenshot({ omitBackground: true });
    }
    return drawn;
  } finally {
    await browser.close();
  }
}
