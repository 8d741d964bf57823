// Puts a real VS Code into .editor/<version>: the server and web workbench inside the npm package code-server.
// It needs no compiler and no root: of the server's native modules only those with prebuilt binaries are installed,
// the others are never loaded by what the tests and `npm start` do, or have the stand-ins below.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.mjs';

export const editorVersion = '4.139.1';

/** Built-in extensions that weigh about 100 MB and that no prompt needs. The small ones must stay: the page lists them. */
const leftOut = [
  'copilot',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
];

/** Packages reached only by dynamic imports of features that are not used here; most of them would need a compiler. */
const unused = [
  '@anthropic-ai/sandbox-runtime',
  '@devcontainers/cli',
  '@github/copilot',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/fs-copyfile',
  '@vscode/native-watchdog',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'native-watchdog',
  'ssh2',
];

/** A logger with the interface of the native @vscode/spdlog. Node finds ESM names only in lines like `exports.x =`. */
const spdlog = `
const fs = require('fs'), path = require('path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
class Logger {
  constructor(file) { this.file = file; this.level = 2; this.raw = false; }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  clearFormatters() { this.raw = true; }
  setPattern() {}
  flush() {}
  drop() {}
  write(level, message) {
    if (level < this.level) return;
    const line = this.raw ? message : new Date().toISOString() + ' [' + names[level] + '] ' + message + '\\n';
    try { fs.appendFileSync(this.file, line); } catch { /* a log must not stop the editor */ }
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
}
const create = async (name, file) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
};
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
`;
const standIns = { '@vscode/spdlog': spdlog, '@vscode/native-watchdog': 'exports.start = () => {};\n' };

/**
 * The entry script of the editor's server; installs the editor when it is not there (198 MB, seconds).
 * @param {string} [version]
 */
export function getEditor(version = editorVersion) {
  const folder = path.join(root, '.editor', version);
  const server = path.join(folder, 'package/lib/vscode/out/server-main.js');
  const complete = path.join(folder, 'complete');
  if (existsSync(complete)) return server;
  process.stdout.write(`getting the editor (code-server ${version} from npm)\n`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  unpack(folder, version);
  checkNode(path.join(folder, 'package/package.json'));
  const code = path.join(folder, 'package/lib/vscode');
  installDependencies(code);
  for (const [name, source] of Object.entries(standIns)) writeModule(path.join(code, 'node_modules', name), source);
  dropOtherPlatforms(path.join(code, 'node_modules/@vscode/ripgrep-universal/bin'));
  writeFileSync(complete, '');
  return server;
}

/** @param {string} folder @param {string} version */
function unpack(folder, version) {
  const tarball = npm(folder, 'pack', `code-server@${version}`).trim().split('\n').at(-1) ?? '';
  const excluded = leftOut.map((name) => `--exclude=package/lib/vscode/extensions/${name}`);
  execFileSync('tar', ['xzf', tarball, ...excluded, 'package/lib/vscode', 'package/package.json'], { cwd: folder });
  rmSync(path.join(folder, tarball));
}

/** A server on another Node major than the one it was built for can hang its extension host. @param {string} manifest */
function checkNode(manifest) {
  const wanted = /\d+/.exec(readJson(manifest).engines.node)?.[0];
  const running = process.versions.node.split('.')[0];
  if (wanted !== running) throw new Error(`this editor needs Node ${wanted}, and Node ${running} runs the scripts`);
}

/** The shrinkwrap in the package keeps every dependency that stays at its version. @param {string} code */
function installDependencies(code) {
  const manifest = path.join(code, 'package.json');
  const { allowScripts: _ignored, ...kept } = readJson(manifest);
  for (const name of unused) delete kept.dependencies[name];
  writeFileSync(manifest, JSON.stringify(kept, undefined, 2));
  npm(code, 'install');
}

/** @param {string} folder @param {string} source */
function writeModule(folder, source) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'index.js'), source);
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "main": "index.js" }\n');
}

/** @param {string} binaries */
function dropOtherPlatforms(binaries) {
  if (!existsSync(binaries)) return;
  const own = `${process.platform}-${process.arch}`;
  for (const name of readdirSync(binaries)) {
    if (name !== own) rmSync(path.join(binaries, name), { recursive: true });
  }
}

/** @param {string} file @returns {any} */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** @param {string} cwd @param {string[]} args */
function npm(cwd, ...args) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev', '--loglevel=error'];
  return execFileSync('npm', [...args, ...quiet], {
    cwd,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

if (import.meta.main) process.stdout.write(`${getEditor()}\n`);
