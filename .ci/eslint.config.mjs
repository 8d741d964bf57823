import js from '@eslint/js';
import path from 'node:path';
import typescript from 'typescript-eslint';
import table from './layers.cjs';

const root = path.resolve(import.meta.dirname, '..');
const pureFiles = Object.values(table.layers).flatMap((layer) => (layer.pure === true ? [`${layer.folder}/**`] : []));

/** What Node and browsers put into the global scope; ECMAScript has none of it. */
const hostGlobals = [
  'process',
  'Buffer',
  'global',
  '__dirname',
  '__filename',
  'require',
  'module',
  'window',
  'document',
];
const clocks = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'];

/**
 * The budgets on size; a test's describe() is one long function by nature.
 * @type {import('eslint').Linter.RulesRecord}
 */
const sizes = {
  'max-lines': ['error', { max: 800 }],
  'max-lines-per-function': ['error', { max: 120 }],
  complexity: ['error', { max: 20, variant: 'modified' }],
  'max-depth': ['error', 4],
  'max-params': ['error', 6],
};

/** @type {import('eslint').Linter.RulesRecord} */
const house = {
  'no-console': 'error',
  eqeqeq: 'error',
  'prefer-const': 'error',
  'no-restricted-syntax': [
    'error',
    { selector: 'ExportDefaultDeclaration', message: 'Name the export.' },
    { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
    { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'A file is a module: no namespaces.' },
    { selector: 'PropertyDefinition[accessibility="private"]', message: 'Use #private.' },
    { selector: 'MethodDefinition[accessibility="private"][kind!="constructor"]', message: 'Use #private.' },
    { selector: 'TSParameterProperty', message: 'Declare the field, so that it can be #private or readonly.' },
  ],
  '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': 'allow-with-description' }],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/explicit-module-boundary-types': 'error',
  '@typescript-eslint/naming-convention': [
    'error',
    { selector: 'typeLike', format: ['PascalCase'] },
    { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: false } },
  ],
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
  ],
  '@typescript-eslint/prefer-readonly': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
  // An interface says "a promise"; an implementation that needs no wait keeps the async form.
  '@typescript-eslint/require-await': 'off',
};

/** Tests read JSON and pages of unknown shape, and node:test's test() returns a promise nobody awaits. @type {import('eslint').Linter.RulesRecord} */
const forTests = {
  'max-lines-per-function': 'off',
  '@typescript-eslint/explicit-module-boundary-types': 'off',
  '@typescript-eslint/no-floating-promises': [
    'error',
    { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'describe', 'it', 'suite'] }] },
  ],
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
};

export default typescript.config(
  { ignores: ['**/out/**', 'node_modules/**', '.editor/**', 'artifacts/**', 'examples/**'] },
  {
    files: ['{client,server,test}/**/*.ts'],
    extends: [js.configs.recommended, ...typescript.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { ...house, ...sizes },
  },
  {
    files: pureFiles,
    rules: {
      'no-restricted-globals': [
        'error',
        ...hostGlobals.map((name) => ({ name, message: 'A pure layer names neither Node nor a browser.' })),
        ...clocks.map((name) => ({ name, message: 'A pure layer takes its clock as an argument.' })),
      ],
    },
  },
  { files: ['test/**/*.ts'], rules: forTests },
  {
    files: ['.ci/**/*.{mjs,cjs}'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: { process: 'readonly', performance: 'readonly', require: 'readonly', module: 'writable' },
    },
    rules: { ...sizes, 'no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }] },
  },
);
