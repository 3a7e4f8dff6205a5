import { build } from 'esbuild';

/**
 * What the bot's packages load and the bot never uses, with what stands in its place. botbuilder-dialogs' prompts for
 * numbers, dates and choices (the bot asks by cards) are a third of all code, and load at every start. DTrace's probes
 * are restify's option. node-fetch takes Node's own URL where there is one.
 */
const leftOut = [
  [/^@microsoft\/recognizers-text-/, 'module.exports = { Culture: {} };'],
  [/^dtrace-provider$/, "throw new Error('There is no DTrace');"],
  [/^whatwg-url$/, 'module.exports = {};'],
];

/**
 * The SDK is CommonJS, and requires Node's own modules. Node.js keeps quiet about what packages use that is deprecated,
 * but can't tell them from the bot here.
 */
const banner = `import { createRequire as createBundleRequire } from 'node:module';
const require = createBundleRequire(import.meta.url);
process.noDeprecation = true;`;

/**
 * Bundles the bot. Names are kept, so that the places in the log's errors say what they are of without a source map.
 * @param {string} outfile
 * @param {readonly string[]} apart packages that stay outside
 * @returns {Promise<Set<string>>} the folders of the packages that are in it
 */
export async function bundle(outfile, apart) {
  const { metafile } = await build({
    entryPoints: ['src/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.20',
    external: [...apart],
    minifyWhitespace: true,
    minifySyntax: true,
    // Node.js prints the line of an error that nobody caught.
    lineLimit: 120,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    banner: { js: banner },
    plugins: [{ name: 'left-out', setup: leaveOut }],
  });
  const [output] = Object.values(metafile.outputs);
  return new Set(
    Object.entries(output.inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .flatMap(([file]) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []),
  );
}

function leaveOut({ onResolve, onLoad }) {
  for (const [filter, contents] of leftOut) {
    const namespace = `left-out ${filter.source}`;
    onResolve({ filter }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /.*/, namespace }, () => ({ contents, loader: 'js' }));
  }
}
