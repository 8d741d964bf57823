// The one table of layers: where each lives, what it may import, and whether it is pure (names neither Node nor the
// editor). layers.mjs makes dependency-cruiser rules of it and compares it with the references of each tsconfig.json;
// eslint.config.mjs takes the pure folders from it.

/**
 * @typedef {object} Layer
 * @property {string} folder
 * @property {string[]} imports the layers it may import, always through their index.ts
 * @property {boolean} [pure]
 */

/** @type {Record<string, Layer>} */
const layers = {
  base: { folder: 'server/src/base', imports: [], pure: true },
  protocol: { folder: 'server/src/protocol', imports: ['base'], pure: true },
  template: { folder: 'server/src/template', imports: ['base'], pure: true },
  language: { folder: 'server/src/language', imports: ['base', 'template'], pure: true },
  domain: { folder: 'server/src/domain', imports: ['base'], pure: true },
  statistics: { folder: 'server/src/statistics', imports: [], pure: true },
  runner: { folder: 'server/src/runner', imports: ['base', 'domain', 'template'] },
  store: { folder: 'server/src/store', imports: ['base', 'domain'] },
  app: {
    folder: 'server/src/app',
    imports: ['base', 'protocol', 'domain', 'statistics', 'template', 'language', 'runner', 'store'],
  },
  'hosts/lsp': { folder: 'server/src/hosts/lsp', imports: ['base', 'protocol', 'language', 'store', 'app'] },
  'hosts/cli': { folder: 'server/src/hosts/cli', imports: ['base', 'protocol', 'runner', 'store', 'app'] },
  client: { folder: 'client/src', imports: ['protocol'] },
};

/** The file that picks a host by the first word of the command line; the only one that may name more than one host. */
const entry = 'server/src/hosts/galley.ts';

/** Fewer modules than this in a run of the checker mean that it has not seen the sources. */
const fewestModules = 350;

module.exports = { layers, entry, fewestModules };
