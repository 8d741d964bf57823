// The esbuild options shared by the product bundles (build.mjs) and the test bundles (test-bundle.mjs).
import { build } from 'esbuild';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export const root = path.resolve(import.meta.dirname, '..');

/** Worker threads are files of their own: the code that starts one finds it beside the bundle it runs in. */
export const workers = [
  { source: 'server/src/store/worker.ts', name: 'store-worker' },
  { source: 'server/src/runner/worker.ts', name: 'runner-worker' },
];

/**
 * What all bundles for Node have in common: everything is inlined but the editor's API.
 * @type {import('esbuild').BuildOptions}
 */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  legalComments: 'none',
  logLevel: 'warning',
};

/** One CommonJS file: what the editor loads, and the tests. @type {import('esbuild').BuildOptions} */
export const oneFile = {
  ...common,
  format: 'cjs',
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/**
 * ES modules that share parts: each `import()` in the sources becomes a file that is read when it is first needed.
 * Reading one file of 2 MB costs as much as the rest of the start of the language server. CommonJS packages inside, and
 * sources that look for their neighbours, are given the names they expect.
 * @type {import('esbuild').BuildOptions}
 */
export const inParts = {
  ...common,
  format: 'esm',
  splitting: true,
  chunkNames: '[name]-[hash]',
  banner: {
    js: [
      "import { createRequire } from 'node:module';",
      'const require = createRequire(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;',
    ].join('\n'),
  },
};

/** The worker entries that exist, as esbuild entry points. */
export function workerEntries() {
  const present = workers.filter((worker) => existsSync(path.join(root, worker.source)));
  return present.map((worker) => ({ in: worker.source, out: worker.name }));
}

/**
 * Puts SQLite's WebAssembly beside the bundles that load it.
 * @param {string} folder relative to the repository root
 */
export function copyWasm(folder) {
  const wasm = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
  mkdirSync(path.join(root, folder), { recursive: true });
  copyFileSync(wasm, path.join(root, folder, 'sql-wasm.wasm'));
}

/**
 * Imports a TypeScript file of the repository into a script of this folder.
 * @param {string} file relative to the repository root
 * @returns {Promise<any>}
 */
export async function importSource(file) {
  const outfile = path.join(root, `node_modules/.cache/galley-scripts/${process.pid}.mjs`);
  await build({ absWorkingDir: root, entryPoints: [file], outfile, bundle: true, platform: 'node', format: 'esm' });
  const imported = await import(pathToFileURL(outfile).href);
  rmSync(outfile);
  return imported;
}
