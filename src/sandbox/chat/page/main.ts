import { TeamsClient } from '../teamsClient.ts';
import type { Persona } from '../wire.ts';
import { byId, element, initialsOf } from './element.ts';
import type { Theme } from './hostConfig.ts';
import { drawMessage } from './messageView.ts';
import { drawPanel } from './panel.ts';

// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
const roles: Readonly<Record<string, string>> = {
  '62e90394-69f5-4237-9190-012177145e10': 'Global Administrator',
  'fe930be7-5e62-47db-91af-98c3a49a38b1': 'User Administrator',
  '729827e3-9c14-49f7-bb1b-9608f156bbb8': 'Helpdesk Administrator',
  'c4e39bd9-1100-46d3-8c65-fb160da0071f': 'Authentication Administrator',
};
const mostWithoutRole = 2;

const everybody = (await (await fetch('/sandbox/api/people')).json()) as Persona[];
const roleOf = (persona: Persona) => persona.roleTemplateIds.map((id) => roles[id]).find(Boolean);
const withRole = everybody.filter((persona) => roleOf(persona));
const personas = [...withRole, ...everybody.filter((persona) => !roleOf(persona)).slice(0, mostWithoutRole)];
const asked = new URLSearchParams(location.search).get('as');
const first = withRole.find((persona) => roleOf(persona) === 'User Administrator') ?? personas[0];
const self = everybody.find(({ oid }) => oid === asked) ?? first;
if (!self) throw new Error('The sandbox has no people');
const client = new TeamsClient(location.origin, self.oid);

drawPersonas(self);
const theme = drawTheme();
const list = byId('messages');
const drawn = new Map<string, { key: string; node: HTMLElement }>();

client.onEvent(() => drawMessages());
const events = new EventSource(`/teams/api/${self.oid}/events`);
events.addEventListener('changed', () => {
  byId('typing').hidden = true;
  void client.refresh();
});
events.addEventListener('typing', () => {
  byId('typing').hidden = false;
});
byId('theme').addEventListener('change', () => {
  drawn.clear();
  list.replaceChildren();
  drawMessages();
});
listenToCompose();
listenToPanel();
await client.open();

function drawMessages(): void {
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const present = new Set<string>();
  for (const message of client.messages) {
    present.add(message.id);
    const key = JSON.stringify([message, theme()]);
    const before = drawn.get(message.id);
    if (before?.key === key) continue;
    const node = drawMessage(client, message, theme());
    if (before) before.node.replaceWith(node);
    else list.append(node);
    drawn.set(message.id, { key, node });
  }
  for (const [id, { node }] of drawn) {
    if (present.has(id)) continue;
    node.remove();
    drawn.delete(id);
  }
  if (wasAtEnd) list.scrollTop = list.scrollHeight;
}

function drawPersonas(current: Persona): void {
  const shown = personas.includes(current) ? personas : [current, ...personas];
  const nameOf = (persona: Persona) => `${persona.displayName}, ${roleOf(persona) ?? 'no role'}`;
  byId('personas').append(
    ...shown.map((persona) =>
      element(
        'li',
        {},
        element(
          'a',
          { href: `?as=${persona.oid}`, 'aria-current': persona === current ? 'true' : undefined },
          element('span', { class: 'avatar', 'aria-hidden': 'true' }, initialsOf(persona.displayName)),
          element(
            'span',
            {},
            element('b', {}, persona.displayName),
            element('small', {}, roleOf(persona) ?? 'No role'),
          ),
        ),
      ),
    ),
  );
  const select = byId<HTMLSelectElement>('persona-select');
  select.append(
    ...shown.map((persona) =>
      element('option', { value: persona.oid, selected: persona === current }, nameOf(persona)),
    ),
  );
  select.addEventListener('change', () => location.assign(`?as=${select.value}`));
}

function drawTheme(): () => Theme {
  const select = byId<HTMLSelectElement>('theme');
  const preferred = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  select.value = localStorage.getItem('theme') ?? preferred;
  const apply = () => {
    document.documentElement.dataset.theme = select.value;
  };
  select.addEventListener('change', () => {
    localStorage.setItem('theme', select.value);
    apply();
  });
  apply();
  return () => select.value as Theme;
}

function listenToCompose(): void {
  const text = byId<HTMLTextAreaElement>('text');
  const form = byId<HTMLFormElement>('compose');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const message = text.value.trim();
    if (message === '') return;
    text.value = '';
    void client.send(message);
  });
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  text.focus();
}

function listenToPanel(): void {
  const panel = byId('panel');
  const button = byId('panel-button');
  button.addEventListener('click', async () => {
    if (panel.hidden) await drawPanel(panel);
    panel.hidden = !panel.hidden;
    button.setAttribute('aria-expanded', String(!panel.hidden));
    document.querySelector('.app')?.classList.toggle('with-panel', !panel.hidden);
  });
}
