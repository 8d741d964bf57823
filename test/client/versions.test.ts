import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  aliasProblem,
  branchDistance,
  branchProblem,
  bumpChoices,
  bumped,
  changesText,
  diffTitle,
  messageProblem,
  proposedMessage,
} from '../../client/src/versions/model';
import type { OperationOutput, WireInterfaceChange } from '../../server/src/protocol';
import { comparison, entry, prompt, version } from './fake/records';
import { ClientSession, type Answers } from './fake/session';

const locale: WireInterfaceChange = {
  kind: 'input-added',
  input: 'locale',
  breaking: true,
  description: 'new required input "locale" (string)',
};
const tone: WireInterfaceChange = {
  kind: 'input-removed',
  input: 'tone',
  breaking: true,
  description: 'input "tone" is gone',
};
const hint: WireInterfaceChange = {
  kind: 'input-added',
  input: 'hint',
  breaking: false,
  description: 'new optional input "hint" (string)',
};
const output: WireInterfaceChange = {
  kind: 'output-changed',
  breaking: false,
  description: 'the output has a new key',
};

const triage = prompt('triage', { head: version(2, '1.1.0'), modified: true });
const history = [entry(2, '1.1.0', { environments: ['staging'] }), entry(1, '1.0.0')];

function proposal(more: Partial<OperationOutput<'proposal'>> = {}): OperationOutput<'proposal'> {
  return {
    prompt: 'triage',
    branch: 'main',
    modified: true,
    head: version(2, '1.1.0'),
    bump: 'minor',
    semver: '1.2.0',
    changes: [hint],
    errors: 0,
    ...more,
  };
}

const committing: Answers = {
  list: () => [triage],
  proposal: () => proposal(),
  commit: ({ bump }) => ({
    prompt: 'triage',
    version: version(3, bump === 'patch' ? '1.1.1' : '1.2.0'),
    parents: [2],
    changes: [hint],
  }),
  log: () => history,
};

describe('versions, pure', () => {
  test('the label after each step', () => {
    const cases = [
      ['1.2.3', 'major', '2.0.0'],
      ['1.2.3', 'minor', '1.3.0'],
      ['1.2.3', 'patch', '1.2.4'],
      ['1.2.3-rc.1', 'patch', '1.2.4'],
      ['first', 'patch', ''],
    ] as const;
    for (const [semver, bump, expected] of cases) assert.equal(bumped(semver, bump), expected, `${semver} ${bump}`);
  });

  test('the proposed step comes first and says why', () => {
    const choices = bumpChoices('1.1.0', {
      branch: 'main',
      bump: 'major',
      semver: '2.0.0',
      changes: [locale, hint, tone],
    });
    assert.deepEqual(
      choices.map(({ bump, semver, proposed, detail }) => [bump, semver, proposed, detail]),
      [
        ['major', '2.0.0', true, 'new required input "locale" (string) and input "tone" is gone'],
        ['minor', '1.2.0', false, 'Callers can go on as they are; something was added.'],
        ['patch', '1.1.1', false, 'The inputs and the output are the same.'],
      ],
    );
  });

  test('titles name what a change does to the interface', () => {
    const cases: readonly (readonly [readonly WireInterfaceChange[], string])[] = [
      [[], 'triage 1.1.0 ↔ draft'],
      [[hint], 'triage 1.1.0 ↔ draft: +hint'],
      [[locale], 'triage 1.1.0 ↔ draft: breaking, +locale'],
      [[locale, tone, hint, output], 'triage 1.1.0 ↔ draft: breaking, +locale, −tone, +hint, 1 more'],
      [[output], 'triage 1.1.0 ↔ draft: ~output'],
    ];
    for (const [changes, expected] of cases) {
      const breaking = changes.some((change) => change.breaking);
      assert.equal(diffTitle('triage', '1.1.0', 'draft', { changes, breaking }), expected);
    }
  });

  test('changes in sentences', () => {
    assert.equal(changesText([]), undefined);
    assert.equal(
      changesText([hint, locale, tone]),
      '2 breaking changes: new required input "locale" (string); input "tone" is gone. ' +
        '1 compatible change: new optional input "hint" (string).',
    );
  });

  test('messages and aliases that cannot be taken', () => {
    assert.equal(messageProblem('ok'), undefined);
    assert.match(messageProblem('  ') ?? '', /what is new/);
    assert.match(messageProblem('x'.repeat(5001)) ?? '', /at most 5000/);
    assert.equal(aliasProblem('champion'), undefined);
    for (const alias of ['', '1x', 'a b', 'a@b'])
      assert.match(aliasProblem(alias) ?? '', /starts with a letter/, alias);
    for (const alias of ['latest', 'v12']) assert.match(aliasProblem(alias) ?? '', /reserved/, alias);
  });

  test('the first proposal for a message', () => {
    assert.equal(proposedMessage({ changes: [] }), 'First version');
    assert.equal(proposedMessage({ head: version(1, '1.0.0'), changes: [] }), 'Improve the wording');
    assert.equal(proposedMessage({ head: version(1, '1.0.0'), changes: [hint] }), 'New optional input "hint" (string)');
  });
});

