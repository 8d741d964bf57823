// usage: node .ci/format.mjs [--check] [files]
// Formats the code with Prettier, or says which files are not formatted.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './bundle.mjs';

const code = ['{client,server,test,.ci,.vscode,syntaxes}/**/*.{ts,mjs,cjs,json}', '*.json'];
const check = process.argv.includes('--check');
const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const prettier = path.join(root, 'node_modules/prettier/bin/prettier.cjs');
const mode = check ? ['--check'] : ['--write', '--list-different'];
const patterns = files.length > 0 ? files : code;
const args = [prettier, ...mode, '--log-level=warn', '--no-error-on-unmatched-pattern', ...patterns];
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1;
