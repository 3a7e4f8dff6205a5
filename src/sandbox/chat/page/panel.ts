import type { ControlSettings, NextFault } from '../../control.ts';
import { element } from './element.ts';

const faults: Readonly<Record<NextFault, string>> = {
  throttled: 'Too many requests (429)',
  unavailable: 'Service unavailable (503)',
  lost: 'Saved, but the answer is lost',
  challenge: 'A stronger sign-in is asked for',
};

/** The settings of the sandbox: how Microsoft's services behave. */
export async function drawPanel(panel: HTMLElement): Promise<void> {
  const settings = (await (await fetch('/sandbox/api/settings')).json()) as ControlSettings;
  const change = (changed: Partial<ControlSettings>) => request('PUT', 'settings', changed);
  const number = (label: string, name: 'latencyMs' | 'readLagMs' | 'indexLagMs') => {
    const input = element('input', { type: 'number', min: '0', step: '100', value: String(settings[name]) });
    input.addEventListener('change', () => void change({ [name]: Number(input.value) }));
    return element('label', {}, label, input);
  };
  const sso = element(
    'select',
    {},
    ...(
      [
        ['silent', 'Silently'],
        ['consentNeeded', 'With the button'],
        ['unsupported', 'Silently, and it fails'],
      ] as const
    ).map(([value, label]) => element('option', { value, selected: settings.ssoMode === value }, label)),
  );
  sso.addEventListener('change', () => void change({ ssoMode: sso.value as ControlSettings['ssoMode'] }));
  const consented = element('input', { type: 'checkbox', checked: settings.consented });
  consented.addEventListener('change', () => void change({ consented: consented.checked }));
  const button = (label: string, onClick: () => Promise<unknown>) => {
    const made = element('button', { type: 'button' }, label);
    made.addEventListener('click', () => void onClick().then(() => done(made)));
    return made;
  };
  const link = (href: string, label: string) =>
    element('p', {}, element('a', { href, target: '_blank', rel: 'noopener' }, label));
  panel.replaceChildren(
    element(
      'div',
      { class: 'panel-body' },
      element('h2', {}, 'Sandbox settings'),
      element('p', {}, 'How Microsoft’s services behave. The bot knows nothing of it.'),
      element('h3', {}, 'Microsoft Graph'),
      number('Answers after (ms)', 'latencyMs'),
      number('A read may be older by (ms)', 'readLagMs'),
      number('The search index lags by (ms)', 'indexLagMs'),
      element('h3', {}, 'With the next save'),
      element(
        'div',
        { class: 'buttons' },
        ...Object.entries(faults).map(([next, label]) =>
          button(label, () => request('POST', 'faults', { next })),
        ),
      ),
      element('h3', {}, 'Signing in'),
      element('label', {}, 'People sign in', sso),
      element('label', { class: 'checkbox' }, consented, 'An administrator consented to changes'),
      element(
        'div',
        { class: 'buttons' },
        button('Sign everybody out', () => request('POST', 'sign-out', {})),
      ),
      element('h3', {}, 'Look behind'),
      link('/sandbox/api/directory', 'The directory as it is'),
      link('/sandbox/api/requests', 'What Graph was asked'),
    ),
  );
}

async function request(method: string, path: string, body: object): Promise<unknown> {
  const response = await fetch(`/sandbox/api/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return await response.json();
}

/** A short sign on the button that it was heard. */
function done(button: HTMLButtonElement): void {
  const label = button.textContent ?? '';
  if (label.endsWith(' ✓')) return;
  button.textContent = `${label} ✓`;
  setTimeout(() => {
    button.textContent = label;
  }, 2_000);
}
