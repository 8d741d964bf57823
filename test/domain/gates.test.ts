import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonicalJson, type Severity } from '../../server/src/base';
import {
  type ApprovalEvidence,
  type BudgetEvidence,
  defaultGate,
  diffInterfaces,
  evaluateGate,
  gateNames,
  type GateParameters,
  gateRefusal,
  type InterfaceEvidence,
  type LintEvidence,
  type TestEvidence,
} from '../../server/src/domain';
import { ada, face, grace, linus } from './records';

function finding(
  severity: LintEvidence['findings'][number]['severity'],
  message = 'A tag is not closed.',
): LintEvidence['findings'][number] {
  return { code: 'galley/x', severity, message, file: 'a.prompt', line: 4 };
}

describe('the gate lint', () => {
  const rows: readonly (readonly [
    findings: LintEvidence['findings'],
    outcome: string,
    summary: string,
    severity?: Severity,
  ])[] = [
    [[], 'passed', 'no errors'],
    [[finding('warning', 'Odd.')], 'failed', 'Odd. (line 5)', 'warning'],
    [[finding('warning', 'Odd.'), finding('error', 'Bad.')], 'failed', 'Bad. (line 5) and 1 more', 'warning'],
    [[finding('information')], 'passed', 'no errors and no warnings', 'warning'],
    [[finding('information', 'Note.')], 'failed', 'Note. (line 5)', 'information'],
    [[finding('hint')], 'passed', 'nothing graver than a hint', 'information'],
    [[finding('hint', 'Hm.')], 'failed', 'Hm. (line 5)', 'hint'],
    [[], 'passed', 'no findings', 'hint'],
    [[finding('warning')], 'passed', 'no errors, 1 warning'],
    [[finding('warning'), finding('warning'), finding('hint')], 'passed', 'no errors, 2 warnings'],
    [[finding('warning'), finding('error', 'Bad.')], 'failed', 'Bad. (line 5)'],
    [[finding('error', 'Bad.'), finding('error'), finding('error')], 'failed', 'Bad. (line 5) and 2 more'],
  ];
  for (const [findings, outcome, summary, severity = 'error'] of rows) {
    test(`${severity}: ${summary}`, () => {
      const result = evaluateGate('lint', 'triage', { findings }, { severity });
      assert.deepEqual(
        [result.gate, result.prompt, result.outcome, result.summary],
        ['lint', 'triage', outcome, summary],
      );
    });
  }

  test('keeps at most 50 findings, errors first', () => {
    const findings = [...Array.from({ length: 60 }, () => finding('warning')), finding('error', 'last')];
    const { evidence } = evaluateGate('lint', 'triage', { findings }, { severity: 'error' });
    const kept = (evidence as { findings: { message: string }[] }).findings;
    assert.equal(kept.length, 50);
    assert.equal(kept[0]?.message, 'last');
  });
});

