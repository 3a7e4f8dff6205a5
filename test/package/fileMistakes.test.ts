import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { halfDrawn, type Mistake, picture, problemsWith } from './spoiled.ts';

const mistakes: readonly Mistake[] = [
  [
    'a file that holds nothing',
    (o) => o.files.set('manifest.json', 'null'),
    'manifest.json: the file: must be object',
  ],
  [
    'a translation that holds nothing',
    (o) => o.files.set('nl.json', '[]'),
    'nl.json: the file: must be object',
  ],
  [
    'an unset variable of a translation',
    (o) => (o.strings['name.short'] = `\${{APP_TITLE}}`),
    `nl.json: \${{APP_TITLE}} has no value`,
  ],
  ['a file that is no JSON', (o) => o.files.set('manifest.json', '{ "id": }'), 'manifest.json: no JSON'],
  ['a translation that is no JSON', (o) => o.files.set('nl.json', '['), 'nl.json: no JSON'],
  [
    'an icon that is not there',
    (o) => o.files.set('color.png', undefined),
    'manifest.json: icons.color: there is no file color.png',
  ],
  [
    'an icon of another folder',
    (o) => (o.manifest.icons.color = '../docs/profile.png'),
    'manifest.json: icons.color: there is no file ../docs/profile.png',
  ],
  [
    'a colour icon of another size',
    (o) => o.files.set('color.png', picture(96, [79, 82, 178, 255])),
    'color.png: is 96 × 96 pixels, and has to be 192 × 192',
  ],
  [
    'a colour icon with holes',
    (o) => o.files.set('color.png', picture(192, [79, 82, 178, 128])),
    'color.png: has transparent pixels',
  ],
  [
    'an outline of another size',
    (o) => o.files.set('outline.png', picture(20, [255, 255, 255, 255])),
    'outline.png: is 20 × 20 pixels, and has to be 32 × 32',
  ],
  [
    'an outline without transparency',
    (o) => o.files.set('outline.png', picture(32, [255, 255, 255, 255])),
    'outline.png: has no transparent ground',
  ],
  [
    'an outline in colour',
    (o) => o.files.set('outline.png', halfDrawn([79, 82, 178, 255])),
    'outline.png: has pixels that are neither white nor transparent',
  ],
  [
    'an empty outline',
    (o) => o.files.set('outline.png', picture(32, [255, 255, 255, 0])),
    'outline.png: shows nothing',
  ],
  [
    'an icon that is no PNG',
    (o) => o.files.set('outline.png', readFileSync('appPackage/outline.svg')),
    'outline.png: no PNG picture',
  ],
  [
    'a translation that is not there',
    (o) => o.files.set('nl.json', undefined),
    'manifest.json: localizationInfo nl: there is no file nl.json',
  ],
  [
    'no translation',
    (o) => (o.manifest.localizationInfo.additionalLanguages = []),
    'manifest.json: localizationInfo: names no other language',
  ],
  [
    'a language that the bot does not speak',
    (o) => (o.manifest.localizationInfo.additionalLanguages[0].languageTag = 'fr'),
    'nl.json: the bot does not speak fr',
  ],
  [
    'a translation of a command that is missing',
    (o) => delete o.strings['bots[0].commandLists[0].commands[6].description'],
    'nl.json: bots[0].commandLists[0].commands[6].description: is not the bot’s',
  ],
  [
    'a translation of a command that there is not',
    (o) => (o.strings['bots[0].commandLists[1].commands[3].description'] = 'x'),
    'nl.json: bots[0].commandLists[1].commands[3].description: is not the bot’s',
  ],
  [
    'a key that no translation has',
    (o) => (o.strings['developer.name'] = 'x'),
    'nl.json: the file: must NOT have additional properties',
  ],
  [
    'a translation without its short description',
    (o) => delete o.strings['description.short'],
    'nl.json: the file: must have required property',
  ],
];

it.each(mistakes)('a file of the app package: %s', (_, spoil, told) => {
  expect(problemsWith(spoil).filter((problem) => problem.startsWith(told))).toHaveLength(1);
});

it('an outline is white on transparent', () => {
  expect(problemsWith((one) => one.files.set('outline.png', halfDrawn([255, 255, 255, 255])))).toEqual([]);
});
