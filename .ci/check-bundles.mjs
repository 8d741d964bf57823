// Looks into the production bundles and the package: what must not be in them, what must not be evaluated at the start
// of the language server, what ships, and how much it weighs.
import { listFiles } from '@vscode/vsce';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.mjs';
import { packageExtension, vsix } from './package.mjs';
import { finish, run } from './report.mjs';

/** The client only calls the server: none of the server's libraries belongs into it. */
const notInClient = ['sql.js', 'handlebars', 'zod', 'kysely', 'ajv', 'ai', '@ai-sdk', 'yaml', 'mustache', 'pg'];
/** Loaded when first needed: the language server answers its first request without them. */
const notAtStart = ['ai', '@ai-sdk', 'ajv', 'handlebars', 'kysely', 'zod', 'sql.js', 'mustache', '@huggingface', 'pg'];
const serverStart = 'server/src/hosts/lsp/main.ts';
const megabyte = 1024 * 1024;
const largestPackage = 2.5 * megabyte;

/** What ships beside the bundles; folders stand for all they hold. */
const shippedAsIs = [
  'CHANGELOG.md',
  'docs/diagnostics.md',
  'docs/images/',
  'LICENSE',
  'README.md',
  'media/',
  'package.json',
  'syntaxes/',
];
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

/**
 * The modules of which outputs really hold code.
 * @param {import('esbuild').Metafile} meta
 * @param {Iterable<string>} [outputs] all of the build when absent
 */
function included(meta, outputs = Object.keys(meta.outputs)) {
  const inputs = [...outputs].flatMap((output) => Object.entries(meta.outputs[output]?.inputs ?? {}));
  return new Set(inputs.flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])));
}

/**
 * What is read as soon as `start` is: everything that static imports lead to, none of it behind an `import()`.
 * @param {string} start
 * @param {(name: string) => { path: string, kind: string }[]} importsOf
 * @returns {Map<string, string[]>} each name found, with the way to it
 */
function reachedFrom(start, importsOf) {
  const ways = new Map([[start, [start]]]);
  for (const [name, way] of ways) {
    for (const { path: found, kind } of importsOf(name)) {
      if (kind !== 'dynamic-import' && !ways.has(found)) ways.set(found, [...way, found]);
    }
  }
  return ways;
}

/** @param {import('esbuild').Metafile} meta */
function checkClient(meta) {
  const foreign = [...included(meta)].filter((input) => comesFrom(input, notInClient));
  const names = [...new Set(foreign.map(packageOf))];
  return names.map((name) => `extension.js holds ${name}: import only types and small values from the protocol`);
}

/** @param {import('esbuild').Metafile} meta */
function checkServer(meta) {
  const outputs = Object.entries(meta.outputs);
  const start = outputs.find(([, output]) => output.entryPoint === serverStart)?.[0];
  if (start === undefined) return [`${serverStart} is in no bundle: nothing can be said of its start`];
  const parts = reachedFrom(start, (name) => meta.outputs[name]?.imports ?? []).keys();
  const ways = reachedFrom(serverStart, (name) => meta.inputs[name]?.imports ?? []);
  const heavy = [...included(meta, parts)].filter((input) => comesFrom(input, notAtStart));
  const firstOfEach = new Map(heavy.map((input) => [packageOf(input), input]));
  return [...firstOfEach].map(([name, input]) => {
    const way = (ways.get(input) ?? []).filter((module) => !comesFrom(module, notAtStart));
    return `${name} is evaluated at the start of the language server: ${way.join(' -> ')}`;
  });
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

await run(async () => {
  if (!process.argv.includes('--no-build')) packageExtension();
  const client = metafile('client/out');
  const server = metafile('server/out');
  const bundles = [client, server].flatMap((meta) => Object.keys(meta.outputs).filter((file) => file.endsWith('.js')));
  finish(
    [...checkClient(client), ...checkServer(server), ...(await checkPackage(bundles))],
    `${bundles.length} bundles`,
  );
});
