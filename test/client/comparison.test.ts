import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { comparisonReport } from '../../client/src/tests/comparison';
import type { CaseResult, OperationOutput } from '../../server/src/protocol';
import { entry, prompt, version } from './fake/records';
import { ClientSession, type Answers } from './fake/session';

type Compared = OperationOutput<'compare'>;

function result(name: string, outcome: CaseResult['outcome'], message = ''): CaseResult {
  const assertions = outcome === 'failed' ? [{ type: 'contains', passed: false, message }] : [];
  return { prompt: 'triage', case: name, outcome, assertions, output: '', latencyMs: 1, cached: false };
}

const statistics: Compared['statistics'] = {
  cases: 12,
  bothPassed: 8,
  fixed: 1,
  broken: 2,
  bothFailed: 1,
  before: { rate: 10 / 12, low: 0.55, high: 0.95 },
  after: { rate: 9 / 12, low: 0.47, high: 0.91 },
  difference: { value: -1 / 12, low: -0.4, high: 0.25 },
  p: 1,
  verdict: 'not-enough-data',
  detectable: 0.68,
  needed: 300,
};

const compared: Compared = {
  before: { prompt: 'triage', version: version(1, '1.0.0'), hash: 'a', providers: ['local'] },
  after: { prompt: 'triage', hash: 'b', providers: ['local'] },
  cases: [
    {
      case: 'late | parcel',
      change: 'broken',
      before: result('late | parcel', 'passed'),
      after: result('late | parcel', 'failed', 'no <b>queue</b>'),
    },
    {
      case: 'angry',
      change: 'fixed',
      before: result('angry', 'failed', 'no priority'),
      after: result('angry', 'passed'),
    },
    { case: 'new', change: 'incomparable', after: result('new', 'passed') },
  ],
  statistics,
};

const answers: Answers = {
  list: () => [prompt('triage', { head: version(1, '1.0.0'), modified: true })],
  log: () => [entry(1, '1.0.0')],
  compare: () => compared,
};

describe('Galley: Compare test results…', () => {
  test('the report tells flips first, and never more than the numbers hold', () => {
    const report = comparisonReport(compared);
    assert.match(report, /^# triage: 1\.0\.0 \(local\) → draft \(local\)\n/);
    assert.match(
      report,
      /\*\*not enough data\*\*: 12 cases can show differences of about 68 points; a change like this one takes about 300 cases\n/,
    );
    assert.match(report, /- difference: −8\.3 points \(−40\.0 to \+25\.0\)\n/);
    assert.match(
      report,
      /## Broken \(1\)\n\n- late \| parcel: contains: no <b>queue<\/b>\n\n## Fixed \(1\)\n\n- angry: was contains: no priority/,
    );
    assert.match(report, /- new: only the second side has it/);
    const { statistics: numbers, ...nothing } = compared;
    assert.ok(numbers !== undefined);
    assert.match(comparisonReport(nothing), /No case passed or failed on both sides\./);
  });

  test('runs both sides, says it in a line and opens the report', async () => {
    const session = await ClientSession.start(answers);
    session.editor.willAnswer('draft');
    await session.editor.run('galley.compareResults', await session.editor.node('galley.prompts', '1.0.0'));
    assert.match(session.transcript, /progress: Running the cases of triage 1\.0\.0 ↔ draft\n/);
    assert.match(session.transcript, /opened \/report 1\/triage 1\.0\.0 ↔ draft\.md\n/);
    assert.match(session.transcript, /info: triage 1\.0\.0 ↔ draft: not enough data: 2 broken, 1 fixed of 12 cases\.$/);
    assert.deepEqual(session.requests.slice(-1), ['compare {"before":"triage@#1","after":"triage"}']);
  });

  test('says why it could not', async () => {
    const session = await ClientSession.start({
      ...answers,
      compare: () => ({ code: 'unchanged', message: 'the same' }),
    });
    session.editor.willAnswer('draft');
    await session.editor.run('galley.compareResults', { prompt: 'triage', version: version(1, '1.0.0') });
    assert.match(session.transcript, /error: Could not compare the results of triage 1\.0\.0 ↔ draft: the same\.$/);
  });
});
