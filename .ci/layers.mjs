// usage: node .ci/layers.mjs [folder of a checkout]
// Holds the imports of the sources and the references of the tsconfig files against the table in layers.cjs.
import { cruise } from 'dependency-cruiser';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import rules from './layer-rules.cjs';
import table from './layers.cjs';

const cruised = ['client/src', 'server/src', 'test'];

/** @typedef {import('dependency-cruiser').ICruiseResult} CruiseResult */

/** Lines that say what is wrong; none when all is well. @returns {Promise<{ problems: string[], modules: number }>} */
async function checkLayers() {
  const folders = cruised.filter((folder) => existsSync(folder));
  const { output } = await cruise(folders, {
    ruleSet: { forbidden: rules.forbidden },
    validate: true,
    tsPreCompilationDeps: true,
    exclude: { path: '^test/out/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types'] },
  });
  const { summary, modules } = /** @type {CruiseResult} */ (output);
  const own = modules.filter((module) => cruised.some((folder) => module.source.startsWith(`${folder}/`)));
  const problems = summary.violations.map(describe);
  if (own.length < table.fewestModules)
    problems.push(`only ${own.length} modules seen, at least ${table.fewestModules} expected`);
  return { problems: [...problems, ...compareReferences()], modules: own.length };
}

/** @param {import('dependency-cruiser').IViolation} violation */
function describe({ rule, from, to, cycle }) {
  const comment = rules.forbidden.find(({ name }) => name === rule.name)?.comment;
  const way = cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> ');
  return `${rule.name}: ${from} -> ${way}\n  ${comment}`;
}

/** A layer's tsconfig.json must reference the layers it may import, and no others. */
function compareReferences() {
  return Object.entries(table.layers).flatMap(([name, layer]) => {
    const project = path.dirname(name === 'client' ? layer.folder : path.join(layer.folder, 'x'));
    const file = path.join(project, 'tsconfig.json');
    if (!existsSync(file)) return [`${file} is missing`];
    const { references = [] } = JSON.parse(readFileSync(file, 'utf8'));
    const actual = references.map((/** @type {{ path: string }} */ reference) =>
      path.posix.join(project, reference.path),
    );
    const expected = layer.imports.map((imported) => table.layers[imported]?.folder ?? imported);
    const same = actual.length === expected.length && expected.every((folder) => actual.includes(folder));
    return same ? [] : [`${file} references [${actual}], the table says [${expected}]`];
  });
}

const [folder = path.resolve(import.meta.dirname, '..')] = process.argv.slice(2);
process.chdir(folder);
const { problems, modules } = await checkLayers();
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`${modules} modules, ${problems.length} problems with the layers\n`);
process.exitCode = problems.length > 0 ? 1 : 0;
