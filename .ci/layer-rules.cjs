// dependency-cruiser rules made of the table in layers.cjs. Each has a name and says why it is there and what to do.
const { layers, entry } = require('./layers.cjs');

/** @param {string[]} folders */
const inside = (folders) => `^(?:${folders.join('|')})/`;
const folderOf = (/** @type {string} */ name) => layers[name]?.folder ?? name;
const pureFolders = Object.values(layers).flatMap((layer) => (layer.pure === true ? [layer.folder] : []));
const sources = inside(['client/src', 'server/src']);
const anyLayer = '^(client/src|server/src/(?:hosts/)?[^/]+)/';

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const directions = Object.entries(layers).map(([name, layer]) => ({
  name: `direction-${name.replace('/', '-')}`,
  comment:
    `${name} may import ${layer.imports.length > 0 ? layer.imports.join(', ') : 'no other layer'}. ` +
    'Move the code to the layer that needs both, or let this layer declare a port that a higher one implements.',
  severity: 'error',
  from: { path: inside([layer.folder]) },
  to: { path: sources, pathNot: inside([layer.folder, ...layer.imports.map(folderOf)]) },
}));

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const forbidden = [
  ...directions,
  {
    name: 'through-the-door',
    comment: "A layer's index.ts is its door. Export what is needed there, or do without it.",
    severity: 'error',
    from: { path: anyLayer, pathNot: `^${entry}$` },
    to: { path: '^server/src/', pathNot: ['^$1/', '^server/src/(?:hosts/)?[^/]+/index\\.ts$'] },
  },
  {
    name: 'tests-behind-one-door',
    comment: 'The tests of a layer may look behind its own door only. Use the index.ts of the others.',
    severity: 'error',
    from: { path: '^test/([^/]+)/' },
    to: { path: '^server/src/', pathNot: ['^server/src/$1/', '^server/src/(?:hosts/)?[^/]+/index\\.ts$'] },
  },
  {
    name: 'hosts-apart',
    comment: 'A host never imports another host. What both need belongs to app.',
    severity: 'error',
    from: { path: '^server/src/hosts/([^/]+)/' },
    to: { path: '^server/src/hosts/', pathNot: '^server/src/hosts/$1/' },
  },
  {
    name: 'pure-without-node',
    comment: 'A pure layer runs anywhere: it names no Node module. Take what it needs as an argument.',
    severity: 'error',
    from: { path: inside(pureFolders) },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'editor-in-client-only',
    comment: 'Only the client knows the editor. The server answers any editor over the language server protocol.',
    severity: 'error',
    from: { path: '^server/src/' },
    to: { path: '(?:^|/)(?:node_modules/@types/)?vscode(?:/|$)' },
  },
  {
    name: 'sql-in-store-only',
    comment: 'The store is the only place with SQL. Add a query to it.',
    severity: 'error',
    from: { path: sources, pathNot: inside([folderOf('store')]) },
    to: { path: '(?:^|/)node_modules/(?:@types/)?(?:sql\\.js|kysely)/' },
  },
  {
    name: 'no-cycle',
    comment: 'Files that need each other, be it for a type, are one file or need a third that both import.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-tests-in-sources',
    comment: 'What ships does not import tests.',
    severity: 'error',
    from: { path: sources },
    to: { path: '^test/' },
  },
  {
    name: 'no-development-packages',
    comment: 'What ships uses only packages listed under dependencies (types apart).',
    severity: 'error',
    from: { path: sources },
    to: {
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['type-only'],
      pathNot: '(?:^|/)node_modules/@types/',
    },
  },
  {
    name: 'resolvable',
    comment: 'The import leads nowhere: the file is missing or the package is not installed.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true, pathNot: '^vscode$' },
  },
];

module.exports = { forbidden };
