import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { OperationName } from '../../../server/src/protocol';
import { copyOfSupportDesk, temporaryWorkspace } from '../../support/workspace';
import { answer, type Ended, galley, grace } from './galley';

/** A command line, the operation whose output it prints, and the exit code. */
type Row = readonly [words: readonly string[], operation: OperationName, code?: number];

const thread = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** In this order on one workspace, after two versions of `acknowledge`, a comment and a review of the second. */
const rows: readonly Row[] = [
  [['list'], 'list'],
  [['list', 'orders'], 'list'],
  [['lint'], 'lint', 1],
  [['lint', 'acknowledge', 'prompts/triage.prompt'], 'lint'],
  [['lint', 'practice', '--format', 'json'], 'lint', 1],
  [['format', 'prompts', '--check'], 'format'],
  [['format'], 'format'],
  [['dialect', 'prompts/acknowledge.prompt', 'handlebars', '--folder', '--dry-run'], 'dialect'],
  [['render', 'acknowledge@#1'], 'render'],
  [['render', 'acknowledge', '--case', 'chat stays short', '--input', 'reply_hours=2'], 'render'],
  [['log', 'acknowledge'], 'log'],
  [['log', 'acknowledge', '--limit', '1'], 'log'],
  [['show', 'acknowledge'], 'show'],
  [['show', 'acknowledge@1.0.0'], 'show'],
  [['search', 'customer', '--name', 'ack', '--all-versions', '--limit', '1'], 'search'],
  [['search', '/cus.omer/i', '--input', 'subject'], 'search'],
  [['tag', 'acknowledge', 'category=support', 'reviewed'], 'tag'],
  [['tag', 'acknowledge@#1', 'quality=gold'], 'tag'],
  [['untag', 'acknowledge', 'reviewed'], 'untag'],
  [['archive', 'acknowledge', '--reason', 'replaced'], 'archive'],
  [['list', '--all'], 'list'],
  [['unarchive', 'acknowledge'], 'unarchive'],
  [['diff', 'acknowledge@#1', 'acknowledge'], 'diff'],
  [['diff', 'acknowledge', '--exit-code'], 'diff'],
  [['diff', 'acknowledge@#1', 'acknowledge', '--word', '-U', '0', '--exit-code'], 'diff', 1],
  [['diff', 'acknowledge@#1', '--case', 'chat stays short', '--input', 'reply_hours=2'], 'diff'],
  [['alias', 'champion', 'acknowledge@#1'], 'alias'],
  [['alias', 'champion', 'acknowledge@latest', '--expected', '1', '--reason', 'better'], 'alias'],
  [['branch', 'create', 'acknowledge', 'shorter', '--from', '#1'], 'branch.create'],
  [['branch', 'switch', 'acknowledge', 'shorter'], 'branch.switch'],
  [['branch', 'list', 'acknowledge'], 'branch.list'],
  [['merge', 'acknowledge', 'main', '-m', 'up to date'], 'merge'],
  [['log', 'acknowledge', '--branch', 'shorter'], 'log'],
  [['revert', 'acknowledge@#2'], 'revert'],
  [['cherry-pick', 'acknowledge@#2', '--bump', 'minor'], 'cherry-pick'],
  [['branch', 'switch', 'acknowledge', 'main'], 'branch.switch'],
  [['branch', 'delete', 'acknowledge', 'shorter', '--force'], 'branch.delete'],
  [['restore', 'acknowledge@#1'], 'restore'],
  [['restore', 'acknowledge@#2', '--discard'], 'restore'],
  [['test', 'acknowledge@champion', '--provider', 'replay'], 'test'],
  [['test', 'acknowledge', '--tag', 'smoke', '--concurrency', '1'], 'test'],
  [['test', 'mistakes/failing-case'], 'test', 1],
  [['test', '--filter', 'CHAT', '--shard', '1/2', '--bail=2', '--provider', 'replay'], 'test'],
  [
    ['compare', 'acknowledge@#1', 'acknowledge@#2', '--provider', 'replay', '--margin', '10', '--tag', 'smoke'],
    'compare',
  ],
  [
    ['compare', 'acknowledge@#1', '--provider', 'replay', '--after-provider', 'render', '--fail-on', 'broken'],
    'compare',
    1,
  ],
  [['review', 'list'], 'review.list'],
  [['review', 'reject', 'acknowledge@#2', '--reason', 'too long'], 'review.decide'],
  [['review', 'close', 'acknowledge@#2'], 'review.decide'],
  [['review', 'reopen', 'acknowledge@#2'], 'review.decide'],
  [['review', 'list', 'acknowledge', '--state', 'open'], 'review.list'],
  [['comment', 'list', 'acknowledge'], 'threads'],
  [['deploy', 'acknowledge@#1', 'development', '--dry-run'], 'deploy'],
  [['deploy', 'acknowledge@#1', 'development', '--revision', '0', '--reason', 'try'], 'deploy'],
  [['deploy', 'acknowledge', 'staging'], 'deploy'],
  [['deploy', 'acknowledge', 'development'], 'deploy'],
  [['deploy', 'acknowledge', 'production', '--dry-run'], 'deploy', 1],
  [['rollback', 'development', '--dry-run'], 'rollback'],
  [['rollback', 'development', 'acknowledge'], 'rollback'],
  [['publish', 'development'], 'publish'],
  [['env'], 'env'],
  [['env', 'history', 'development', '--limit', '2'], 'env.history'],
  [['env', 'show', 'development@1'], 'env.show'],
  [['env', 'diff', 'staging', 'development'], 'env.diff'],
  [['promote', 'staging', 'development', '--dry-run'], 'promote'],
  [['promote', 'staging', 'development', 'acknowledge', '--reason', 'again', '--remove'], 'promote'],
  [['rollback', 'development', '--to', '1'], 'rollback'],
  [['env', 'freeze', 'development', '--reason', 'Holidays'], 'freeze'],
  [['env', 'unfreeze', 'development', '--reason', 'Back'], 'unfreeze'],
  [['env', 'drift'], 'env.drift'],
  [['status'], 'status'],
];

