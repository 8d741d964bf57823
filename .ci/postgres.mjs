// Finds the PostgreSQL that the tests start, or installs it where that can be done without asking.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';

const debian = ['apt-get', 'install', '-y', '--no-install-recommends', 'postgresql'];

/** The folder with `initdb` and `postgres`. @returns {string | undefined} */
function findPostgres() {
  const named = process.env['GALLEY_POSTGRES'];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const versions = globSync('/usr/lib/postgresql/*/bin').sort().reverse();
  const places = [...(named === undefined ? [] : [named]), ...versions, ...folders];
  return places.find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')));
}

/**
 * As {@link findPostgres}; root on a system with apt gets it installed (a CI machine). Undefined where there is none: tests
 * that need it are skipped and say so.
 * @returns {string | undefined}
 */
function ensurePostgres() {
  const found = findPostgres();
  if (found !== undefined) return found;
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    process.stdout.write(
      'no PostgreSQL: tests on it are skipped (install it, or name its bin folder in GALLEY_POSTGRES)\n',
    );
    return undefined;
  }
  process.stdout.write('installing PostgreSQL (apt-get)\n');
  try {
    execFileSync('apt-get', ['update', '-q'], { stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync('apt-get', [...debian.slice(1), '-q'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch (error) {
    process.stdout.write(
      `PostgreSQL could not be installed: tests on it are skipped (${/** @type {Error} */ (error).message})\n`,
    );
  }
  return findPostgres();
}

/** What tests and benches need to know of it. @returns {{ GALLEY_POSTGRES?: string }} */
export function postgresEnvironment() {
  const folder = ensurePostgres();
  return folder === undefined ? {} : { GALLEY_POSTGRES: folder };
}
