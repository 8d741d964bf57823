// Bundles the extension and the server. --production minifies and leaves source maps out; --watch rebuilds on change.
// meta.json beside the bundles says what went into them (read by check-bundles.mjs).
import { build, context } from 'esbuild';
import { existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyWasm, inParts, oneFile, root, workerEntries } from './bundle.mjs';
import { run } from './report.mjs';

/**
 * @typedef {object} BuildMode
 * @property {boolean} [production] minified, without source maps
 * @property {boolean} [watch] rebuild on change, until the process ends
 */

/** @param {BuildMode} mode @returns {import('esbuild').BuildOptions[]} */
function bundles({ production = false }) {
  const how = { minify: production, sourcemap: production ? false : /** @type {const} */ ('linked'), metafile: true };
  const client = { in: 'client/src/extension.ts', out: 'extension' };
  const server = { in: 'server/src/hosts/galley.ts', out: 'galley' };
  return [
    { ...oneFile, ...how, entryPoints: [client], outdir: 'client/out', plugins: [afterBuild('client/out')] },
    {
      ...inParts,
      ...how,
      entryPoints: [server, ...workerEntries()],
      outdir: 'server/out',
      plugins: [afterBuild('server/out')],
    },
  ];
}

/** Writes what esbuild knows about a build beside it, and removes what an earlier build has left. @param {string} outdir */
function afterBuild(outdir) {
  /** @type {import('esbuild').Plugin} */
  const plugin = {
    name: 'after-build',
    setup(build) {
      build.onEnd(({ metafile }) => {
        if (metafile === undefined) return;
        writeFileSync(path.join(root, outdir, 'meta.json'), JSON.stringify(metafile));
        const stale = globSync(`${outdir}/*.{js,map}`, { cwd: root }).filter((file) => !(file in metafile.outputs));
        for (const file of stale) rmSync(path.join(root, file));
      });
    },
  };
  return plugin;
}

/** A bundle can be built once its sources exist. @param {import('esbuild').BuildOptions} options */
function hasSources(options) {
  const [entry] = /** @type {{ in: string }[]} */ (options.entryPoints);
  return entry !== undefined && existsSync(path.join(root, entry.in));
}

/** @param {BuildMode} mode */
export async function buildProduct(mode) {
  copyWasm('server/out');
  writeFileSync(path.join(root, 'server/out/package.json'), '{ "type": "module" }\n');
  for (const options of bundles(mode).filter(hasSources)) {
    if (mode.watch === true) await (await context(options)).watch();
    else await build(options);
  }
}

async function main() {
  const watch = process.argv.includes('--watch');
  await buildProduct({ watch, production: process.argv.includes('--production') });
  process.stdout.write(watch ? 'watching for changes\n' : 'bundles built\n');
}

if (import.meta.main) await run(main);
