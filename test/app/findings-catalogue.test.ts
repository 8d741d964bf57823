import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { diagnosticRules } from '../../server/src/base';
import { fromRoot } from '../support/repo';
import { catalogue, catalogueSample, type Workspace } from './findings-catalogue';
import { findings } from '../language/harness';

/** The findings of a workspace: the files with the ranges drawn in, and the codes. */
function told(files: Workspace): { readonly drawn: Record<string, string>; readonly codes: readonly string[] } {
  const marked = typeof files === 'string' ? { 'a.prompt': files } : files;
  const one = catalogueSample(marked);
  const found = Object.keys(marked).map((path) => ({ path, ...findings(one, path) }));
  return {
    drawn: Object.fromEntries(found.map(({ path, drawn }) => [path, drawn])),
    codes: found.flatMap(({ codes }) => codes),
  };
}

describe('the diagnostics catalogue', () => {
  for (const [code, { wrong, right }] of Object.entries(catalogue)) {
    for (const [index, files] of wrong.entries()) {
      test(`${code} is told, alone and at its place (${index + 1})`, () => {
        const { codes, drawn } = told(files);
        const count = JSON.stringify(files).split('⟦').length - 1;
        assert.deepEqual(
          codes,
          Array.from({ length: count }, () => code),
        );
        assert.deepEqual(drawn, typeof files === 'string' ? { 'a.prompt': files } : { ...files });
      });
    }
    for (const [index, files] of right.entries()) {
      test(`${code} is not told for what only comes near (${index + 1})`, () => {
        assert.ok(!told(files).codes.includes(code), told(files).codes.join(', '));
      });
    }
  }

  test('has an entry, a page and a severity for every code', () => {
    const page = readFileSync(fromRoot('docs/diagnostics.md'), 'utf8');
    const sections = [...page.matchAll(/^### (\S+)$/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(diagnosticRules).sort());
    assert.deepEqual([...sections].sort(), Object.keys(diagnosticRules).sort());
  });
});
