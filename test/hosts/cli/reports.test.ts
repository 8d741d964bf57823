import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { escapeHtml } from '../../../server/src/hosts/cli/reports/page';
import { githubReport } from '../../../server/src/hosts/cli/reports/github';
import { htmlReport } from '../../../server/src/hosts/cli/reports/html';
import { junitReport } from '../../../server/src/hosts/cli/reports/junit';
import { markdownReport } from '../../../server/src/hosts/cli/reports/markdown';
import type { ReportedCase, ReportedRun } from '../../../server/src/hosts/cli/reports/types';
import { temporaryWorkspace } from '../../support/workspace';
import { galley } from './galley';

function one(name: string, more: Partial<ReportedCase> = {}): ReportedCase {
  return {
    prompt: 'reply',
    case: name,
    outcome: 'passed',
    assertions: [],
    output: '',
    latencyMs: 12,
    cached: false,
    ...more,
  };
}

const hostile = `<script>alert(1)</script> ]]> & "' | \u001b[31m\u0000`;
const range = { start: { line: 6, character: 4 }, end: { line: 6, character: 9 } };
const broken = { type: 'equals', passed: false, message: 'not equal', expected: hostile, actual: hostile };
const run: ReportedRun = {
  summary: { passed: 1, failed: 1, errored: 1, skipped: 1 },
  cases: [
    one('fine', { costUsd: 0.25, tokens: { input: 10, output: 5 } }),
    one(hostile, {
      outcome: 'failed',
      output: hostile,
      file: 'a.cases.yaml',
      line: 3,
      assertions: [{ ...broken, file: 'a.cases.yaml', range }],
    }),
    one('silent', { outcome: 'errored', message: 'The provider gave 500.', fault: 'provider', prompt: 'triage' }),
    one('later', { outcome: 'skipped', message: 'not yet', prompt: 'triage' }),
  ],
  startedAt: '2026-03-01T12:00:00.000Z',
  duration: 2100,
  version: '1.2.3',
};

describe('reports of a run', () => {
  test('JUnit keeps failures and errors apart, with place, cost, expected and actual', () => {
    const xml = junitReport(run);
    assert.match(xml, /<testsuites tests="4" failures="1" errors="1" skipped="1">/);
    assert.match(xml, /<testsuite name="triage" [^>]*errors="1"/);
    assert.match(xml, /file="a\.cases\.yaml"[^]*?<property name="line" value="3"\/>/);
    assert.match(xml, /<property name="costUsd" value="0\.25"\/>/);
    assert.match(
      xml,
      /<failure message="equals: not equal" type="assertion">[^]*?a\.cases\.yaml:7: equals: not equal\nexpected: /,
    );
    assert.match(xml, /<error message="The provider gave 500\." type="provider">/);
    // eslint-disable-next-line no-control-regex -- these are what XML has no place for
    assert.doesNotMatch(xml, /[\u0000-\u0008\u001b]/);
    const outside = xml.replace(/<!\[CDATA\[[^]*?\]\]>/g, '').replace(/"[^"]*"/g, '');
    assert.doesNotMatch(outside, /<script>/);
    assert.doesNotMatch(outside, /\]\]>/);
  });

  test('Markdown and HTML show every text as it stands', () => {
    const markdown = markdownReport(run);
    assert.match(
      markdown,
      /^## Prompt tests: not passed\n\n1 passed, 1 failed, 1 errored, 1 skipped of 4 cases in 2\.1 s, \$0\.2500\n/,
    );
    assert.match(markdown, /\| ❌ \| reply \| &lt;script>[^|]*\| equals: not equal \| a\.cases\.yaml:3 \|/);
    const html = htmlReport(run);
    assert.doesNotMatch(html, /<script/);
    assert.ok(html.includes(escapeHtml('<script>alert(1)</script>')));
    assert.match(html, /content="default-src 'none'; style-src 'unsafe-inline'"/);
    assert.match(html, /<details class="failed" open>/);
    assert.match(
      html,
      /<details class="passed"><summary><b>passed<\/b> fine <span class="dim">12 ms, 10 \+ 5 tokens, \$0\.2500/,
    );
    assert.equal(html.match(/<figure>/g)?.length, 3);
    assert.doesNotMatch(html, /(?:src|href)=/);
  });

  test('GitHub gets an annotation at the assertion, or else at the case', () => {
    assert.deepEqual(githubReport(run).split('\n').slice(1), [
      '::error title=triage%3A silent::The provider gave 500.',
      '1 passed, 1 failed, 1 errored, 1 skipped of 4 cases in 2.1 s, $0.2500',
      '',
    ]);
    assert.match(githubReport(run), /^::error file=a\.cases\.yaml,line=7,title=reply%3A <script>/);
  });

  test('an empty run has reports, too', () => {
    const empty = { ...run, cases: [], summary: { passed: 0, failed: 0, errored: 0, skipped: 0 } };
    for (const report of [junitReport, markdownReport, htmlReport, githubReport]) assert.ok(report(empty).length > 0);
  });
});

