// usage: node .ci/types.mjs [--watch] [folder]
// Type-checks every project, or one with what it references; of a single project only its own errors are printed.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './bundle.mjs';

const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
const watch = process.argv.includes('--watch');
const [project = '.'] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const args = [tsc, '--build', ...(watch ? ['--watch'] : []), project];

if (watch || project === '.') {
  process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
} else {
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  const errors = stdout.split('\n').filter((line) => /error TS/.test(line));
  const own = errors.filter((line) => line.startsWith(project.replace(/^\.\/|\/$/g, '')));
  for (const line of own) process.stdout.write(`${line}\n`);
  process.stdout.write(`${own.length} errors in ${project}, ${errors.length - own.length} in what it references\n`);
  process.exitCode = own.length > 0 ? 1 : 0;
}