describe('Galley: Commit version', () => {
  test('proposes the step and the message, and offers what comes next', async () => {
    const session = await ClientSession.start(committing);
    const document = session.editor.show('prompts/triage.prompt');
    document.isDirty = true;
    session.editor.willAnswer('1.2.0', 'Add a hint');
    await session.editor.run('galley.commit');
    assert.equal(
      session.transcript,
      [
        'saved prompts/triage.prompt',
        'pick: Commit triage (1 of 2): The version after 1.1.0',
        '  > 1.2.0 | minor, proposed | new optional input "hint" (string)',
        '  - 2.0.0 | major | Callers must change what they pass or how they read the answer.',
        '  - 1.1.1 | patch | The inputs and the output are the same.',
        'input: Commit triage (2 of 2): What is new in this version? (New optional input "hint" (string)) > Add a hint',
        'info: Committed triage 1.2.0 (#3). [Deploy to…] [Request review]',
      ].join('\n'),
    );
    assert.deepEqual(session.requests.slice(-1), ['commit {"prompt":"triage","message":"Add a hint","parent":2}']);
  });

  test('offers to commit what the same partials have changed', async () => {
    const dependents = [{ prompt: 'reply', semver: '2.0.1', parents: [4], changes: [] }];
    const session = await ClientSession.start({
      ...committing,
      'commit.dependents': () => ({ commits: dependents, skipped: [{ prompt: 'note', reason: 'it has changes' }] }),
    });
    session.editor.willAnswer('1.2.0', 'Warmer', 'Enter');
    session.editor.willClick('Commit 1 dependent');
    await session.editor.run('galley.commit', { prompt: 'triage' });
    await session.settle();
    assert.match(
      session.transcript,
      /Request review\]\ninfo: Partials have changed 1 other prompt: reply 2\.0\.1\. \[Commit 1 dependent\]\ninput: Commit 1 prompt whose partials have changed: reply 2\.0\.1\. What is new\? \(Warmer\) > Warmer\ninfo: Committed reply 2\.0\.1\. Left to you: note\.$/,
    );
    const commits = Array.from({ length: 7 }, (_, at) => ({
      prompt: `p${at}`,
      semver: '1.0.1',
      parents: [],
      changes: [],
    }));
    const many = await ClientSession.start({ ...committing, 'commit.dependents': () => ({ commits, skipped: [] }) });
    many.editor.willAnswer('1.2.0', 'Warmer');
    await many.editor.run('galley.commit', { prompt: 'triage' });
    await many.settle();
    assert.match(
      many.transcript,
      /changed 7 other prompts: p0 1\.0\.1, .*, p4 1\.0\.1 and 2 more\. \[Commit 7 dependents\]$/,
    );
    const none = await ClientSession.start(committing);
    await none.editor.run('galley.commitDependents', { prompt: 'triage' });
    assert.equal(none.transcript, 'info: No prompt has changed by its partials alone.');
  });

  test('asks why a step is lower than the changes call for', async () => {
    const session = await ClientSession.start(committing);
    session.editor.willAnswer('1.1.1', ' ', 'nobody calls it yet', 'Enter');
    await session.editor.run('galley.commit', { prompt: 'triage', uri: 'file:///desk/prompts/triage.prompt' });
    assert.match(
      session.transcript,
      /call for a minor version\. Say why a patch version is enough\. > {3}! Say in a few words/,
    );
    assert.deepEqual(session.requests.slice(-1), [
      'commit {"prompt":"triage","message":"New optional input \\"hint\\" (string)","parent":2,"bump":"patch","reason":"nobody calls it yet"}',
    ]);
  });

  test('asks for no step when there is no version yet, and warns of errors in the draft', async () => {
    const session = await ClientSession.start({
      list: () => [prompt('triage')],
      proposal: () => ({ ...proposal({ semver: '1.0.0', changes: [], errors: 2 }), head: undefined }),
      commit: () => ({ prompt: 'triage', version: version(1, '1.0.0'), parents: [], changes: [] }),
    });
    session.editor.willAnswer('triage', 'Enter');
    await session.editor.run('galley.commit');
    assert.equal(
      session.transcript,
      [
        'pick: The prompt to commit',
        '  > triage | no version yet',
        'input: Commit triage 1.0.0: The draft has 2 errors. What is new in this version? (First version) > First version',
        'info: Committed triage 1.0.0 (#1). [Deploy to…] [Request review]',
      ].join('\n'),
    );
    assert.deepEqual(session.requests.slice(-1), ['commit {"prompt":"triage","message":"First version","parent":0}']);
  });

  test('says that there is nothing to commit, that somebody was faster, and why it was refused', async () => {
    const equal = await ClientSession.start({ ...committing, proposal: () => proposal({ modified: false }) });
    await equal.editor.run('galley.commit', { prompt: 'triage' });
    assert.equal(equal.transcript, 'info: Nothing to commit: the draft of triage is equal to 1.1.0. [Show versions]');

    const conflict = await ClientSession.start({
      ...committing,
      commit: () => ({ code: 'conflict', message: 'triage is at 1.2.0 by now', help: 'Compare and commit again' }),
    });
    conflict.editor.willAnswer('1.2.0', 'Enter');
    await conflict.editor.run('galley.commit', { prompt: 'triage' });
    assert.match(
      conflict.transcript,
      /error: Could not commit triage: triage is at 1\.2\.0 by now\. Compare and commit again\. \[Commit again\]$/,
    );

    const broken = await ClientSession.start({
      ...committing,
      commit: () => ({
        code: 'render',
        message: 'the partial "farewell" is missing',
        file: 'prompts/triage.prompt',
        line: 9,
      }),
    });
    broken.editor.willAnswer('1.2.0', 'Enter');
    broken.editor.willClick('Open triage.prompt');
    await broken.editor.run('galley.commit', { prompt: 'triage' });
    await broken.settle();
    assert.match(
      broken.transcript,
      /error: Could not commit triage \(prompts\/triage\.prompt:10\): the partial "farewell" is missing\. \[Open triage\.prompt\] \[Open Problems\]\nopened \/desk\/prompts\/triage\.prompt$/,
    );
  });

  test('does nothing when the person leaves', async () => {
    const session = await ClientSession.start(committing);
    session.editor.willAnswer('1.2.0', 'Escape');
    await session.editor.run('galley.commit', { prompt: 'triage' });
    assert.deepEqual(
      session.requests.filter((request) => request.startsWith('commit')),
      [],
    );
  });
});