describe('the gate interface', () => {
  function evidence(
    from: string | undefined,
    to: string,
    before: string,
    after: string,
    brokenCases: readonly string[] = [],
    brokenCallers: InterfaceEvidence['brokenCallers'] = [],
  ): InterfaceEvidence {
    const changes = from === undefined ? [] : diffInterfaces(face(before), face(after));
    return { from, to, changes, brokenCases, brokenCallers };
  }
  const caller = (file: string, line: number): InterfaceEvidence['brokenCallers'][number] => ({
    file,
    line,
    message: 'b is missing',
  });
  const rows: readonly (readonly [
    found: InterfaceEvidence,
    rule: 'refuse' | 'major',
    outcome: string,
    summary: string,
  ])[] = [
    [evidence(undefined, '1.0.0', '', 'a'), 'refuse', 'passed', 'the first version here: nobody calls it yet'],
    [evidence('1.0.0', '1.0.1', 'a', 'a'), 'refuse', 'passed', 'the same interface as 1.0.0'],
    [
      evidence('1.0.0', '1.1.0', 'a', 'a b?'),
      'refuse',
      'passed',
      'compatible with 1.0.0: new optional input "b" (string)',
    ],
    [
      evidence('1.0.0', '2.0.0', 'a', 'a b'),
      'refuse',
      'failed',
      'breaks callers of 1.0.0: new required input "b" (string)',
    ],
    [
      evidence('1.0.0', '2.0.0', 'a', 'a b', ['first', 'second']),
      'refuse',
      'failed',
      'breaks callers of 1.0.0: new required input "b" (string) (cases that break: first, second)',
    ],
    [
      evidence('1.0.0', '2.0.0', 'a', 'a b', ['first'], [caller('x.prompt', 3), caller('x.prompt', 3)]),
      'refuse',
      'failed',
      'breaks callers of 1.0.0: new required input "b" (string) (cases that break: first; files that break: x.prompt:4)',
    ],
    [
      evidence('1.0.0', '2.0.0', 'a', 'a b', ['a', 'b', 'c', 'd', 'e', 'f', 'g']),
      'refuse',
      'failed',
      'breaks callers of 1.0.0: new required input "b" (string) (cases that break: a, b, c, d, e and 2 more)',
    ],
    [
      evidence('1.0.0', '2.0.0', 'a', 'a b'),
      'major',
      'passed',
      'breaks callers of 1.0.0: new required input "b" (string), as the major label says',
    ],
    [
      evidence('1.0.0', '1.0.1', 'a', 'a b'),
      'major',
      'failed',
      'breaks callers of 1.0.0: new required input "b" (string)',
    ],
  ];
  for (const [found, breaking, outcome, summary] of rows) {
    test(`${breaking}: ${summary}`, () => {
      const result = evaluateGate('interface', 'triage', found, { breaking });
      assert.deepEqual([result.outcome, result.summary], [outcome, summary]);
    });
  }
});

describe('the gate tests', () => {
  function results(...outcomes: readonly TestEvidence['results'][number]['outcome'][]): TestEvidence {
    return {
      hash: 'ab',
      provider: 'replay',
      results: outcomes.map((outcome, index) => ({ case: `c${index + 1}`, outcome })),
    };
  }
  const rows: readonly (readonly [
    found: TestEvidence,
    passRate: number,
    minimum: number,
    outcome: string,
    summary: string,
  ])[] = [
    [results('passed', 'passed'), 1, 1, 'passed', '2 of 2 cases passed with replay'],
    [results('passed', 'skipped'), 1, 1, 'passed', '1 of 1 cases passed with replay'],
    [results('passed', 'failed'), 1, 1, 'failed', '1 of 2 cases passed with replay: "c2" failed'],
    [results('passed', 'errored'), 1, 1, 'failed', '1 of 2 cases passed with replay: "c2" errored'],
    [results('passed', 'failed'), 0.5, 1, 'passed', '1 of 2 cases passed with replay, 50 % are asked for: "c2" failed'],
    [
      results('failed', 'failed', 'failed', 'failed'),
      1,
      1,
      'failed',
      '0 of 4 cases passed with replay: "c1" failed, "c2" failed, "c3" failed and 1 more',
    ],
    [
      results(),
      1,
      1,
      'failed',
      'no case ran, and at least 1 must: write cases, or lower tests.minimum of the environment',
    ],
    [
      results('skipped'),
      1,
      1,
      'failed',
      'no case ran, and at least 1 must: write cases, or lower tests.minimum of the environment',
    ],
    [
      results('passed', 'passed'),
      1,
      3,
      'failed',
      'only 2 cases ran, and at least 3 must: write cases, or lower tests.minimum of the environment',
    ],
    [results(), 1, 0, 'passed', '0 of 0 cases passed with replay'],
  ];
  test('refuses when a case fails that passes with what is there', () => {
    const incumbent = { semver: '1.0.0', passes: ['c1', 'c2', 'gone'] };
    const found = { ...results('passed', 'failed', 'failed'), incumbent };
    const told = (newFailures: 'refuse' | 'allow', evidence: TestEvidence = found): unknown => {
      const result = evaluateGate('tests', 'triage', evidence, { passRate: 0.3, minimum: 1, newFailures });
      return [result.outcome, result.summary.split('; ')[1]];
    };
    assert.deepEqual(told('refuse'), ['failed', '1.0.0, which is there now, passes "c2"']);
    assert.deepEqual(told('allow'), ['passed', undefined]);
    assert.deepEqual(told('refuse', { ...found, incumbent: { semver: '1.0.0', passes: ['c1'] } }), [
      'passed',
      undefined,
    ]);
  });

  for (const [found, passRate, minimum, outcome, summary] of rows) {
    test(`${passRate}/${minimum}: ${summary}`, () => {
      const result = evaluateGate('tests', 'triage', found, { passRate, minimum, newFailures: 'refuse' });
      assert.deepEqual([result.outcome, result.summary], [outcome, summary]);
    });
  }
});

