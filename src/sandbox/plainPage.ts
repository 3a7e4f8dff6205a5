import { html, raw } from 'hono/html';

/** A page of Microsoft's that the sandbox stands in for. @param content HTML that was escaped already */
export function plainPage(title: string, content: ReturnType<typeof html>) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>`;
}

const style = `
:root { color-scheme: light dark; --back: #f4f4f6; --card: #fff; --text: #242424; --quiet: #5c5c5c; --accent: #4f52b2; --on: #fff; --wrong: #a4262c; }
@media (prefers-color-scheme: dark) { :root { --back: #1b1a19; --card: #292827; --text: #f5f5f5; --quiet: #c8c8c8; --accent: #9299f7; --on: #1b1a19; --wrong: #f1707b; } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--text); font: 16px/1.5 "Segoe UI", system-ui, sans-serif; }
main { box-sizing: border-box; width: min(26rem, 100vw); background: var(--card); padding: 2rem 1.5rem; border-radius: 8px; }
h1 { font-size: 1.4rem; margin: 0 0 .5rem; } p { color: var(--quiet); margin: 0 0 1.25rem; } p:last-child { margin: 0; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
select, button { box-sizing: border-box; width: 100%; font: inherit; padding: .6rem; border-radius: 4px; }
select { border: 1px solid var(--quiet); background: var(--card); color: var(--text); margin-bottom: 1rem; }
button { border: 0; background: var(--accent); color: var(--on); font-weight: 600; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
output { display: block; font-size: 1.2rem; } output:not(:empty) { margin-top: 1rem; } output.wrong { color: var(--wrong); font-size: 1rem; }
`;
