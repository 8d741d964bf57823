// Bundles a suite of test files into one entry, so that one process runs them all.
import { build } from 'esbuild';
import { globSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyWasm, oneFile, root, workerEntries } from './bundle.mjs';

/** Loaded from node_modules by the tests that need them: they find files of their own by path. */
const tools = ['playwright-core', 'esbuild', 'dependency-cruiser', 'typescript', 'vscode-oniguruma'];

/**
 * @typedef {object} Suite
 * @property {string[]} include globs
 * @property {string[]} [exclude] globs
 */

/** @type {Record<string, Suite>} */
export const suites = {
  unit: { include: ['test/**/*.test.ts'], exclude: ['test/editor/**', 'test/crash/**'] },
  editor: { include: ['test/editor/**/*.test.ts'] },
  crash: { include: ['test/crash/**/*.test.ts'] },
  bench: { include: ['test/bench/**/*.bench.ts'] },
};

/**
 * The files of a suite whose path holds one of the filters (all files without a filter), sorted.
 * @param {Suite} suite
 * @param {string[]} filters
 */
export function suiteFiles(suite, filters) {
  const found = suite.include.flatMap((pattern) => globSync(pattern, { cwd: root, exclude: suite.exclude ?? [] }));
  const files = found.map((file) => file.split(path.sep).join('/')).sort();
  return filters.length === 0 ? files : files.filter((file) => filters.some((filter) => file.includes(filter)));
}

/**
 * Bundles `files` into one script, with the workers and the wasm they start beside it, and returns its path.
 * @param {string[]} files relative to the repository root
 * @param {string} outdir relative to the repository root
 */
export async function bundleTests(files, outdir) {
  copyWasm(outdir);
  const contents = files.map((file) => `import ${JSON.stringify(`./${file}`)};`).join('\n');
  /** @type {import('esbuild').BuildOptions} */
  const options = { ...oneFile, sourcemap: 'inline', external: [...(oneFile.external ?? []), ...tools] };
  const stdin = { contents, resolveDir: root, sourcefile: 'tests.ts', loader: /** @type {const} */ ('ts') };
  const outfile = path.join(root, outdir, 'tests.js');
  await build({ ...options, stdin, outfile });
  const entryPoints = workerEntries();
  if (entryPoints.length > 0) await build({ ...options, entryPoints, outdir });
  writeFileSync(path.join(root, outdir, 'package.json'), '{ "type": "commonjs" }\n');
  return outfile;
}
