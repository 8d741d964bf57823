// usage: node .ci/lint.mjs [--fix] [files or folders]
import { ESLint } from 'eslint';
import { root } from './bundle.mjs';

const fix = process.argv.includes('--fix');
const paths = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: '.ci/eslint.config.mjs',
  errorOnUnmatchedPattern: false,
  fix,
});
const results = await eslint.lintFiles(paths.length > 0 ? paths : ['client', 'server', 'test', '.ci']);
if (fix) await ESLint.outputFixes(results);
const formatter = await eslint.loadFormatter('stylish');
process.stdout.write(await formatter.format(results));
const problems = results.reduce((sum, result) => sum + result.errorCount + result.warningCount, 0);
process.stdout.write(`${results.length} files linted, ${problems} problems\n`);
process.exitCode = problems > 0 ? 1 : 0;
