import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  hitRow,
  importReport,
  mergedHits,
  parsedQuery,
  parsedTag,
  promptNameProblem,
  tagProblem,
} from '../../client/src/catalog/model';
import type { OperationOutput, SearchHit } from '../../server/src/protocol';
import { comparison, entry, prompt, version } from './fake/records';
import { ClientSession, type Answers } from './fake/session';
import { Uri } from './fake/values';

const triage = prompt('triage', { head: version(2, '1.1.0'), tags: [{ key: 'category', value: 'support' }] });
const history = [entry(2, '1.1.0'), entry(1, '1.0.0', { tags: [{ key: 'gold' }] })];
const base: Answers = { list: () => [triage], log: () => history };

function hit(name: string, more: Partial<SearchHit> = {}): SearchHit {
  return { prompt: name, file: `prompts/${name}.prompt`, draft: true, environments: [], matches: [], ...more };
}

const place = { range: { start: { line: 4, character: 2 }, end: { line: 4, character: 7 } }, text: '  Hello there' };

describe('the catalogue, pure', () => {
  test('tags and names that can be taken, and those that cannot', () => {
    assert.deepEqual(parsedTag(' a = b=c '), { key: 'a', value: 'b=c' });
    assert.deepEqual(parsedTag('a'), { key: 'a' });
    for (const text of ['reviewed', 'category=support']) assert.equal(tagProblem(text), undefined, text);
    for (const text of ['', '1a', 'a b', 'a=', '=b']) assert.notEqual(tagProblem(text), undefined, text);
    for (const name of ['a', 'orders/triage-2', 'é']) assert.equal(promptNameProblem(name, 'b'), undefined, name);
    for (const name of ['', 'a b', 'a@1', '/a', 'a/', 'a//b', 'c:d', 'b'])
      assert.notEqual(promptNameProblem(name, 'b'), undefined, name);
  });

  test('a line of a search is words and filters', () => {
    assert.deepEqual(parsedQuery(' hello tag:a=b world  in:live tag:c author:ada input:x'), {
      words: 'hello world',
      filters: { tags: ['a=b', 'c'], environment: 'live', author: 'ada', input: 'x' },
    });
    assert.deepEqual(parsedQuery('a:b tag:'), { words: 'a:b tag:', filters: {} });
  });

  test('a hit is shown once, with the place where it was found', () => {
    const found = hit('b', { matches: [place, place], version: version(2, '1.1.0'), tags: [{ key: 'x' }] });
    const merged = mergedHits([[hit('a'), { ...found, matches: [] }], [found]]);
    assert.deepEqual(merged.map(hitRow), [
      { label: 'a', description: 'draft', detail: 'prompts/a.prompt' },
      { label: 'b', description: '1.1.0, as the draft · x', detail: '5: Hello there (2 places)' },
    ]);
  });
});

describe('tags', () => {
  const tagging: Answers = {
    ...base,
    tag: ({ tags }) => ({ prompt: 'triage', tags: [...tags] }),
    untag: () => ({ prompt: 'triage', tags: [] }),
    show: () => ({
      ...{ prompt: 'triage', file: triage.file, dialect: 'handlebars', format: 'dotprompt', source: '', inputs: [] },
      version: entry(1, '1.0.0', { tags: [{ key: 'gold' }] }),
    }),
  };

  test('are put on a prompt or a version', async () => {
    const session = await ClientSession.start(tagging);
    session.editor.willAnswer('1', 'owner=ada');
    await session.editor.run('galley.addTag', { prompt: 'triage' });
    assert.match(session.transcript, /> 1 ! A key starts with a letter/);
    assert.match(session.transcript, /info: triage is tagged owner=ada\.$/);
    session.editor.willAnswer('gold');
    await session.editor.run('galley.addTag', await session.editor.node('galley.prompts', '1.0.0'));
    assert.deepEqual(
      session.requests.filter((request) => request.startsWith('tag')),
      [
        'tag {"selector":"triage","tags":[{"key":"owner","value":"ada"}]}',
        'tag {"selector":"triage@#1","tags":[{"key":"gold"}]}',
      ],
    );
  });

  test('are taken away again', async () => {
    const session = await ClientSession.start(tagging);
    session.editor.willAnswer('category=support', 'gold');
    await session.editor.run('galley.removeTag', { prompt: 'triage' });
    await session.editor.run('galley.removeTag', await session.editor.node('galley.prompts', '1.0.0'));
    assert.deepEqual(
      session.requests.filter((request) => request.startsWith('untag')),
      ['untag {"selector":"triage","keys":["category"]}', 'untag {"selector":"triage@#1","keys":["gold"]}'],
    );
    assert.match(session.transcript, /info: Took 1 tag from triage 1\.0\.0\.$/);
  });
});

