import { byId, element } from './element.ts';
import { type GraphRequest, type Person, readPeople, readRequests } from './sandboxApi.ts';

/** What Graph was asked, newest first: the items of a batch stand under it. */
export async function showRequests(): Promise<void> {
  const people = await readPeople();
  const draw = async () => drawTable(await readRequests(), people);
  byId('scroll').tabIndex = 0;
  byId('again').addEventListener('click', () => void draw());
  await draw();
}

function drawTable(requests: readonly GraphRequest[], people: readonly Person[]): void {
  const nameOf = (oid: string | undefined) => people.find((person) => person.oid === oid)?.displayName ?? '';
  byId('count').textContent =
    requests.length === 1 ? 'The last request' : `The last ${requests.length} requests`;
  const columns = ['Time', 'By', 'Request', 'Status', 'Body'];
  const rows = [...requests]
    .reverse()
    .map((request) =>
      element(
        'tr',
        {},
        element('td', {}, new Date(request.at).toLocaleTimeString()),
        element('td', {}, nameOf(request.callerOid)),
        element('td', {}, line(request), ...(request.batch ?? []).map(itemOf)),
        element('td', {}, String(request.status)),
        element('td', {}, request.batch || request.body === undefined ? '' : JSON.stringify(request.body)),
      ),
    );
  byId('table').replaceChildren(
    element('thead', {}, element('tr', {}, ...columns.map((name) => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, ...rows),
  );
}

function line({ method, url }: { readonly method: string; readonly url: string }): HTMLElement {
  return element('code', {}, element('b', {}, method), ` ${decode(url)}`);
}

function itemOf(item: {
  readonly method: string;
  readonly url: string;
  readonly status: number;
}): HTMLElement {
  return element('div', { class: 'item' }, line(item), ` ${item.status}`);
}

function decode(url: string): string {
  try {
    return decodeURI(url.replace(/\+/g, ' '));
  } catch {
    return url;
  }
}
