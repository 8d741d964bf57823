// Bundles the extension and the server. --production minifies and leaves source maps out; --watch rebuilds on change.
// The metafiles beside the bundles say what went into them (read by check-bundles.mjs).
import { build, context } from 'esbuild';
import { existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyWasm, nodeBundle, root, workerEntries } from './bundle.mjs';

/**
 * @typedef {object} BuildMode
 * @property {boolean} [production] minified, without source maps
 * @property {boolean} [watch] rebuild on change, until the process ends
 */

/** @param {BuildMode} mode @returns {import('esbuild').BuildOptions[]} */
function bundles({ production = false }) {
  /** @type {import('esbuild').BuildOptions} */
  const product = {
    ...nodeBundle,
    minify: production,
    keepNames: production,
    sourcemap: production ? false : 'linked',
    metafile: true,
    plugins: [metafileWriter],
  };
  const client = [{ in: 'client/src/extension.ts', out: 'extension' }];
  const server = [{ in: 'server/src/hosts/galley.ts', out: 'galley' }];
  const shebang = { js: `#!/usr/bin/env node\n${nodeBundle.banner?.js}` };
  return [
    { ...product, entryPoints: client, outdir: 'client/out' },
    { ...product, entryPoints: server, outdir: 'server/out', banner: shebang },
    { ...product, entryPoints: workerEntries(), outdir: 'server/out' },
  ];
}

/** Writes what esbuild knows about a bundle beside it. @type {import('esbuild').Plugin} */
const metafileWriter = {
  name: 'metafile-writer',
  setup(build) {
    build.onEnd((result) => {
      const outputs = Object.keys(result.metafile?.outputs ?? {}).filter((output) => output.endsWith('.js'));
      for (const output of outputs) {
        writeFileSync(path.join(root, `${output}.meta.json`), JSON.stringify(result.metafile));
      }
    });
  },
};

/** A bundle can be built once its sources exist. @param {import('esbuild').BuildOptions} options */
function hasSources(options) {
  const entries = /** @type {{ in: string }[]} */ (options.entryPoints);
  return entries.length > 0 && entries.every((entry) => existsSync(path.join(root, entry.in)));
}

/** @param {BuildMode} mode */
export async function buildProduct(mode) {
  for (const map of mode.production ? globSync('{client,server}/out/*.map', { cwd: root }) : []) {
    rmSync(path.join(root, map));
  }
  copyWasm('server/out');
  for (const options of bundles(mode).filter(hasSources)) {
    if (mode.watch === true) await (await context(options)).watch();
    else await build(options);
  }
}

if (import.meta.main) {
  const watch = process.argv.includes('--watch');
  await buildProduct({ watch, production: process.argv.includes('--production') });
  process.stdout.write(watch ? 'watching for changes\n' : 'bundles built\n');
}
