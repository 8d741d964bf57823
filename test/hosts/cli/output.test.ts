import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { exitCodeOfFault, faultJson, faultText } from '../../../server/src/hosts/cli/faults';
import { deploymentText } from '../../../server/src/hosts/cli/output/deployments';
import { findingsText } from '../../../server/src/hosts/cli/output/findings';
import { githubAnnotations } from '../../../server/src/hosts/cli/output/github';
import { createPrinter, type OutputStream } from '../../../server/src/hosts/cli/output/printer';
import { promptsText } from '../../../server/src/hosts/cli/output/prompts';
import { resultsText } from '../../../server/src/hosts/cli/output/results';
import { sarifLog } from '../../../server/src/hosts/cli/output/sarif';
import { styleFor, wantsColour, withoutControls } from '../../../server/src/hosts/cli/output/style';
import { faultCodes } from '../../../server/src/base';
import type { Finding, OperationOutput } from '../../../server/src/protocol';

const plain = styleFor(false);

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean, columns = 80): { readonly stream: OutputStream; text(): string } {
  const made = Object.assign(new PassThrough(), { isTTY, columns });
  return { stream: made, text: () => String(made.read() ?? '') };
}

function finding(file: string, line: number, more: Partial<Finding> = {}): Finding {
  const range = { start: { line, character: 4 }, end: { line, character: 9 } };
  return {
    file,
    range,
    code: 'galley/unused-input',
    severity: 'warning',
    message: 'The input x is never used.',
    ...more,
  };
}

describe('findings for people and programs', () => {
  const findings = [
    finding('a.prompt', 1),
    finding('a.prompt', 11, { severity: 'error', code: 'galley/bad-tag', message: 'Bad: 100%,\nreally' }),
    finding('b c.prompt', 0, { severity: 'hint' }),
  ];

  test('stand in aligned groups by file, with a count', () => {
    assert.equal(
      findingsText({ findings, files: 7 }, plain),
      [
        'a.prompt:2:5   warning  The input x is never used.  galley/unused-input',
        'a.prompt:12:5  error    Bad: 100%, really           galley/bad-tag',
        '',
        'b c.prompt:1:5  hint  The input x is never used.  galley/unused-input',
        '',
        '1 error, 1 warning, 1 hint; 7 files checked',
        '',
      ].join('\n'),
    );
    assert.equal(findingsText({ findings: [], files: 1 }, plain), 'no findings, 1 file checked\n');
  });

  test('become annotations that cannot be broken by what they say', () => {
    const [, second] = githubAnnotations(findings).split('\n');
    assert.equal(
      second,
      '::error file=a.prompt,line=12,col=5,endLine=12,endColumn=10,title=galley/bad-tag::Bad: 100%25,%0Areally',
    );
    const [strange] = githubAnnotations([finding('a,b:c.prompt', 0)]).split('\n');
    assert.match(strange ?? '', /^::warning file=a%2Cb%3Ac\.prompt,line=1,/);
  });

  test('become a SARIF log whose rules, levels and places belong together', () => {
    const log = JSON.parse(
      JSON.stringify(sarifLog(findings, { version: '9.9.9', sources: 'https://example.com/galley/blob/HEAD/' })),
    );
    const [run] = log.runs;
    assert.deepEqual([log.version, run.tool.driver.version, run.columnKind], ['2.1.0', '9.9.9', 'utf16CodeUnits']);
    for (const result of run.results) assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
    assert.deepEqual(run.results.map(({ level }: { level: string }) => level), ['warning', 'error', 'note']); // prettier-ignore
    const { artifactLocation, region } = run.results[2].locations[0].physicalLocation;
    assert.equal(artifactLocation.uri, 'b%20c.prompt');
    assert.deepEqual(region, { startLine: 1, startColumn: 5, endLine: 1, endColumn: 10 });
    const [rule] = run.tool.driver.rules;
    assert.equal(rule.shortDescription.text, 'Tag cannot be read');
    assert.equal(rule.helpUri, 'https://example.com/galley/blob/HEAD/docs/diagnostics.md#bad-tag');
  });
});

describe('results for people', () => {
  const result = { prompt: 'p', output: '', latencyMs: 12.4, cached: false, assertions: [] } as const;
  const answer: OperationOutput<'test'> = {
    summary: { passed: 1, failed: 1, errored: 1, skipped: 1 },
    results: [
      {
        ...result,
        assertions: [],
        case: 'good',
        outcome: 'passed',
        message: 'The case has no assertions.',
        costUsd: 0.01,
      },
      {
        ...result,
        case: 'bad',
        outcome: 'failed',
        assertions: [
          { type: 'contains', passed: true, message: 'fine' },
          { type: 'equals', passed: false, message: 'the output differs', expected: 'a\nb', actual: 'c', file: 'p.cases.yaml', range: { start: { line: 8, character: 0 }, end: { line: 8, character: 1 } } }, // prettier-ignore
        ],
      },
      {
        ...result,
        assertions: [],
        prompt: 'q',
        case: 'broken',
        outcome: 'errored',
        message: 'No answer.',
        latencyMs: 0,
      },
      { ...result, assertions: [], prompt: 'q', case: 'later', outcome: 'skipped', message: 'flaky', latencyMs: 0 },
    ],
  };

  test('say what was expected, what came, and where it is written', () => {
    assert.equal(
      resultsText(answer, plain),
      [
        'p',
        '  ✓ good 12 ms, $0.0100',
        '      The case has no assertions.',
        '  ✗ bad 12 ms',
        '      equals: the output differs p.cases.yaml:9',
        '        expected',
        '          a',
        '          b',
        '        actual    c',
        '',
        'q',
        '  ! broken',
        '      No answer.',
        '  - later',
        '      flaky',
        '',
        '1 passed, 1 failed, 1 errored, 1 skipped of 4 cases',
        '',
      ].join('\n'),
    );
  });

  test('show the beginning of a long answer', () => {
    const actual = Array.from({ length: 40 }, (_, line) => `line ${line}`).join('\n');
    const [failed] = answer.results.filter(({ outcome }) => outcome === 'failed');
    assert.ok(failed !== undefined);
    const assertions = [{ type: 'equals', passed: false, message: 'no', actual }];
    const text = resultsText({ ...answer, results: [{ ...failed, assertions }] }, plain);
    assert.match(text, / line 11\n +… 28 more lines \(--json shows all\)\n/);
    assert.doesNotMatch(text, /line 12/);
  });
});

