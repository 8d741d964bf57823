// Bundles the extension and the server. --production minifies and leaves source maps out; --watch rebuilds on change.
// The metafiles beside the bundles say what went into them (read by check-bundles.mjs).
import { build, context } from 'esbuild';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyWasm, nodeBundle, root, workerEntries } from './bundle.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const product = {
  ...nodeBundle,
  minify: production,
  keepNames: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...product, entryPoints: [{ in: 'client/src/extension.ts', out: 'extension' }], outdir: 'client/out' },
  {
    ...product,
    entryPoints: [{ in: 'server/src/hosts/galley.ts', out: 'galley' }],
    outdir: 'server/out',
    banner: { js: `#!/usr/bin/env node\n${nodeBundle.banner?.js}` },
  },
  { ...product, entryPoints: workerEntries(), outdir: 'server/out' },
];

/** A bundle can be built once its sources exist. @param {import('esbuild').BuildOptions} options */
function hasSources(options) {
  const entries = /** @type {{ in: string }[]} */ (options.entryPoints);
  return entries.length > 0 && entries.every((entry) => existsSync(path.join(root, entry.in)));
}

/** @returns {import('esbuild').Plugin} */
function metafileWriter() {
  return {
    name: 'metafile-writer',
    setup(build) {
      build.onEnd((result) => {
        for (const output of Object.keys(result.metafile?.outputs ?? {})) {
          if (output.endsWith('.js'))
            writeFileSync(path.join(root, `${output}.meta.json`), JSON.stringify(result.metafile));
        }
      });
    },
  };
}

for (const folder of ['client/out', 'server/out']) rmSync(path.join(root, folder), { recursive: true, force: true });
copyWasm('server/out');
for (const options of bundles.filter(hasSources)) {
  const withMeta = { ...options, plugins: [metafileWriter()] };
  if (watch) await (await context(withMeta)).watch();
  else await build(withMeta);
}
process.stdout.write(watch ? 'watching for changes\n' : 'bundles built\n');