describe('the archive', () => {
  test('takes a prompt that environments hold only when asked again, and gives it back', async () => {
    const session = await ClientSession.start({
      ...base,
      archive: ({ force }) =>
        force === true
          ? { prompt: 'triage', held: ['live'] }
          : { code: 'conflict', message: 'triage is deployed to live.', details: { environments: ['live'] } },
      unarchive: () => ({ prompt: 'triage' }),
    });
    session.editor.willAnswer('Replaced');
    session.editor.willClick('Archive', 'Unarchive');
    await session.editor.run('galley.archive', { prompt: 'triage' });
    await session.settle();
    assert.match(session.transcript, /warning: Archive triage although live holds it\? \(It stays deployed there/);
    assert.match(
      session.transcript,
      /info: triage is archived: it is not listed any more\. \[Unarchive\]\ninfo: triage is in use again\.$/,
    );
    assert.deepEqual(session.requests.slice(-3), [
      'archive {"prompt":"triage","reason":"Replaced"}',
      'archive {"prompt":"triage","reason":"Replaced","force":true}',
      'unarchive {"prompt":"triage"}',
    ]);
  });

  test('is chosen from when a prompt is to come back', async () => {
    const archived = prompt('old', { archived: { reason: 'Replaced', by: 'Ada', time: '2026-03-01T11:58:00Z' } });
    const session = await ClientSession.start({
      ...base,
      list: ({ all }) => (all === true ? [triage, archived] : [triage]),
      unarchive: () => ({ prompt: 'old' }),
    });
    session.editor.willAnswer('old');
    await session.editor.run('galley.unarchive');
    assert.match(session.transcript, /> old \| archived by Ada: Replaced\ninfo: old is in use again\.$/);
  });
});

describe('a prompt is renamed', () => {
  const plan: OperationOutput<'move'> = {
    prompt: { from: 'triage', to: 'sort' },
    file: { from: 'prompts/triage.prompt', to: 'prompts/sort.prompt' },
    moves: [{ from: 'prompts/triage.prompt', to: 'prompts/sort.prompt' }],
    edits: [{ file: 'tests/all.cases.yaml', text: 'prompt: sort' }],
    history: true,
    held: [],
  };

  test('by edits of the editor, which are saved before the history follows', async () => {
    const session = await ClientSession.start({ ...base, move: () => plan });
    session.editor.show('tests/all.cases.yaml', 'prompt: triage');
    session.editor.willAnswer('a b', 'sort');
    await session.editor.run('galley.renamePrompt', { prompt: 'triage' });
    assert.deepEqual(
      session.editor.edits.map(({ kind, uri, text }) => [kind, uri.path, text]),
      [
        ['replace', '/desk/tests/all.cases.yaml', 'prompt: sort'],
        ['rename', '/desk/prompts/triage.prompt', '/desk/prompts/sort.prompt'],
      ],
    );
    assert.match(session.transcript, /> a b ! A name is made of words/);
    assert.match(
      session.transcript,
      /saved tests\/all\.cases\.yaml\ninfo: triage is sort now; its history went along\.$/,
    );
    assert.deepEqual(session.requests.slice(-2), [
      'move {"prompt":"triage","to":"sort","dryRun":true}',
      'move {"prompt":"triage","to":"prompts/sort.prompt"}',
    ]);
  });

  test('only after a question while environments hold it', async () => {
    const session = await ClientSession.start({ ...base, move: () => ({ ...plan, held: ['live', 'lab'] }) });
    session.editor.willAnswer('sort');
    await session.editor.run('galley.renamePrompt', { prompt: 'triage' });
    assert.match(
      session.transcript,
      /warning: Rename triage, which live and lab hold\? \(What is published there keeps/,
    );
    assert.deepEqual(session.editor.edits, []);
  });

  test('by moving its file or folder, and its history follows', async () => {
    const session = await ClientSession.start({
      ...base,
      move: ({ to }) => ({ ...plan, prompt: { from: 'triage', to } }),
    });
    const uri = (path: string): Uri => Uri.file(`/desk/${path}`);
    session.editor.renamed.fire({ files: [{ oldUri: uri('prompts'), newUri: uri('texts') }] });
    session.editor.renamed.fire({ files: [{ oldUri: uri('other'), newUri: uri('prompts') }] });
    await session.settle();
    assert.deepEqual(
      session.requests.filter((request) => request.startsWith('move')),
      ['move {"prompt":"triage","to":"texts/triage.prompt"}'],
    );
  });

  test('by other means, and a person says that it is the same', async () => {
    const movedFrom = { prompt: 'triage', file: 'prompts/triage.prompt' };
    const session = await ClientSession.start({ list: () => [prompt('sort', { movedFrom })], move: () => plan });
    assert.equal(await session.editor.drawTree('galley.prompts'), 'sort | new, was triage? | prompt.moved');
    await session.editor.run('galley.keepHistory', await session.editor.node('galley.prompts', 'sort'));
    assert.deepEqual(session.requests.slice(-1), ['move {"prompt":"triage","to":"prompts/sort.prompt"}']);
  });

  test('by other means, and a commit of it offers to keep the history', async () => {
    const movedFrom = { prompt: 'triage', file: 'prompts/triage.prompt' };
    const session = await ClientSession.start({
      list: () => [prompt('sort', { movedFrom })],
      proposal: () => ({
        ...{ prompt: 'sort', branch: 'main', modified: true, bump: 'patch', semver: '1.0.0', changes: [], errors: 0 },
      }),
      commit: () => ({ code: 'conflict', message: 'sort does what triage did', details: { movedFrom } }),
      move: () => plan,
    });
    session.editor.willAnswer('Enter');
    session.editor.willClick('Keep history');
    await session.editor.run('galley.commit', { prompt: 'sort' });
    await session.settle();
    assert.match(
      session.transcript,
      /sort does what triage did\. \[Keep history\]\ninfo: triage is sort now; its history went along\.$/,
    );
  });
});

describe('search', () => {
  test('finds in names and texts while one types, and opens the place', async () => {
    const session = await ClientSession.start({
      ...base,
      search: ({ name, text }) => ({
        hits: name !== undefined ? [hit('hello')] : [hit('triage', { matches: [{ ...place, text: text ?? '' }] })],
      }),
    });
    session.editor.willAnswer({ typed: ['he', 'hello tag:a'], of: 'triage' });
    await session.editor.run('galley.searchPrompts');
    assert.match(session.transcript, /- hello \| draft \| prompts\/hello\.prompt\n {2}> triage \| draft \| 5: hello\n/);
    assert.match(session.transcript, /opened \/desk\/prompts\/triage\.prompt$/);
    assert.ok(session.requests.includes('search {"tags":["a"],"text":"hello","limit":50}'));
  });

  test('opens the version where only that has it, and says why it cannot search', async () => {
    const old = hit('triage', { draft: false, version: version(1, '1.0.0') });
    const session = await ClientSession.start({ ...base, search: () => ({ hits: [old] }) });
    session.editor.willAnswer({ typed: ['author:ada'], of: 'triage' });
    await session.editor.run('galley.searchPrompts');
    assert.match(session.transcript, /opened \/triage 1\.0\.0\/triage\.prompt$/);
    const broken = await ClientSession.start({ ...base, search: () => ({ code: 'invalid-input', message: 'bad' }) });
    broken.editor.willAnswer({ typed: ['/(/'], of: 'Escape' });
    await broken.editor.run('galley.searchPrompts');
    assert.match(broken.transcript, /error: Cannot search: bad\./);
  });
});

describe('history from git', () => {
  const author = { name: 'Ada' };
  const versions = [{ commit: 'a'.repeat(40), semver: '1.0.0', message: 'First\nmore', author }];
  const made: OperationOutput<'import.git'> = {
    prompts: [
      { prompt: 'triage', file: triage.file, versions, known: 0, unchanged: 1, unreadable: [], limited: false },
      { prompt: 'reply', file: 'r', versions: [], known: 3, unchanged: 0, unreadable: [], limited: false },
    ],
    refused: [{ prompt: 'own', reason: 'own has versions of its own.' }],
  };

  test('is imported after a question, with progress', async () => {
    const session = await ClientSession.start({
      ...base,
      'import.git': (_, { progress }) => {
        progress('1 of 2: triage');
        return made;
      },
    });
    session.editor.willClick('Import', 'Show report');
    await session.editor.run('galley.importHistory');
    await session.settle();
    assert.match(
      session.transcript,
      /^progress: Reading the history of all prompts\n {2}1 of 2: triage\nwarning: Import 1 version of 1 prompt from git\? \(triage \(1\)\. Author.* Left alone: own\.\) \[Import\]/,
    );
    assert.match(
      session.transcript,
      /info: Imported 1 version of 1 prompt\. \[Show report\]\nopened \/report 1\/import\.md$/,
    );
    assert.match(
      importReport(made),
      /## triage\n\n- 1\.0\.0, aaaaaaaaaaaa, Ada, : First\n- 1 commit that changed nothing\n/,
    );
  });

  test('of one prompt says when there is nothing new, or why it cannot be', async () => {
    const session = await ClientSession.start({ ...base, 'import.git': () => ({ prompts: [], refused: [] }) });
    await session.editor.run('galley.importHistory', { prompt: 'triage' });
    assert.match(session.transcript, /info: There is nothing new to import of triage\. \[Show report\]$/);
    assert.deepEqual(session.requests.slice(-1), ['import.git {"prompts":["triage"],"dryRun":true}']);
    const none = await ClientSession.start({ ...base, 'import.git': () => ({ code: 'refused', message: 'no git' }) });
    await none.editor.run('galley.importHistory', { prompt: 'triage' });
    assert.match(none.transcript, /error: Cannot read the history of triage: no git\./);
  });
});

describe('versions are squashed, deleted and compared as rendered', () => {
  test('a branch: what becomes one is said first', async () => {
    const squashed = [version(4, '1.1.1-x.2'), version(3, '1.1.1-x.1')];
    const session = await ClientSession.start({
      ...base,
      'branch.list': () => [
        { name: 'main', head: version(2, '1.1.0'), current: false, ahead: 0, behind: 0 },
        { name: 'x', head: version(4, '1.1.1-x.2'), current: true, ahead: 2, behind: 0 },
      ],
      squash: () => ({ prompt: 'triage', branch: 'x', semver: '1.1.1-x.3', parents: [2], squashed, changes: [] }),
    });
    session.editor.willAnswer('x', 'One');
    session.editor.willClick('Squash');
    await session.editor.run('galley.squashBranch', { prompt: 'triage' });
    assert.match(
      session.transcript,
      /warning: Squash 2 versions of x of triage into 1\.1\.1-x\.3\? \(1\.1\.1-x\.2 \(#4\), 1\.1\.1-x\.1 \(#3\) leave the log/,
    );
    assert.match(session.transcript, /info: 2 versions of x of triage became 1\.1\.1-x\.3\.$/);
    session.editor.willAnswer('main', '1.0.0', 'Escape');
    await session.editor.run('galley.squashBranch', { prompt: 'triage' });
    assert.deepEqual(session.requests.slice(-1), [
      'squash {"prompt":"triage","branch":"main","since":"#1","message":"Squash","dryRun":true}',
    ]);
  });

  test('a version: a person says why, and is told what is lost', async () => {
    const deleted = { reason: 'Held a name', by: 'Ada', time: '2026-03-01T11:58:00Z' };
    const session = await ClientSession.start({
      ...base,
      log: () => [entry(2, '1.1.0'), entry(1, '1.0.0', { deleted })],
      'version.delete': () => ({ prompt: 'triage', version: version(2, '1.1.0'), purged: false }),
    });
    assert.match(await session.editor.drawTree('galley.prompts'), /1\.0\.0 \| deleted: Held a name \| tombstone/);
    session.editor.willAnswer('1.1.0', 'Wrong');
    session.editor.willClick('Delete');
    await session.editor.run('galley.deleteVersion', { prompt: 'triage' });
    assert.doesNotMatch(session.transcript, / 1\.0\.0 \|/);
    assert.match(
      session.transcript,
      /warning: Delete triage 1\.1\.0 \(#2\)\? \(Its text is lost and cannot be brought back/,
    );
    assert.match(session.transcript, /warning: triage 1\.1\.0 \(#2\) is deleted\. It was shared before/);
    session.editor.willAnswer('Wrong');
    await session.editor.run('galley.deleteVersion', await session.editor.node('galley.prompts', '1.1.0'));
    assert.equal(session.requests.filter((request) => request.startsWith('version.delete')).length, 1);
  });

  test('two versions as a model gets them', async () => {
    const side = (content: string) => ({ messages: [{ role: 'user', content }], missing: [] });
    const cases = [{ prompt: 'triage', case: 'refund', file: 'a', range: place.range, tags: ['smoke'] }];
    const session = await ClientSession.start({
      ...base,
      cases: () => cases,
      diff: (sides) =>
        comparison(sides, {
          rendered: { case: 'refund', left: side('Hello'), right: side('Hello'), different: false, messages: [] },
        }),
    });
    session.editor.willAnswer('1.1.0', 'refund');
    await session.editor.run('galley.compareRendered', await session.editor.node('galley.prompts', '1.0.0'));
    assert.match(
      session.transcript,
      /> refund \| smoke\ncommand vscode\.diff \/report 1\/triage 1\.0\.0\.txt \/report 2\/triage 1\.1\.0\.txt triage 1\.0\.0 ↔ 1\.1\.0, rendered for “refund”\n/,
    );
    assert.match(session.transcript, /info: 1\.0\.0 and 1\.1\.0 of triage render the same for “refund”\.$/);
    assert.deepEqual(session.requests.slice(-1), ['diff {"left":"triage@#1","right":"triage@#2","case":"refund"}']);
    const none = await ClientSession.start({ ...base, cases: () => [] });
    none.editor.willAnswer('draft');
    await none.editor.run('galley.compareRendered', await none.editor.node('galley.prompts', '1.0.0'));
    assert.match(none.transcript, /info: triage has no case whose inputs could be filled in\./);
  });
});
