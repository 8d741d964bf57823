// Finds the Chromium the editor tests drive, or says how to get one.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const debian = ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium'];

/** @returns {string | undefined} */
export function findChromium() {
  const named = process.env['CHROMIUM'];
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which does not exist`);
  }
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const places = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...places, ...wellKnownPlaces()].find((file) => existsSync(file));
}

function wellKnownPlaces() {
  if (process.platform === 'darwin')
    return [
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      '/Applications/Chromium.app/Contents/MacOS/Chromium',
    ];
  if (process.platform === 'win32') {
    const folders = [process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']];
    return folders.flatMap((folder) =>
      folder === undefined ? [] : [path.join(folder, 'Google/Chrome/Application/chrome.exe')],
    );
  }
  return [];
}

/**
 * The browser's path. Where it is missing, root on a system with apt gets it installed (a CI machine); anyone else is
 * told the command. Call it before anything long.
 * @returns {string}
 */
export function ensureChromium() {
  const found = findChromium();
  if (found !== undefined) return found;
  if (canInstall()) {
    process.stdout.write('installing Chromium (apt-get)\n');
    execFileSync('apt-get', ['update', '-q'], { stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync('apt-get', [...debian.slice(1), '-q'], { stdio: ['ignore', 'ignore', 'inherit'] });
    const installed = findChromium();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `the editor tests need Chromium or Chrome, and there is none on the PATH.\n  get it: ${howToGet()}\n` +
      '  or name one you have: CHROMIUM=/path/to/chromium npm test',
  );
}

function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

function howToGet() {
  if (process.platform === 'darwin') return 'brew install --cask google-chrome';
  if (process.platform === 'win32') return 'winget install Google.Chrome';
  if (existsSync('/usr/bin/apt-get')) return `sudo ${debian.join(' ')}`;
  if (existsSync('/usr/bin/dnf')) return 'sudo dnf install chromium';
  if (existsSync('/usr/bin/pacman')) return 'sudo pacman -S chromium';
  return 'the package chromium of your system';
}
