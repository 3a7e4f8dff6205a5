import { html, raw } from 'hono/html';
import { plainPage } from './plainPage.ts';
import type { Account } from './types.ts';

/** The page behind the sign-in button. It ends with the six digits that Teams sends to the bot. */
export function signInPage(state: string, proposed: Account | undefined, accounts: readonly Account[]) {
  const option = (account: Account) =>
    html`<option value="${account.oid}" ${account.oid === proposed?.oid ? 'selected' : ''}>${account.displayName} (${account.userPrincipalName})</option>`;
  return plainPage(
    'Sign in',
    html`<p>This stands for Microsoft Entra ID’s sign-in. Choose who signs in; no password is needed here.</p>
<form data-state="${state}"><label for="oid">Account</label><select id="oid">${accounts.map(option)}</select><button>Sign in</button></form>
<output aria-live="polite"></output>
<script type="module">${raw(script)}</script>`,
  );
}

/** A link that stands for no conversation, or no longer. */
export function unknownLinkPage() {
  return plainPage('This link is too old', html`<p>Go back to the chat, and ask the bot again.</p>`);
}

const script = `
const form = document.querySelector('form'), output = document.querySelector('output');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = JSON.stringify({ state: form.dataset.state, oid: form.querySelector('#oid').value });
  const answer = await fetch('/sign-in/complete', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    .then((response) => response.json(), () => ({ error: 'The sandbox does not answer.' }));
  output.className = answer.code ? '' : 'wrong';
  output.textContent = answer.code ? 'Your code: ' + answer.code : answer.error;
  if (!answer.code || !opener) return;
  opener.postMessage({ type: 'sandbox-sign-in', state: answer.code }, location.origin);
  close();
});
`;
