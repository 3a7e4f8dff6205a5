// `npm run icons`: draws the app's icons, appPackage/*.png, from their sources beside them.
import { writeFileSync } from 'node:fs';
import { drawIcons } from './package/drawIcons.mjs';

for (const [name, picture] of Object.entries(await drawIcons()))
  writeFileSync(`appPackage/${name}.png`, picture);
