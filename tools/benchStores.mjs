// `npm run bench:stores`: what each kind of store does in a second.
await import('./build.mjs');
const { machine } = await import('./bench/report.mjs');
const { measureStores, storesTextOf } = await import('./bench/stores.mjs');

const { cpu, cores, os, node, loadAverage } = machine();
const figures = await measureStores();
process.stdout.write(`\n${cpu}, ${cores} cores, ${os}, Node.js ${node}; load before: ${loadAverage}\n`);
process.stdout.write(`${storesTextOf(figures)}\n`);
