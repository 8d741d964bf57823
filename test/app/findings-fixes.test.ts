import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uriOf } from '../support/memory-workspace';
import { catalogue, catalogueSample, type Workspace } from './findings-catalogue';
import { applied, findings, type Sample } from '../language/harness';

/** What only its author can mend, or what has fixes of which none is what nearly everybody wants. */
const withoutFix: readonly string[] = [
  'bad-tag 1',
  'bad-tag 2',
  'undeclared-variable 2',
  'type-misuse 1',
  'type-misuse 2',
  'type-misuse 4',
  'type-misuse 5',
  'missing-partial 1',
  'circular-partial 1',
  'missing-partial-argument 1',
  'unknown-partial-argument 1',
  'mixed-dialect 1',
  'mixed-dialect 2',
  'header-value 1',
  'case-syntax 1',
  'case-syntax 2',
  'bad-assertion 1',
  'bad-assertion 3',
  'input-type 1',
  'unknown-prompt 2',
  'duplicate-prompt 1',
  'interface-drift 1',
  'secret-in-prompt 1',
  'file-too-large 1',
];

const paths = (files: Workspace): readonly string[] => (typeof files === 'string' ? ['a.prompt'] : Object.keys(files));

/** Applies the preferred fix of the first finding; undefined when there is none. */
function mended(one: Sample, path: string): Record<string, string> | undefined {
  const uri = uriOf(path);
  const [first] = one.service.diagnostics(uri)?.diagnostics ?? [];
  if (first === undefined) return undefined;
  const actions = one.service.codeActions(uri, first.range, { diagnostics: [first], only: ['quickfix'] });
  const action = actions.find(({ isPreferred }) => isPreferred === true);
  return action === undefined ? undefined : applied(one, action.edit);
}

test('what has no fix is in the catalogue', () => {
  const all = Object.entries(catalogue).flatMap(([code, { wrong }]) => wrong.map((_, index) => `${code} ${index + 1}`));
  assert.deepEqual(
    withoutFix.filter((entry) => !all.includes(entry)),
    [],
  );
});

describe('the preferred fix of a finding mends it and breaks nothing', () => {
  for (const [code, { wrong }] of Object.entries(catalogue)) {
    for (const [index, files] of wrong.entries()) {
      test(`${code} (${index + 1})`, () => {
        const one = catalogueSample(files);
        const path = paths(files).find((candidate) => findings(one, candidate).codes.length > 0) ?? one.path;
        const before = findings(one, path).codes.length;
        const changed = mended(one, path);
        assert.equal(changed === undefined, withoutFix.includes(`${code} ${index + 1}`), 'whether there is a fix');
        if (changed === undefined) return;
        const all = Object.fromEntries(paths(files).map((other) => [other, changed[other] ?? one.text(other)]));
        const after = catalogueSample({ ...all, ...changed });
        const left = Object.keys({ ...all, ...changed }).flatMap((other) => findings(after, other).messages);
        assert.equal(left.length, before - 1, `${JSON.stringify(changed)}\n${left.join('\n')}`);
      });
    }
  }
});
