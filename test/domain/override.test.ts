import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Author,
  checkOverride,
  type GateResult,
  type OverridableGate,
  overrideResults,
} from '../../server/src/domain';
import { ada, grace } from './records';

const anybody: OverridableGate = { gate: 'tests', override: undefined };
const nobody: OverridableGate = { gate: 'approval', override: [] };
const onlyAda: OverridableGate = { gate: 'lint', override: ['ADA@example.com'] };

describe('who may go over a gate', () => {
  const nameless: Author = { name: 'ada@example.com' };
  const rows: readonly (readonly [what: string, wanted: string[], author: Author, reason: string, says: string])[] = [
    ['anybody, with a reason', ['tests'], grace, 'urgent', ''],
    ['nobody without a reason', ['tests'], grace, ' ', 'reason: A gate is only overridden with a reason.'],
    ['somebody who is named, in any case', ['lint', 'tests'], ada, 'urgent', ''],
    [
      'somebody who is not named',
      ['lint'],
      grace,
      'urgent',
      'override: Grace <grace@example.com> may not override lint of production. Nothing was changed.',
    ],
    [
      'a name that looks like an address',
      ['lint'],
      nameless,
      'urgent',
      'override: ada@example.com (without a mail address) may not override lint of production. Nothing was changed.',
    ],
    [
      'nobody where nobody is named',
      ['tests', 'approval'],
      ada,
      'urgent',
      'override: Ada <ada@example.com> may not override approval of production. Nothing was changed.',
    ],
    ['a gate that is not there', ['test'], ada, 'urgent', 'override: production has no gate "test".'],
  ];
  for (const [what, wanted, author, reason, says] of rows) {
    test(what, () => {
      const checked = checkOverride('production', [anybody, nobody, onlyAda], wanted, { author, reason });
      assert.equal(checked.ok ? '' : `${checked.fault.key}: ${checked.fault.message}`, says);
    });
  }

  test('a refusal says who may', () => {
    const denied = (gate: OverridableGate): string | undefined => {
      const checked = checkOverride('production', [gate], [gate.gate], { author: grace, reason: 'urgent' });
      return checked.ok ? undefined : checked.fault.help;
    };
    assert.equal(denied(onlyAda), 'Those who may are ADA@example.com.');
    assert.match(denied(nobody) ?? '', /^Nobody may, until galley\.yaml names them/);
  });
});

test('only failures of the gates that are named are gone over, and they keep their evidence', () => {
  const result = (gate: string, outcome: GateResult['outcome']): GateResult => {
    return { gate, prompt: 'triage', outcome, summary: `${gate}!`, evidence: { of: gate } };
  };
  const override = { author: ada, reason: 'urgent' };
  const before = [result('lint', 'passed'), result('tests', 'failed'), result('approval', 'failed')];
  assert.deepEqual(overrideResults(before, ['lint', 'tests'], override), [
    before[0],
    { ...before[1], outcome: 'overridden', override },
    before[2],
  ]);
});
