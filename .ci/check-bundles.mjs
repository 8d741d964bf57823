// Looks into the production bundles and the package: what must not be in them, what must not be evaluated at the start
// of the language server, what ships, and how much it weighs.
import { listFiles } from '@vscode/vsce';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root, workers } from './bundle.mjs';
import { packageExtension, vsix } from './package.mjs';
import { finish } from './report.mjs';

/** The client only calls the server: none of the server's libraries belongs into it. */
const notInClient = ['sql.js', 'handlebars', 'zod', 'kysely', 'ajv', 'ai', '@ai-sdk', 'yaml', 'mustache'];
/** Loaded when first needed: the language server answers its first request without them. */
const notAtStart = ['ai', '@ai-sdk', 'ajv', 'handlebars', 'kysely', 'zod', 'sql.js', 'mustache', '@huggingface'];
const serverStart = 'server/src/hosts/lsp/main.ts';
const megabyte = 1024 * 1024;
const largestPackage = 2.5 * megabyte;

/** The files that ship; folders stand for all they hold. */
const shipped = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'client/out/extension.js',
  'media/',
  'package.json',
  'server/out/galley.js',
  ...workers.map((worker) => `server/out/${worker.name}.js`),
  'server/out/sql-wasm.wasm',
  'syntaxes/',
];

/** @param {string} bundle @returns {import('esbuild').Metafile} */
function metafile(bundle) {
  return JSON.parse(readFileSync(path.join(root, `${bundle}.meta.json`), 'utf8'));
}

/** The npm package a module of the bundle comes from. @param {string} input @returns {string | undefined} */
function packageOf(input) {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
}

/** @param {string} input @param {string[]} names packages or scopes */
function comesFrom(input, names) {
  const name = packageOf(input);
  return name !== undefined && names.some((wanted) => name === wanted || name.startsWith(`${wanted}/`));
}

/** The modules of which a bundle really holds code. @param {import('esbuild').Metafile} meta @param {string} bundle */
function included(meta, bundle) {
  const inputs = Object.entries(meta.outputs[bundle]?.inputs ?? {});
  return new Set(inputs.flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])));
}

/** Why a package is evaluated together with `start`: the chain of imports, none of them an `import()`. */
function* eagerChains(/** @type {import('esbuild').Metafile} */ meta, /** @type {Set<string>} */ inBundle) {
  const chains = new Map([[serverStart, [serverStart]]]);
  for (const [input, chain] of chains) {
    for (const imported of meta.inputs[input]?.imports ?? []) {
      const known = chains.has(imported.path) || !inBundle.has(imported.path);
      if (known || imported.kind === 'dynamic-import') continue;
      chains.set(imported.path, [...chain, imported.path]);
      if (comesFrom(imported.path, notAtStart) && !comesFrom(input, notAtStart)) yield [...chain, imported.path];
    }
  }
}

function checkClient() {
  const bundle = 'client/out/extension.js';
  if (!existsSync(path.join(root, bundle))) return [`${bundle} is missing`];
  const foreign = [...included(metafile(bundle), bundle)].filter((input) => comesFrom(input, notInClient));
  const names = [...new Set(foreign.map(packageOf))];
  return names.map((name) => `${bundle} holds ${name}: import only types and small values from the protocol`);
}

function checkServer() {
  const bundle = 'server/out/galley.js';
  if (!existsSync(path.join(root, bundle))) return [`${bundle} is missing`];
  const meta = metafile(bundle);
  const chains = [...eagerChains(meta, included(meta, bundle))];
  return chains.map((chain) => `evaluated at the start of the language server: ${chain.join(' -> ')}`);
}

async function checkPackage() {
  const files = await listFiles({ cwd: root, packageManager: 0 });
  const sorted = files.map((file) => file.split(path.sep).join('/')).sort();
  const isShipped = (/** @type {string} */ file) =>
    shipped.some((wanted) => (wanted.endsWith('/') ? file.startsWith(wanted) : file === wanted));
  const unexpected = sorted.filter((file) => !isShipped(file));
  const missing = shipped.filter((wanted) => !sorted.some((file) => file.startsWith(wanted)));
  const { size } = statSync(vsix);
  process.stdout.write(`package: ${sorted.length} files, ${(size / megabyte).toFixed(2)} MB\n`);
  return [
    ...unexpected.map((file) => `the package holds ${file}, which is not meant to ship: see .vscodeignore`),
    ...missing.map((file) => `the package lacks ${file}`),
    ...(size > largestPackage ? [`the package weighs ${(size / megabyte).toFixed(2)} MB, more than 2.5 MB`] : []),
  ];
}

if (!process.argv.includes('--no-build')) await packageExtension();
finish([...checkClient(), ...checkServer(), ...(await checkPackage())], 'bundles and package checked');
