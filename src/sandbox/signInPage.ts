import { html, raw } from 'hono/html';
import type { Account } from './types.ts';

/** The page behind the sign-in button. It ends with the six digits that Teams sends to the bot. */
export function signInPage(state: string, proposed: Account | undefined, accounts: readonly Account[]) {
  const option = (account: Account) =>
    html`<option value="${account.oid}" ${account === proposed ? 'selected' : ''}>${account.displayName} (${account.userPrincipalName})</option>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in to the sandbox</title>
<style>
:root { color-scheme: light dark; --back: #f4f4f6; --card: #fff; --text: #242424; --quiet: #5c5c5c; --accent: #4f52b2; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --back: #1b1a19; --card: #292827; --text: #f5f5f5; --quiet: #c8c8c8; --accent: #9299f7; --on: #1b1a19; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--text); font: 16px/1.5 "Segoe UI", system-ui, sans-serif; }
main { box-sizing: border-box; width: min(26rem, 100vw); background: var(--card); padding: 2rem 1.5rem; border-radius: 8px; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; } p { color: var(--quiet); margin: 0 0 1.25rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
select, button { box-sizing: border-box; width: 100%; font: inherit; padding: .6rem; border-radius: 4px; }
select { border: 1px solid var(--quiet); background: var(--card); color: var(--text); margin-bottom: 1rem; }
button { border: 0; background: var(--accent); color: var(--on); font-weight: 600; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
output { display: block; margin-top: 1rem; font-size: 1.2rem; }
</style>
</head>
<body>
<main>
<h1>Sign in</h1>
<p>This stands for Microsoft Entra ID’s sign-in. Choose who signs in; no password is needed here.</p>
<form><label for="oid">Account</label><select id="oid">${accounts.map(option)}</select><button>Sign in</button></form>
<output aria-live="polite"></output>
</main>
<script type="module">
document.querySelector('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const oid = document.querySelector('#oid').value;
  const answer = await fetch('/sign-in/complete', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ state: ${raw(JSON.stringify(state))}, oid }) });
  const { code } = await answer.json();
  if (opener) { opener.postMessage({ type: 'sandbox-sign-in', state: code }, location.origin); close(); }
  document.querySelector('output').textContent = 'Your code: ' + code;
});
</script>
</body>
</html>`;
}