test('a deployment says what moved, each gate, and a target that could not be written', () => {
  const version = { number: 2, semver: '1.1.0', hash: 'ab' };
  const gate = { gate: 'lint', prompt: 'p', outcome: 'passed', summary: 'no errors', evidence: null } as const;
  const deployment = { environment: 'staging', revision: 4, kind: 'deploy', changes: [{ prompt: 'p', to: version }], gates: [gate] } as const; // prettier-ignore
  const open = { ...deployment, changes: [...deployment.changes], gates: [...deployment.gates] };
  assert.equal(
    deploymentText({ ...open, deployment: 'x', published: 'failed', publishError: 'disk full' }, plain),
    'deployed to staging, revision 4\n  p  none  →  1.1.0 #2\nGates\n  ✓  lint  p  no errors\nnot published: disk full\n  next  galley publish staging\n',
  );
  assert.match(
    deploymentText({ ...open, published: 'none' }, plain),
    /^would deploy to staging, revision 4; nothing was changed\n/,
  );
});

test('a table leaves out what no row has, and marks optional inputs', () => {
  const prompt = { name: 'a', file: 'a.prompt', dialect: 'jinja', format: 'prompty', modified: true, aliases: [], environments: [], cases: 0 }; // prettier-ignore
  const inputs = [
    { name: 'x', type: 'string', required: true },
    { name: 'y', type: 'string', required: false },
  ];
  assert.equal(
    promptsText([{ ...prompt, inputs }], plain),
    'PROMPT  STATE  DIALECT  INPUTS\na       new    jinja    x, y?\n\n1 prompt\n',
  );
});

describe('faults', () => {
  test('each have an exit code of the five', () => {
    assert.deepEqual(Object.keys(exitCodeOfFault).toSorted(), [...faultCodes].toSorted());
    assert.deepEqual(
      [...new Set(Object.values(exitCodeOfFault))].toSorted((a, b) => a - b),
      [1, 2, 3, 130],
    );
  });

  test('say what, where and what next, lines counted from 1 for people and from 0 for programs', () => {
    const fault = {
      code: 'invalid-config',
      message: 'No.',
      file: 'galley.yaml',
      line: 4,
      key: 'a.b',
      help: 'Yes.',
    } as const;
    assert.equal(faultText(fault, plain), 'error: No.\n  at    galley.yaml:5 (a.b)\n  next  Yes.\n');
    assert.deepEqual(faultJson(fault), { error: fault });
    assert.deepEqual(Object.keys(faultJson({ code: 'io', message: 'x' }).error), ['code', 'message']);
  });
});

describe('a terminal', () => {
  const colour: readonly [isTTY: boolean, environment: Record<string, string>, wanted: boolean][] = [
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { TERM: 'dumb' }, false],
  ];
  for (const [isTTY, environment, wanted] of colour) {
    test(`${isTTY ? 'terminal' : 'pipe'} with ${JSON.stringify(environment)}: ${wanted ? 'colour' : 'no colour'}`, () => {
      assert.equal(wantsColour({ isTTY, environment }), wanted);
    });
  }

  test('is not steered by what it shows, but a pipe gets every byte', () => {
    const hostile = 'a\u001b]0;title\u0007\u001b[2Jb\r\nc\td\u009b1m';
    const shown = 'a\\x1b]0;title\\x07\\x1b[2Jb\nc\td\\x9b1m';
    assert.equal(withoutControls(hostile), shown);
    const marked = styleFor(true).red(hostile);
    assert.equal(withoutControls(marked), `\u001b[31m${shown}\u001b[39m`);
    const terminal = stream(true);
    const pipe = stream(false);
    createPrinter({ stdout: terminal.stream, stderr: pipe.stream, environment: {} }).out.write(hostile);
    createPrinter({ stdout: pipe.stream, stderr: terminal.stream, environment: {} }).out.write(hostile);
    assert.equal(terminal.text(), shown);
    assert.equal(pipe.text(), hostile);
  });

  test('shows progress on one line that goes away; a pipe shows none', () => {
    const terminal = stream(true, 24);
    const pipe = stream(false);
    const { err } = createPrinter({ stdout: pipe.stream, stderr: terminal.stream, environment: {} });
    err.status('1 done  acknowledge: a long name');
    err.status('2 done  acknowledge: a long name');
    err.write('done\n');
    err.clearStatus();
    assert.equal(
      terminal.text(),
      '\r\u001b[2K1 done  acknowledge: a \r\u001b[2K2 done  acknowledge: a \r\u001b[2Kdone\n',
    );
    const { err: silent } = createPrinter({ stdout: terminal.stream, stderr: pipe.stream, environment: {} });
    silent.status('1 of 2 cases');
    silent.clearStatus();
    assert.equal(pipe.text(), '');
  });
});
