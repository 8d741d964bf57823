// Looks into the production bundles and the package: what must not be in them, what must not be evaluated at the start
// of the language server, what ships, and how much it weighs.
import { listFiles } from '@vscode/vsce';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.mjs';
import { packageExtension, vsix } from './package.mjs';
import { finish } from './report.mjs';

/** The client only calls the server: none of the server's libraries belongs into it. */
const notInClient = ['sql.js', 'handlebars', 'zod', 'kysely', 'ajv', 'ai', '@ai-sdk', 'yaml', 'mustache'];
/** Loaded when first needed: the language server answers its first request without them. */
const notAtStart = ['ai', '@ai-sdk', 'ajv', 'handlebars', 'kysely', 'zod', 'sql.js', 'mustache', '@huggingface'];
const serverStart = 'server/src/hosts/lsp/main.ts';
const megabyte = 1024 * 1024;
const largestPackage = 2.5 * megabyte;

/** What ships beside the bundles; folders stand for all they hold. */
const shippedAsIs = ['CHANGELOG.md', 'LICENSE', 'README.md', 'media/', 'package.json', 'syntaxes/'];
const shippedByServer = ['server/out/package.json', 'server/out/sql-wasm.wasm'];

/** @param {string} outdir @returns {import('esbuild').Metafile} */
function metafile(outdir) {
  return JSON.parse(readFileSync(path.join(root, outdir, 'meta.json'), 'utf8'));
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

/** The modules of which a build really holds code. @param {import('esbuild').Metafile} meta */
function included(meta) {
  const inputs = Object.values(meta.outputs).flatMap((output) => Object.entries(output.inputs));
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

/** @param {import('esbuild').Metafile} meta */
function checkClient(meta) {
  const foreign = [...included(meta)].filter((input) => comesFrom(input, notInClient));
  const names = [...new Set(foreign.map(packageOf))];
  return names.map((name) => `extension.js holds ${name}: import only types and small values from the protocol`);
}

/** @param {import('esbuild').Metafile} meta */
function checkServer(meta) {
  if (!(serverStart in meta.inputs)) return [`${serverStart} is not in the bundle: nothing can be said of its start`];
  const chains = [...eagerChains(meta, included(meta))];
  return chains.map((chain) => `evaluated at the start of the language server: ${chain.join(' -> ')}`);
}

/** @param {string[]} bundles */
async function checkPackage(bundles) {
  const listed = await listFiles({ cwd: root, packageManager: 0 });
  const files = listed.map((file) => file.split(path.sep).join('/'));
  const shipped = [...shippedAsIs, ...shippedByServer, ...bundles];
  const isShipped = (/** @type {string} */ file) =>
    shipped.some((wanted) => (wanted.endsWith('/') ? file.startsWith(wanted) : file === wanted));
  const unexpected = files.filter((file) => !isShipped(file));
  const missing = shipped.filter((wanted) => !files.some((file) => file.startsWith(wanted)));
  const { size } = statSync(vsix);
  process.stdout.write(`package: ${files.length} files, ${(size / megabyte).toFixed(2)} MB\n`);
  return [
    ...unexpected.map((file) => `the package holds ${file}, which is not meant to ship: see .vscodeignore`),
    ...missing.map((file) => `the package lacks ${file}`),
    ...(size > largestPackage ? [`the package weighs ${(size / megabyte).toFixed(2)} MB, more than 2.5 MB`] : []),
  ];
}

if (!process.argv.includes('--no-build')) await packageExtension();
const client = metafile('client/out');
const server = metafile('server/out');
const bundles = [client, server].flatMap((meta) => Object.keys(meta.outputs).filter((file) => file.endsWith('.js')));
finish([...checkClient(client), ...checkServer(server), ...(await checkPackage(bundles))], `${bundles.length} bundles`);