describe('comparing and restoring', () => {
  const comparing: Answers = {
    list: () => [triage],
    log: () => history,
    diff: (sides) =>
      comparison(sides, sides.right === 'triage' ? { changes: [locale], breaking: true, different: true } : {}),
    show: ({ selector }) => ({
      prompt: 'triage',
      file: triage.file,
      dialect: 'handlebars',
      format: 'dotprompt',
      source: `text of ${selector}`,
      inputs: [],
      version: entry(1, '1.0.0'),
    }),
  };

  test('a version and the draft, from a row of the tree', async () => {
    const session = await ClientSession.start(comparing);
    await session.editor.run('galley.compareWithDraft', await session.editor.node('galley.prompts', '1.0.0'));
    assert.equal(
      session.transcript,
      'command vscode.diff /triage 1.0.0/triage.prompt /desk/prompts/triage.prompt triage 1.0.0 ↔ draft: breaking, +locale\n' +
        'info: triage 1.0.0 ↔ draft: 1 breaking change: new required input "locale" (string).',
    );
  });

  test('two versions, the older one on the left whichever was chosen first', async () => {
    const session = await ClientSession.start(comparing);
    session.editor.show('prompts/triage.prompt');
    session.editor.willAnswer('1.1.0', '1.0.0');
    await session.editor.run('galley.compare');
    assert.match(session.transcript, /- draft \| modified \| prompts\/triage\.prompt/);
    assert.match(
      session.transcript,
      /command vscode\.diff \/triage 1\.0\.0\/triage\.prompt \/triage 1\.1\.0\/triage\.prompt triage 1\.0\.0 ↔ 1\.1\.0$/,
    );
  });

  test('Show versions offers each version with its actions', async () => {
    const session = await ClientSession.start(comparing);
    session.editor.willAnswer({ button: 'Restore version to draft', of: '1.0.0' });
    await session.editor.run('galley.showVersions', { prompt: 'triage' });
    assert.match(
      session.transcript,
      /^pick: Versions of triage: Choose a version to compare it with the draft\n {2}- 1\.1\.0 \| staging \| Change number 2 · #2 by Ada Writer, 2 minutes ago/,
    );
    assert.deepEqual(
      session.editor.edits.map(({ kind, uri, text }) => [kind, uri.path, text]),
      [['replace', '/desk/prompts/triage.prompt', 'text of triage@#1']],
    );
    assert.match(
      session.transcript,
      /info: The draft of triage is now the text of 1\.0\.0\. Undo brings the former draft back\.$/,
    );
  });

  test('the text of a version is a read-only document', async () => {
    const session = await ClientSession.start(comparing);
    const { Uri, CancellationTokenSource } = session.editor.api;
    const subject = { kind: 'version', prompt: 'triage', number: 1 };
    const uri = Uri.from({ scheme: 'galley', path: '/triage 1.0.0/triage.prompt', query: JSON.stringify(subject) });
    const { token } = new CancellationTokenSource();
    assert.equal(await session.editor.content?.provideTextDocumentContent(uri, token), 'text of triage@#1');
    const stranger = Uri.from({ scheme: 'galley', path: '/x', query: '{"kind":"version","prompt":7}' });
    await assert.rejects(
      async () => session.editor.content?.provideTextDocumentContent(stranger, token),
      /names no document/,
    );
  });

  test('a prompt without versions offers to commit one', async () => {
    const session = await ClientSession.start({ ...comparing, log: () => [] });
    await session.editor.run('galley.compare', { prompt: 'triage' });
    assert.equal(session.transcript, 'info: triage has no version yet. [Commit version]');
  });

  test('Set alias checks the name and says where the alias was', async () => {
    const session = await ClientSession.start({
      ...comparing,
      alias: ({ alias }) => ({ prompt: 'triage', alias, from: version(1, '1.0.0'), to: version(2, '1.1.0') }),
    });
    session.editor.willAnswer('latest', 'champion');
    await session.editor.run('galley.setAlias', await session.editor.node('galley.prompts', '1.1.0'));
    assert.match(session.transcript, /> latest ! "latest" is reserved\./);
    assert.match(session.transcript, /info: The alias champion of triage is at 1\.1\.0, before at 1\.0\.0\.$/);
    assert.deepEqual(session.requests.slice(-1), ['alias {"alias":"champion","selector":"triage@#2"}']);
  });
});

