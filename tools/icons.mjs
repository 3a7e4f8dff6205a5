// `npm run icons`: draws the app's icons from their sources, in the sizes that Teams asks for:
// https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const sizes = { color: 192, outline: 32 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
try {
  for (const [name, size] of Object.entries(sizes)) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    const drawing = readFileSync(`appPackage/${name}.svg`, 'utf8');
    await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
    writeFileSync(`appPackage/${name}.png`, await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