const files = {
  'galley.yaml': 'providers:\n  default: render\n',
  'prompts/a.prompt': 'A {{> tone}}\n',
  'prompts/b.prompt': 'B\n',
  'prompts/_tone.prompt': 'Be kind.\n',
  ...Object.fromEntries(
    ['a', 'b'].map((name) => [
      `prompts/${name}.cases.yaml`,
      `prompt: ${name}\ncases:\n${[1, 2, 3].map((number) => `  - { name: ${name}${number}, assert: [{ type: contains, value: ${name.toUpperCase()} }] }\n`).join('')}`,
    ]),
  ),
};

/** The cases that were run, in order. */
async function ran(folder: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await galley(folder, ['test', '--provider', 'render', '--json', ...words]);
  const { results } = JSON.parse(stdout) as { results: readonly { case: string }[] };
  return results.map((result) => result.case).join(' ');
}

async function git(folder: string, ...words: readonly string[]): Promise<void> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  await promisify(execFile)('git', [...who, ...words], { cwd: folder });
}

describe('galley test', () => {
  test('runs parts that are equal and miss nothing', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const parts = [
      await ran(folder, '--shard', '1/4'),
      await ran(folder, '--shard', '2/4'),
      await ran(folder, '--shard', '3/4'),
      await ran(folder, '--shard', '4/4'),
    ];
    assert.deepEqual(parts, ['a1 b2', 'a2 b3', 'a3', 'b1']);
    assert.equal(await ran(folder, '--filter', 'B'), 'b1 b2 b3');
    const empty = await galley(folder, ['test', 'a', '--shard', '9/9', '--provider', 'render']);
    assert.deepEqual([empty.code, empty.stdout.startsWith('no case to run')], [0, true]);
    const nothing = await galley(folder, ['test', '--filter', 'zebra', '--provider', 'render']);
    assert.equal(nothing.code, 1, 'a filter that finds nothing is a mistake');
  });

  test('runs what changed since a commit: text, partials, cases and recorded answers', async (t) => {
    const folder = temporaryWorkspace(t, files);
    await git(folder, 'init', '-q', '-b', 'main');
    await git(folder, 'add', '.');
    await git(folder, 'commit', '-qm', 'one');
    assert.equal(await ran(folder, '--changed'), '');
    writeFileSync(path.join(folder, 'prompts/_tone.prompt'), 'Be brief.\n');
    assert.equal(await ran(folder, '--changed'), 'a1 a2 a3');
    await git(folder, 'commit', '-qam', 'two');
    await git(folder, 'checkout', '-qb', 'topic');
    assert.equal(await ran(folder, '--changed', 'main'), '');
    writeFileSync(path.join(folder, 'prompts/b.prompt'), 'B and C\n');
    await git(folder, 'commit', '-qam', 'three');
    assert.equal(await ran(folder, '--changed', 'main'), 'b1 b2 b3');
    await git(folder, 'checkout', '-q', 'main');
    writeFileSync(path.join(folder, 'prompts/a.prompt'), 'A, and more {{> tone}}\n');
    await git(folder, 'commit', '-qam', 'four');
    await git(folder, 'checkout', '-q', 'topic');
    assert.equal(await ran(folder, '--changed', 'main'), 'b1 b2 b3', 'what others did on main since does not count');
    writeFileSync(path.join(folder, 'recordings-not.yaml'), 'x: 1\n');
    assert.equal(await ran(folder, '--changed'), '');
    const wrong = await galley(folder, ['test', '--changed', '--output=x']);
    assert.notEqual(wrong.code, 0);
    const unknown = await galley(folder, ['test', '--changed=nowhere']);
    assert.deepEqual([unknown.code, /git knows no commit "nowhere" here/.test(unknown.stderr)], [2, true]);
    const option = await galley(folder, ['test', '--changed=--output=stolen']);
    assert.deepEqual([option.code, existsSync(path.join(folder, 'stolen'))], [2, false]);
  });

  test('asks nothing more after the first that did not pass', async (t) => {
    const folder = temporaryWorkspace(t, { ...files, 'prompts/a.prompt': 'Z {{> tone}}\n' });
    const { code, stdout } = await galley(folder, [
      'test',
      '--provider',
      'render',
      '--concurrency',
      '1',
      '--json',
      '--bail',
    ]);
    const { summary, results } = JSON.parse(stdout) as { summary: object; results: readonly { message?: string }[] };
    assert.deepEqual([code, summary], [1, { passed: 0, failed: 1, errored: 0, skipped: 5 }]);
    assert.equal(results.at(-1)?.message, 'Not run: the run ended after 1 that did not pass.');
  });

  test('writes every report that is asked for, and none when a name is wrong', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const words = ['test', '--provider', 'render', '--report', 'out/r.xml', '--report', 'out/r.json'];
    assert.equal((await galley(folder, words)).code, 0);
    assert.match(readFileSync(path.join(folder, 'out/r.xml'), 'utf8'), /name="a1" [^>]*file="prompts\/a\.cases\.yaml"/);
    const written = parse(readFileSync(path.join(folder, 'out/r.json'), 'utf8')) as ReportedRun;
    assert.deepEqual([written.cases.length, written.cases[0]?.line], [6, 3]);
    const wrong = await galley(folder, ['test', '--report', 'r.xml', '--report', 'r.pdf']);
    assert.deepEqual([wrong.code, existsSync(path.join(folder, 'r.xml'))], [2, false]);
    const blocked = await galley(folder, ['test', '--provider', 'render', '--report', 'out/r.xml/r.md']);
    assert.deepEqual([blocked.code, /r\.md cannot be written/.test(blocked.stderr)], [1, true]);
  });
});

describe('galley compare --fail-on', () => {
  const answers = (...names: readonly string[]): string =>
    ['prompt: b', 'answers:', ...names.map((name) => `  - { case: ${name}, answer: B }`), ''].join('\n');
  for (const [what, recorded, failOn, code] of [
    ['every case still passes', ['b1', 'b2', 'b3'], 'broken', 0],
    ['a case that passed has no answer now', ['b1', 'b2'], 'broken', 1],
    ['some cases could be compared, and none is worse', ['b1', 'b2'], 'worse', 0],
    ['nothing could be compared', [], 'worse', 1],
    ['nothing could be compared', [], 'broken', 1],
  ] as const)
    test(`${failOn}, ${what}: ${code}`, async (t) => {
      const folder = temporaryWorkspace(t, { ...files, 'recordings/b.yaml': answers(...recorded) });
      const words = ['compare', 'b', 'b', '--provider', 'render', '--after-provider', 'replay', '--fail-on', failOn];
      const ended = await galley(folder, words);
      assert.deepEqual([ended.code, ended.stderr], [code, ''], ended.stdout);
    });
});
