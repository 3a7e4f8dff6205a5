import { byId, element } from './element.ts';
import { type DirectoryUser, readDirectory } from './sandboxApi.ts';

/** Graph's properties, in the order of their columns; the others follow as they come. */
const first = ['displayName', 'userPrincipalName', 'jobTitle', 'department', 'mobilePhone', 'businessPhones'];

/** All people with the values that the directory holds now, whatever a reader would see. */
export async function showDirectory(): Promise<void> {
  const filter = byId<HTMLInputElement>('filter');
  const draw = async () => drawTable(await readDirectory(), filter.value);
  filter.addEventListener('input', () => void draw());
  byId('scroll').tabIndex = 0;
  byId('again').addEventListener('click', () => void draw());
  await draw();
}

function drawTable(users: readonly DirectoryUser[], wanted: string): void {
  const names = [...new Set([...first, ...users.flatMap((user) => Object.keys(user))])];
  const words = wanted.toLowerCase();
  const found = users.filter((user) => JSON.stringify(Object.values(user)).toLowerCase().includes(words));
  const head = names.map((name) => element('th', { scope: 'col' }, name));
  const rows = found.map((user) =>
    element(
      'tr',
      {},
      ...names.map((name, index) =>
        index === 0
          ? element('th', { scope: 'row' }, textOf(user[name]))
          : element('td', {}, textOf(user[name])),
      ),
    ),
  );
  byId('count').textContent = `${found.length} of ${users.length} people`;
  byId('table').replaceChildren(
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...rows),
  );
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
