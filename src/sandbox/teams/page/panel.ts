import type { TeamsClient } from '../client.ts';
import { button, byId, element } from './element.ts';
import {
  changeSettings,
  type NextFault,
  orderFault,
  readSettings,
  type Settings,
  signEverybodyOut,
} from './sandboxApi.ts';

const faults: Readonly<Record<NextFault, string>> = {
  throttled: 'Too many requests (429)',
  unavailable: 'Service unavailable (503)',
  lost: 'Saved, but the answer is lost',
  challenge: 'A stronger sign-in is asked for',
};

/** Milliseconds that a button shows that it was heard. */
const heardMs = 2_000;

/** The settings of the sandbox, which open beside the chat. They are read each time: another page may have changed them. */
export function startPanel(client: TeamsClient): void {
  const panel = byId('panel');
  const opener = byId('panel-button');
  const toggle = async (open: boolean) => {
    if (open) byId('panel-body').replaceChildren(...draw(await readSettings(), client));
    panel.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
    if (open) byId('panel-title').focus();
    else opener.focus();
  };
  opener.addEventListener('click', () => void toggle(panel.hidden === true));
  byId('panel-close').addEventListener('click', () => void toggle(false));
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') void toggle(false);
  });
}

function draw(settings: Settings, client: TeamsClient): HTMLElement[] {
  return [
    section(
      'Microsoft Graph',
      milliseconds('Answers after', 'latencyMs', settings),
      milliseconds('A read may be older by', 'readLagMs', settings),
      milliseconds('The search index lags by', 'indexLagMs', settings),
      milliseconds('The audit log lags by', 'auditLagMs', settings),
    ),
    section(
      'The next save meets',
      ...Object.entries(faults).map(([next, label]) => heard(label, () => orderFault(next as NextFault))),
    ),
    section(
      'Signing in',
      ssoMode(settings),
      consent(settings),
      heard('Sign everybody out', signEverybodyOut),
    ),
    section(
      'This chat',
      heard('Draw all messages again', () => client.reload()),
      element('p', {}, 'As after a reload: the answers to clicks go, the stored messages come back.'),
    ),
    section(
      'Look behind',
      element('a', { href: '/directory', target: '_blank' }, 'The directory as it is'),
      element('a', { href: '/requests', target: '_blank' }, 'What Graph was asked'),
    ),
  ];
}

function section(title: string, ...content: readonly HTMLElement[]): HTMLElement {
  return element('section', {}, element('h3', {}, title), ...content);
}

function milliseconds(
  label: string,
  name: 'latencyMs' | 'readLagMs' | 'indexLagMs' | 'auditLagMs',
  settings: Settings,
): HTMLElement {
  const input = element('input', {
    type: 'number',
    min: '0',
    max: '600000',
    step: '100',
    value: String(settings[name]),
  });
  input.addEventListener('change', () => {
    const value = Number(input.value);
    if (input.validity.badInput || !(value >= 0)) input.value = String(settings[name]);
    else void changeSettings({ [name]: value });
  });
  return element(
    'label',
    { class: 'number' },
    element('span', {}, label),
    input,
    element('span', { class: 'unit' }, 'ms'),
  );
}

function ssoMode(settings: Settings): HTMLElement {
  const modes: Readonly<Record<Settings['ssoMode'], string>> = {
    silent: 'Silently',
    consentNeeded: 'With the sign-in button',
    unsupported: 'Silently, and it fails unseen',
  };
  const select = element(
    'select',
    {},
    ...Object.entries(modes).map(([value, label]) =>
      element('option', { value, selected: settings.ssoMode === value }, label),
    ),
  );
  select.addEventListener(
    'change',
    () => void changeSettings({ ssoMode: select.value as Settings['ssoMode'] }),
  );
  return element('label', {}, element('span', {}, 'People sign in'), select);
}

function consent(settings: Settings): HTMLElement {
  const box = element('input', { type: 'checkbox', checked: settings.consented });
  box.addEventListener('change', () => void changeSettings({ consented: box.checked }));
  return element('label', { class: 'check' }, box, 'An administrator consented to changes');
}

/** A button that shows for a moment that it was heard. */
function heard(label: string, run: () => Promise<unknown>): HTMLElement {
  return button(label, async (made) => {
    await run();
    made.textContent = `${label} ✓`;
    setTimeout(() => {
      made.textContent = label;
    }, heardMs);
  });
}
