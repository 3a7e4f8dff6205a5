import { readdirSync, readFileSync } from 'node:fs';

/**
 * The licence of each package, with its text: that of its files, or what its readme says of it.
 * @param {Iterable<string>} folders of the packages
 */
export function licenceTexts(folders) {
  const texts = [...folders].map((folder) => {
    const read = (file) => readFileSync(`${folder}/${file}`, 'utf8').trim();
    const { name, version, license, author } = JSON.parse(read('package.json'));
    const files = readdirSync(folder);
    const whole = files.filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).map(read);
    const readme = files.find((file) => /^readme/i.test(file));
    const part = readme && /^#*\s*licen[cs]e\b[\s\S]*/im.exec(read(readme))?.[0];
    const text = whole.join('\n\n') || part || `Author: ${author?.name ?? author}`;
    return { title: `${name} ${version} (${license ?? 'see below'})`, text };
  });
  const sorted = texts.sort((one, other) => one.title.localeCompare(other.title, 'en'));
  return sorted.map(({ title, text }) => `${title}\n${'-'.repeat(title.length)}\n\n${text}\n`).join('\n\n');
}
