// Bundles a suite of test files into one entry, so that one process runs them all.
import { build } from 'esbuild';
import { globSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { copyWasm, nodeBundle, root, workerEntries } from './bundle.mjs';

/**
 * @typedef {object} Suite
 * @property {string} name of the bundle: test/out/<name>.js
 * @property {string[]} include globs
 * @property {string[]} [exclude] globs
 */

/** @type {Record<string, Suite>} */
export const suites = {
  unit: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/editor/**', 'test/crash/**'] },
  editor: { name: 'editor', include: ['test/editor/**/*.test.ts'] },
  crash: { name: 'crash', include: ['test/crash/**/*.test.ts'] },
  bench: { name: 'bench', include: ['test/bench/**/*.bench.ts'] },
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
 * Bundles `files` into test/out/<name>.js beside the workers and the wasm they start. Returns the path of the bundle.
 * @param {string} name
 * @param {string[]} files relative to the repository root
 */
export async function bundleTests(name, files) {
  copyWasm('test/out');
  const contents = files.map((file) => `import ${JSON.stringify(`./${file}`)};`).join('\n');
  await build({
    ...nodeBundle,
    stdin: { contents, resolveDir: root, sourcefile: `${name}-tests.ts`, loader: 'ts' },
    outfile: `test/out/${name}.js`,
    sourcemap: 'inline',
    external: ['vscode', 'playwright-core', 'esbuild', 'dependency-cruiser', 'typescript'],
  });
  const entryPoints = workerEntries();
  if (entryPoints.length > 0) await build({ ...nodeBundle, entryPoints, outdir: 'test/out', sourcemap: 'inline' });
  writeFileSync(path.join(root, 'test/out/package.json'), '{ "type": "commonjs" }\n');
  return path.join(root, 'test/out', `${name}.js`);
}