describe('the gate budget', () => {
  type Case = BudgetEvidence['cases'][number];
  const nothing = { characters: undefined, tokens: undefined, latencyMs: undefined, costUsd: undefined };
  const one = (name: string, found: Partial<Case>): Case => ({ ...nothing, case: name, ...found });
  const slow = (count: number): readonly Case[] =>
    Array.from({ length: count }, (_, index) => one(`c${index + 1}`, { latencyMs: index + 1 === count ? 900 : 10 }));
  const rows: readonly (readonly [
    cases: readonly Case[],
    parameters: GateParameters['budget'],
    outcome: string,
    summary: string,
  ])[] = [
    [[one('c1', { tokens: 9 })], { tokens: 9 }, 'passed', 'at most 9 tokens in "c1" of 9 tokens'],
    [
      [one('c1', { tokens: 9 }), one('c2', { tokens: 12 })],
      { tokens: 10 },
      'failed',
      '12 tokens in "c2", and at most 10 tokens are allowed',
    ],
    [
      [one('c1', { characters: 90, costUsd: 0.0123 })],
      { characters: 80, costUsd: 0.01 },
      'failed',
      '90 characters in "c1", and at most 80 characters are allowed; $0.0123 in "c1", and at most $0.01 are allowed',
    ],
    [slow(19), { latencyMs: 100 }, 'failed', '900 ms in "c19", and at most 100 ms are allowed'],
    [slow(20), { latencyMs: 100 }, 'passed', 'at most 10 ms in 95 % of the cases of 100 ms'],
    [
      [one('c1', {})],
      { tokens: 9 },
      'failed',
      'lab counts no tokens: name a provider that does in budget.provider, or limit characters',
    ],
    [
      [one('c1', {})],
      { latencyMs: 9 },
      'failed',
      'lab asked no model, so there is no latency: name a provider that does in budget.provider',
    ],
    [
      [one('c1', { tokens: 9 })],
      { costUsd: 9 },
      'failed',
      'what lab costs is not known: name the price of the model in prices, and a provider that counts tokens',
    ],
    [[], { characters: 9 }, 'failed', 'no case ran: write cases'],
    [[], {}, 'passed', 'no limits are set'],
  ];
  for (const [cases, parameters, outcome, summary] of rows) {
    test(summary, () => {
      const result = evaluateGate('budget', 'triage', { provider: 'lab', cases }, parameters);
      assert.deepEqual([result.outcome, result.summary], [outcome, summary]);
    });
  }
});

test('the gate custom has the name that the workspace gave it, and says what it runs', () => {
  const parameters = { name: 'licence', command: ['node', 'licence.mjs'], timeoutMs: 1000 };
  const found = { outcome: 'failed', summary: 'No licence.', details: { exitCode: 1 } } as const;
  assert.deepEqual(evaluateGate('custom', 'triage', found, parameters), {
    gate: 'licence',
    prompt: 'triage',
    outcome: 'failed',
    summary: 'No licence.',
    evidence: { command: ['node', 'licence.mjs'], details: { exitCode: 1 } },
  });
});

