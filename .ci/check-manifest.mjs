// Holds package.json against the code: what it contributes must exist, be used, and be seen working by a test.
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.mjs';
import { finish } from './report.mjs';

/** @typedef {{ command: string, title: string, category?: string, icon?: unknown }} Command */

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const contributes = manifest.contributes ?? {};

/** The text of all files a pattern matches. @param {string[]} patterns */
function textOf(...patterns) {
  const files = patterns.flatMap((pattern) => globSync(pattern, { cwd: root }));
  return files.map((file) => readFileSync(path.join(root, file), 'utf8')).join('\n');
}

const client = textOf('client/src/**/*.ts');
const server = textOf('server/src/**/*.ts');
const editorTests = textOf('test/editor/**/*.ts', 'test/client/**/*.ts');
const anyTests = textOf('test/**/*.test.ts');
const documentation = textOf('docs/settings.md');

/** Whether a text names something as a literal of its own. @param {string} text @param {string} name */
function names(text, name) {
  return [`'${name}'`, `"${name}"`, `\`${name}\``].some((literal) => text.includes(literal));
}

/** @returns {string[]} */
function checkCommands() {
  /** @type {Command[]} */
  const commands = contributes.commands ?? [];
  return commands.flatMap(({ command, title, category }) => {
    const seen =
      names(editorTests, command) || editorTests.includes(`${category}: ${title}`) || names(editorTests, title);
    return [
      ...(names(client, command) ? [] : [`command ${command} is not registered in client/src`]),
      ...(seen ? [] : [`command ${command} ("${title}") is used by no test under test/editor or test/client`]),
      ...(category === 'Galley' ? [] : [`command ${command} needs the category Galley`]),
    ];
  });
}

/** @returns {Record<string, unknown>} */
function settings() {
  const sections = [contributes.configuration ?? []].flat();
  return Object.assign({}, ...sections.map((section) => section.properties ?? {}));
}

/** @returns {string[]} */
function checkSettings() {
  return Object.keys(settings()).flatMap((setting) => {
    const short = setting.replace(/^galley\./, '');
    // The server gets the settings as an object.
    const read =
      [client, server].some((text) => names(text, setting) || names(text, short)) ||
      server.includes(`galley.${short} is `);
    const editorOwn = setting === 'galley.trace.server';
    return [
      ...(read || editorOwn ? [] : [`setting ${setting} is read nowhere in client/src or server/src`]),
      ...(anyTests.includes(setting) ? [] : [`setting ${setting} is named by no test`]),
      ...(names(documentation, setting) ? [] : [`setting ${setting} is not explained in docs/settings.md`]),
    ];
  });
}

/** @returns {string[]} */
function checkMenus() {
  const declared = new Set((contributes.commands ?? []).map((/** @type {Command} */ { command }) => command));
  const submenus = new Set((contributes.submenus ?? []).map((/** @type {{ id: string }} */ { id }) => id));
  const entries = Object.entries(contributes.menus ?? {}).flatMap(([menu, items]) =>
    /** @type {{ command?: string, submenu?: string }[]} */ (items).map((item) => ({ menu, ...item })),
  );
  const keys = (contributes.keybindings ?? []).map((/** @type {{ command: string }} */ item) => ({
    menu: 'keybindings',
    ...item,
  }));
  return [...entries, ...keys].flatMap(({ menu, command, submenu }) => {
    if (submenu !== undefined)
      return submenus.has(submenu) ? [] : [`menu ${menu} names no declared submenu: ${submenu}`];
    return declared.has(command ?? '') ? [] : [`menu ${menu} names no declared command: ${command}`];
  });
}

/** @returns {string[]} */
function checkViews() {
  const containers = new Set(Object.values(contributes.viewsContainers ?? {}).flatMap((list) => list.map(idOf)));
  const builtIn = new Set(['explorer', 'scm', 'debug', 'test']);
  const views = Object.entries(contributes.views ?? {}).flatMap(([container, list]) =>
    /** @type {{ id: string }[]} */ (list).map(({ id }) => ({ container, id })),
  );
  const ids = new Set(views.map(idOf));
  const conditions = JSON.stringify([contributes.menus, contributes.viewsWelcome]);
  const conditionViews = [...conditions.matchAll(/\bview == ([\w.-]+)/g)].map((match) => match[1] ?? '');
  return [
    ...views
      .filter(({ container }) => !containers.has(container) && !builtIn.has(container))
      .map(({ container }) => `views name no declared container: ${container}`),
    ...views.filter(({ id }) => !names(client, id)).map(({ id }) => `view ${id} is not created in client/src`),
    ...(contributes.viewsWelcome ?? [])
      .filter((/** @type {{ view: string }} */ { view }) => !ids.has(view))
      .map((/** @type {{ view: string }} */ { view }) => `viewsWelcome names no declared view: ${view}`),
    ...conditionViews.filter((view) => !ids.has(view)).map((view) => `a condition names no declared view: ${view}`),
  ];
}

/** @param {{ id: string }} item */
function idOf({ id }) {
  return id;
}

/** An activation event is a wait for something that concerns us, never for the mere start of the editor. */
function checkActivation() {
  const languages = new Set((contributes.languages ?? []).map(idOf));
  const builtIn = new Set(['handlebars', 'yaml', 'markdown', 'prompt', 'instructions', 'chatagent']);
  const events = /** @type {string[]} */ (manifest.activationEvents ?? []);
  if (manifest.main !== undefined && events.length === 0) return ['activationEvents is empty'];
  return events.flatMap((event) => {
    const [kind = '', value = ''] = event.split(/:(.*)/s);
    if (kind === 'onLanguage') {
      return languages.has(value) || builtIn.has(value) ? [] : [`activation event ${event}: no such language`];
    }
    const known = ['workspaceContains', 'onView', 'onCommand', 'onFileSystem', 'onWalkthrough', 'onUri'];
    return known.includes(kind) ? [] : [`activation event ${event} starts the extension where it is not needed`];
  });
}

/** Every file the manifest points at exists. @param {unknown} value @returns {string[]} */
function checkPaths(value = contributes) {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap((part) => checkPaths(part));
  if (typeof value !== 'string' || !/^(?:\.\/)?(?:media|syntaxes)\/[\w./-]+$/.test(value)) return [];
  return existsSync(path.join(root, value)) ? [] : [`the manifest points at ${value}, which does not exist`];
}

const counted = `${(contributes.commands ?? []).length} commands, ${Object.keys(settings()).length} settings`;
finish(
  [...checkCommands(), ...checkSettings(), ...checkMenus(), ...checkViews(), ...checkActivation(), ...checkPaths()],
  counted,
);