test('every command prints the output of its operation with --json', async (t) => {
  const folder = copyOfSupportDesk(t);
  await answer(folder, 'commit', ['commit', 'acknowledge', '-m', 'first']);
  appendFileSync(path.join(folder, 'prompts/acknowledge.prompt'), '\nThank the customer.\n');
  await answer(folder, 'commit', ['commit', 'acknowledge', '-m', 'second', '--parent', '1']);
  await answer(folder, 'review.request', ['review', 'request', 'acknowledge@#2', '-m', 'please']);
  await answer(folder, 'thread.start', ['comment', 'add', 'acknowledge', '--line', '21-22', '-m', 'Say when']);
  for (const [words, operation, code = 0] of rows) {
    await answer(folder, operation, words, { code, env: grace });
  }
});

test('commit --dependents commits what partials have changed', async (t) => {
  const folder = temporaryWorkspace(t, {
    'prompts/a.prompt': 'A {{> tone}}\n',
    'prompts/b.prompt': 'B {{> tone}}\n',
    'prompts/_tone.prompt': 'Be kind.\n',
  });
  for (const prompt of ['a', 'b']) await answer(folder, 'commit', ['commit', prompt, '-m', 'first']);
  appendFileSync(path.join(folder, 'prompts/_tone.prompt'), 'And brief.\n');
  const words = ['commit', 'tone', '--dependents', '-m', 'Briefer'];
  const plan = await answer(folder, 'commit.dependents', [...words, '--dry-run']);
  assert.deepEqual([plan.commits.length, plan.commits[0]?.version], [2, undefined]);
  appendFileSync(path.join(folder, 'prompts/b.prompt'), 'Unfinished\n');
  const made = await galley(folder, words);
  assert.equal(made.stdout, 'a 1.0.1 #2\nleft b: it has changes of its own: commit it by itself\n');
  const again = await galley(folder, words);
  assert.deepEqual([again.code, again.stdout], [1, '']);
  const mistakes: readonly (readonly [words: readonly string[], says: RegExp])[] = [
    [['commit', '-m', 'x'], /commit needs the name of a prompt/],
    [['commit', 'a', '-m', 'x', '--dry-run'], /--dry-run goes with --dependents only/],
    [['commit', '-m', 'x', '--dependents', '--bump', 'major'], /'--dependents' cannot be used with option '--bump/],
  ];
  for (const [wrong, says] of mistakes) {
    const run = await galley(folder, wrong);
    assert.equal(run.code, 2, wrong.join(' '));
    assert.match(run.stderr, says);
  }
});

describe('the road on the command line', () => {
  test('a commit takes its label from what callers notice, and says so', async (t) => {
    const folder = copyOfSupportDesk(t);
    const first = await answer(folder, 'commit', ['commit', 'acknowledge', '-m', 'first']);
    assert.deepEqual([first.version.number, first.version.semver, first.parents], [1, '1.0.0', []]);
    const file = path.join(folder, 'prompts/acknowledge.prompt');
    const before = readFileSync(file, 'utf8');
    appendFileSync(file, '{{#if vip}}Be quick.{{/if}}\n');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('    locale?: string', '    vip: boolean\n    locale?: string'),
    );
    const text = await galley(folder, ['commit', 'acknowledge', '-m', 'VIPs']);
    assert.match(
      text.stdout,
      /^acknowledge 2\.0\.0 #2 [0-9a-f]{12}\nInterface\n {2}breaking {2}new required input "vip" \(boolean\)\n$/,
    );
    writeFileSync(file, before);
    const diff = await galley(folder, ['diff', 'acknowledge@latest', 'acknowledge']);
    assert.match(diff.stdout, /^--- acknowledge@2\.0\.0 \(#2\)$/m);
    assert.match(diff.stdout, /^- {4}vip: boolean$/m);
    assert.match(diff.stdout, /^Interface\n {2}breaking {2}input "vip" \(boolean\) is gone$/m);
    const stale = await galley(folder, ['commit', 'acknowledge', '-m', 'old', '--parent', '1', '--json']);
    assert.equal(stale.code, 1);
    assert.equal((JSON.parse(stale.stdout) as { error: { code: string } }).error.code, 'conflict');
    const { source } = await answer(folder, 'show', ['show', 'acknowledge@#1']);
    assert.equal((await galley(folder, ['show', 'acknowledge@#1', '--source'])).stdout, source);
    assert.equal(source, before);
  });

  test('a commit takes an exact label that comes after the newest one, and no other', async (t) => {
    const folder = temporaryWorkspace(t, { 'prompts/a.prompt': 'Hello {{name}}\n' });
    const label = (...words: readonly string[]): Promise<Ended> =>
      galley(folder, ['commit', 'a', '-m', 'x', '--semver', ...words]);
    assert.match((await label('2.0.0-beta.1')).stdout, /^a 2\.0\.0-beta\.1 #1 [0-9a-f]{12}\n$/);
    appendFileSync(path.join(folder, 'prompts/a.prompt'), 'Bye\n');
    const mistakes: readonly (readonly [words: readonly string[], says: string])[] = [
      [['1.9.0'], '1.9.0 does not come after 2.0.0-beta.1, the label of the newest version.'],
      [['2.0.0-beta.1'], '2.0.0-beta.1 does not come after 2.0.0-beta.1, the label of the newest version.'],
      [['two'], '"two" is not a semver label.'],
      [['2.0.0', '--bump', 'minor'], "Option '--semver <label>' cannot be used with option '--bump <part>'."],
    ];
    for (const [words, says] of mistakes) {
      const { code, stdout, stderr } = await label(...words);
      assert.deepEqual([code, stdout, stderr.split('\n')[0]], [2, '', `error: ${says}`]);
    }
    const made = await answer(folder, 'commit', ['commit', 'a', '-m', 'out', '--semver', '2.0.0']);
    assert.deepEqual([made.version.number, made.version.semver, made.parents], [2, '2.0.0', [1]]);
    const log = await answer(folder, 'log', ['log', 'a']);
    assert.deepEqual(
      log.map(({ semver, message }) => [semver, message]),
      [
        ['2.0.0', 'out'],
        ['2.0.0-beta.1', 'x'],
      ],
    );
  });

  test('an approval by somebody else opens production; what it holds is in its file', async (t) => {
    const folder = copyOfSupportDesk(t);
    await answer(folder, 'commit', ['commit', 'triage', '-m', 'first']);
    const refused = await galley(folder, ['deploy', 'triage', 'production']);
    assert.deepEqual({ code: refused.code, stdout: refused.stdout }, { code: 1, stdout: '' });
    assert.match(
      refused.stderr,
      /✓ {2}lint {7}triage.*\n.*\n.*\n {2}✗ {2}approval {3}triage {2}0 of 1 approvals\nerror: /,
    );
    const json = await galley(folder, ['deploy', 'triage', 'production', '--json']);
    const { error } = JSON.parse(json.stdout) as { error: { code: string; details: { gates: { outcome: string }[] } } };
    assert.deepEqual([json.code, json.stderr, error.code], [1, '', 'refused']);
    assert.deepEqual(
      error.details.gates.map((gate) => gate.outcome),
      ['passed', 'passed', 'passed', 'failed'],
    );
    assert.equal(existsSync(path.join(folder, 'releases')), false);
    await answer(folder, 'review.request', ['review', 'request', 'triage@latest']);
    assert.equal((await galley(folder, ['review', 'approve', 'triage@latest'])).code, 1);
    await answer(folder, 'review.decide', ['review', 'approve', 'triage@latest'], { env: grace });
    const deployed = await answer(folder, 'deploy', ['deploy', 'triage', 'production', '--reason', 'go']);
    assert.deepEqual(
      deployed.changes.map(({ from, to }) => [from, to?.semver]),
      [[undefined, '1.0.0']],
    );
    assert.equal(deployed.published, 'done');
    assert.ok(existsSync(path.join(folder, 'releases/production.json')));
    const [entry] = await answer(folder, 'env.history', ['env', 'history', 'production']);
    assert.deepEqual([entry?.door, entry?.reason, entry?.author.name], ['cli', 'go', 'Ada Writer']);
  });

  test('every recorded case of the example runs, and only the deliberate mistakes do not pass', async (t) => {
    const { summary, results } = await answer(copyOfSupportDesk(t), 'test', ['test'], { code: 1 });
    const bad = results.filter((result) => result.outcome !== 'passed').map(({ prompt }) => prompt);
    assert.deepEqual(bad, ['mistakes/failing-case', 'mistakes/missing-input', 'mistakes/unknown-assertion']);
    assert.ok(summary.passed > 30);
  });

  test('a comment is answered, resolved and opened again by its id', async (t) => {
    const folder = copyOfSupportDesk(t);
    await answer(folder, 'commit', ['commit', 'reply', '-m', 'first']);
    const { id, startLine } = await answer(folder, 'thread.start', [
      'comment',
      'add',
      'reply',
      '-l',
      '3',
      '-m',
      'Why?',
    ]);
    assert.equal(startLine, 2);
    const words = ['comment', 'reply', id, '-m', 'Because.'];
    const replied = await answer(folder, 'thread.reply', words, { env: grace });
    assert.deepEqual(replied.comments.map(({ body, author }) => [author.name, body]), [['Ada Writer', 'Why?'], ['Grace Reviewer', 'Because.']]); // prettier-ignore
    assert.equal((await answer(folder, 'thread.resolve', ['comment', 'resolve', id])).state, 'resolved');
    assert.equal((await answer(folder, 'thread.resolve', ['comment', 'reopen', id])).state, 'open');
    assert.match(
      (await galley(folder, ['comment', 'list', 'reply'])).stdout,
      /^prompts\/reply\.prompt:3 open .*\n {2}Ada Writer, .*\n {4}Why\?\n/,
    );
  });

  test('inputs come from the command line, from a file and from standard input', async (t) => {
    const folder = temporaryWorkspace(t, {
      'galley.yaml': 'prompts: ["prompts/**"]\n',
      'prompts/p.prompt': '---\ninput:\n  schema:\n    name: string\n    count: integer\n    flag?: boolean\n---\n{{name}} {{count}} {{#if flag}}yes{{else}}no{{/if}}\n', // prettier-ignore
      'inputs.json': '{"name": "file", "count": 3}',
      'sub/other.json': '{"name": "sub", "count": 4}',
    });
    const said = async (words: readonly string[], input = '', cwd = folder): Promise<string> => {
      const run = await galley(cwd, ['render', 'p', '--json', ...words], { input });
      const { messages } = JSON.parse(run.stdout) as { messages: { content: string }[] };
      return messages.map(({ content }) => content.trim()).join('|');
    };
    assert.equal(await said(['-i', 'name=007', '-i', 'count=1', '-i', 'flag=false']), '007 1 no');
    assert.equal(await said(['--inputs', 'inputs.json', '-i', 'flag=true']), 'file 3 yes');
    assert.equal(await said(['--inputs', '-', '-i', 'name=a=b'], '{"name": "in", "count": 9}'), 'a=b 9 no');
    assert.equal(await said(['--inputs', 'other.json'], '', path.join(folder, 'sub')), 'sub 4 no');
    const missing = await galley(folder, ['render', 'p', '-i', 'name=x']);
    assert.deepEqual([missing.code, missing.stderr], [0, 'note: required inputs without a value: count\n']);
  });

  test('the workspace is found upwards, and --cwd names a folder in it', async (t) => {
    const folder = copyOfSupportDesk(t);
    const inside = path.join(folder, 'prompts/orders');
    const names = (await answer(inside, 'list', ['list'])).map(({ name }) => name);
    assert.ok(names.includes('orders/extract-order') && names.includes('acknowledge'));
    assert.equal((await answer(inside, 'lint', ['lint', 'extract-order.prompt', '../triage.prompt'])).files, 2);
    assert.equal((await answer('/', 'lint', ['--cwd', inside, 'lint', '.'])).files, 4);
    const mistake = 'practice/mistakes/undeclared-variable.prompt';
    const { findings } = await answer(inside, 'lint', ['lint', `../../${mistake}`], { code: 1 });
    assert.deepEqual(
      findings.map(({ file }) => file),
      [mistake],
    );
    assert.match(
      (await galley(inside, ['lint', `../../${mistake}`])).stdout,
      /^\.\.\/\.\.\/practice\/mistakes\/.*:11:35 /,
    );
  });

  test('looking leaves no trace in a folder that is no workspace', async (t) => {
    const folder = temporaryWorkspace(t);
    assert.deepEqual(await answer(folder, 'list', ['list']), []);
    await answer(folder, 'env', ['env']);
    assert.equal(existsSync(path.join(folder, '.galley')), false);
  });

  test('a thread that does not exist is not found', async (t) => {
    const run = await galley(copyOfSupportDesk(t), ['comment', 'resolve', thread]);
    assert.equal(run.code, 2);
    assert.match(run.stderr, /^error: There is no .*\n/);
  });
});