describe('the gate approval', () => {
  const time = '2026-01-01T00:00:00.000Z';
  const yes = (author: typeof ada): ApprovalEvidence['verdicts'][number] => ({ author, decision: 'approved', time });
  const no = (author: typeof ada): ApprovalEvidence['verdicts'][number] => ({
    author,
    decision: 'changes-requested',
    time,
  });
  const rows: readonly (readonly [
    verdicts: ApprovalEvidence['verdicts'],
    count: number,
    outcome: string,
    summary: string,
    owners?: ApprovalEvidence['owners'],
  ])[] = [
    [[], 1, 'failed', '0 of 1 approvals'],
    [[yes(grace)], 1, 'passed', '1 of 1 approvals (Grace)', [{ pattern: 'b/**', people: ['GRACE@example.com'] }]],
    [
      [yes(grace)],
      1,
      'failed',
      '1 of 1 approvals (Grace); b/** needs the approval of x@example.com or y@example.com',
      [
        { pattern: '**', people: ['grace@example.com'] },
        { pattern: 'b/**', people: ['x@example.com', 'y@example.com'] },
      ],
    ],
    [
      [yes(ada), yes(grace)],
      1,
      'failed',
      '1 of 1 approvals (Grace); b/** needs the approval of ada@example.com',
      [{ pattern: 'b/**', people: ['ada@example.com'] }],
    ],
    [[yes(grace)], 1, 'passed', '1 of 1 approvals (Grace)'],
    [[yes(ada)], 1, 'failed', '0 of 1 approvals'],
    [[yes(grace)], 2, 'failed', '1 of 2 approvals (Grace)'],
    [[yes(grace), yes(linus)], 2, 'passed', '2 of 2 approvals (Grace, Linus)'],
    [[yes(grace), no(linus)], 1, 'failed', '1 of 1 approvals (Grace); Linus asked for changes'],
    [[yes(grace), no(ada)], 1, 'failed', '1 of 1 approvals (Grace); Ada asked for changes'],
  ];
  for (const [verdicts, count, outcome, summary, owners = []] of rows) {
    test(`${count}: ${summary}`, () => {
      const result = evaluateGate('approval', 'triage', { author: ada, verdicts, owners }, { count, owners: {} });
      assert.deepEqual([result.outcome, result.summary], [outcome, summary]);
    });
  }
});

describe('the registry of gates', () => {
  test('names the gates in the order in which they run', () => {
    assert.deepEqual(gateNames, ['lint', 'interface', 'tests', 'approval', 'security', 'budget', 'custom']);
    assert.deepEqual(defaultGate('tests'), {
      gate: 'tests',
      parameters: { passRate: 1, minimum: 1, newFailures: 'refuse' },
    });
  });

  test('a refusal names what failed and carries every result', () => {
    const passed = evaluateGate('lint', 'triage', { findings: [] }, { severity: 'error' });
    const failed = evaluateGate(
      'approval',
      'triage',
      { author: ada, verdicts: [], owners: [] },
      { count: 1, owners: {} },
    );
    const refusal = gateRefusal('production', [passed, failed]);
    assert.equal(refusal.code, 'refused');
    assert.equal(refusal.message, 'production refused the deployment. approval of triage: 0 of 1 approvals.');
    assert.equal(refusal.help, 'Nothing was changed. Ask for the approval of this version with galley review request.');
    assert.deepEqual(refusal.details, { gates: [passed, failed] });
  });

  test('evidence is plain data', () => {
    const { evidence } = evaluateGate('lint', 'triage', { findings: [finding('error')] }, { severity: 'error' });
    assert.deepEqual(JSON.parse(canonicalJson(evidence)), evidence);
  });
});
