// `npm run sandbox`: builds, then runs the sandbox in this process, so that Ctrl-C reaches it and nothing in between.
await import('./build.mjs');
await import('../dist/sandbox/index.js');