describe('branches', () => {
  const draft = { file: triage.file, text: 'text of the branch', state: 'open' } as const;
  const branching: Answers = {
    list: () => [triage],
    log: () => history,
    'branch.list': () => [
      { name: 'main', head: version(2, '1.1.0'), current: true, ahead: 0, behind: 0 },
      { name: 'shorter', head: version(3, '1.1.1-shorter.1'), current: false, ahead: 1, behind: 2 },
    ],
    'branch.create': ({ branch }) => ({ prompt: 'triage', branch, from: version(2, '1.1.0') }),
    'branch.switch': ({ branch }) => ({ prompt: 'triage', branch, head: version(3, '1.1.1-shorter.1'), draft }),
    merge: () => ({
      prompt: 'triage',
      branch: 'main',
      version: version(4, '1.1.1'),
      parents: [2, 3],
      conflicts: 0,
      draft,
    }),
  };

  test('names that cannot be taken, and how far a branch is from main', () => {
    assert.equal(branchProblem('shorter_2'), undefined);
    for (const name of ['', '1x', 'a b', 'a/b']) assert.match(branchProblem(name) ?? '', /starts with a letter/, name);
    for (const name of ['main', 'latest', 'v3']) assert.match(branchProblem(name) ?? '', /reserved/, name);
    const distances = [
      [0, 0, 'equal to main'],
      [1, 0, '1 version ahead of main'],
      [0, 2, '2 versions behind main'],
      [3, 1, '3 versions ahead of main, 1 behind'],
    ] as const;
    for (const [ahead, behind, text] of distances) assert.equal(branchDistance({ ahead, behind }), text);
  });

  test('Create branch asks for a name and takes the draft along', async () => {
    const session = await ClientSession.start(branching);
    session.editor.willAnswer('main', 'shorter');
    await session.editor.run('galley.createBranch', { prompt: 'triage' });
    assert.match(
      session.transcript,
      /input: Create a branch of triage: A line of versions of its own, from 1\.1\.0 on > main ! "main" is reserved/,
    );
    assert.deepEqual(session.requests.slice(-2), [
      'branch.create {"prompt":"triage","branch":"shorter"}',
      'branch.switch {"prompt":"triage","branch":"shorter","keep":true}',
    ]);
    assert.match(session.transcript, /info: triage is on the branch shorter, at 1\.1\.1-shorter\.1\.$/);
  });

  test('Switch branch writes the text into the open editor, and asks before a draft is given up', async () => {
    let isRefused = true;
    const session = await ClientSession.start({
      ...branching,
      'branch.switch': (input, talk) => {
        const fault = { code: 'conflict', message: 'The draft has changes.' } as const;
        if (!isRefused || input.discard === true) return branching['branch.switch']?.(input, talk) ?? fault;
        isRefused = false;
        return fault;
      },
    });
    session.editor.show('prompts/triage.prompt');
    session.editor.willAnswer('shorter');
    session.editor.willClick('Switch');
    await session.editor.run('galley.switchBranch');
    assert.match(
      session.transcript,
      /pick: triage: The branch to work on\n {2}> shorter \| 1\.1\.1-shorter\.1 \| 1 version ahead of main, 2 behind/,
    );
    assert.match(session.transcript, /Give up the draft of triage\?/);
    assert.deepEqual(
      session.editor.edits.map(({ uri, text }) => [uri.path, text]),
      [['/desk/prompts/triage.prompt', 'text of the branch']],
    );
  });

  test('Merge branch says what it made', async () => {
    const session = await ClientSession.start(branching);
    session.editor.willAnswer('shorter');
    await session.editor.run('galley.mergeBranch', { prompt: 'triage' });
    assert.deepEqual(session.requests.slice(-1), ['merge {"prompt":"triage","source":"shorter"}']);
    assert.match(session.transcript, /info: Merged shorter into main: 1\.1\.1 \(#4\)\.$/);
  });

  test('what cannot be merged opens the merge editor, and the next commit takes the branch in', async () => {
    const session = await ClientSession.start({
      ...committing,
      ...branching,
      merge: () => ({
        prompt: 'triage',
        branch: 'main',
        parents: [2, 3],
        conflicts: 1,
        sides: { base: 'b', ours: 'o', theirs: 't' },
        draft: { ...draft, text: 'with marks', state: 'kept' },
      }),
    });
    session.editor.willAnswer('shorter');
    await session.editor.run('galley.mergeBranch', { prompt: 'triage' });
    assert.match(session.transcript, /command _open\.mergeEditor/);
    assert.match(session.transcript, /warning: 1 place to decide in triage; then commit\. \[Commit version\]$/);
    assert.deepEqual(
      session.editor.edits.map(({ text }) => text),
      ['with marks'],
    );
    session.editor.willAnswer('1.2.0', 'Merge shorter');
    await session.editor.run('galley.commit', { prompt: 'triage' });
    session.editor.willAnswer('1.2.0', 'Next');
    await session.editor.run('galley.commit', { prompt: 'triage' });
    assert.deepEqual(
      session.requests.filter((request) => request.startsWith('commit')),
      [
        'commit {"prompt":"triage","message":"Merge shorter","parent":2,"merges":["shorter"]}',
        'commit {"prompt":"triage","message":"Next","parent":2}',
      ],
    );
  });

  test('Revert version and Apply version to branch', async () => {
    const session = await ClientSession.start({
      ...branching,
      revert: () => ({
        prompt: 'triage',
        branch: 'main',
        version: version(4, '1.1.1'),
        parents: [2],
        conflicts: 0,
        draft,
      }),
      'cherry-pick': () => ({ code: 'unchanged', message: 'main has all of this already.' }),
    });
    const row = await session.editor.node('galley.prompts', '1.0.0');
    await session.editor.run('galley.revertVersion', row);
    assert.match(session.transcript, /info: Reverted triage 1\.0\.0: 1\.1\.1 \(#4\)\.$/);
    await session.editor.run('galley.applyVersion', row);
    assert.match(session.transcript, /error: Could not apply triage 1\.0\.0: main has all of this already\./);
    assert.deepEqual(session.requests.slice(-2), [
      'revert {"selector":"triage@#1"}',
      'cherry-pick {"selector":"triage@#1"}',
    ]);
  });

  test('a prompt with one branch offers to start another', async () => {
    const session = await ClientSession.start({ ...branching, 'branch.list': () => [] });
    await session.editor.run('galley.switchBranch', { prompt: 'triage' });
    assert.equal(session.transcript, 'info: triage has no other branch yet. [Create branch]');
  });
});
