import assert from 'node:assert/strict';
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { temporaryWorkspace } from '../../support/workspace';
import { answer, galley } from './galley';

const files = {
  'galley.yaml': 'prompts: ["prompts/**"]\n',
  'prompts/json.prompt': '---\ninput:\n  schema:\n    a: string\n---\n{"k":{{a}}}\n{{nobody}}\n',
  'prompts/unused.prompt': '---\ninput:\n  schema:\n    b: string\n---\nhi\n',
  'prompts/clean.prompt': 'Dear {{name}}\n',
};

const read = (folder: string, file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('galley lint', () => {
  test('--fix mends what can be mended without a look, and nothing else', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const tried = await galley(folder, ['lint', '--fix', '--dry-run']);
    assert.match(tried.stdout, /^-\{"k":\{\{a\}\}\}\n\+\{"k":\{\{a\}\} \}$/m);
    assert.equal(read(folder, 'prompts/json.prompt'), files['prompts/json.prompt']);
    const fixed = await answer(folder, 'lint', ['lint', '--fix'], { code: 1 });
    assert.deepEqual(
      fixed.fixed?.map(({ file, findings }) => [file, findings.map(({ code }) => code)]),
      [['prompts/json.prompt', ['galley/json-braces']]],
    );
    assert.deepEqual(fixed.findings.map(({ code }) => code).sort(), [
      'galley/undeclared-variable',
      'galley/unused-input',
    ]);
    assert.equal(read(folder, 'prompts/json.prompt').includes('{"k":{{a}} }'), true);
    assert.equal(read(folder, 'prompts/unused.prompt'), files['prompts/unused.prompt']);
    const again = await answer(folder, 'lint', ['lint', '--fix'], { code: 1 });
    assert.deepEqual(again.fixed, []);
  });

  test('a baseline holds back what is known, wherever its line moves to, and no text', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const lint = (...words: string[]): ReturnType<typeof galley> =>
      galley(folder, ['lint', '--baseline', 'known.json', ...words]);
    assert.deepEqual([(await lint()).code, (await lint('--write-baseline')).code], [2, 0]);
    assert.doesNotMatch(read(folder, 'known.json'), /nobody|hi/);
    const file = path.join(folder, 'prompts/json.prompt');
    writeFileSync(file, `${read(folder, 'prompts/json.prompt').replace('---\n{', '---\nA line.\n{')}{{other}}\n`);
    const { code, stdout } = await lint();
    assert.equal(code, 1);
    assert.match(stdout, /^prompts\/json\.prompt:9:3 .*other/m);
    assert.match(stdout, /1 error; 4 files checked, 3 findings known from the baseline/);
    writeFileSync(file, 'Dear {{name}}\n');
    assert.match((await lint()).stderr, /2 entries of the baseline have no finding any more/);
  });

  test('a baseline that is none is named with its key', async (t) => {
    const folder = temporaryWorkspace(t, { ...files, 'known.json': '{"version":1,"findings":[{"file":1}]}' });
    const { code, stderr } = await galley(folder, ['lint', '--baseline', 'known.json']);
    assert.equal(code, 2);
    assert.match(stderr, /known\.json: findings\.0\.file/);
    const wrong = await galley(folder, ['lint', '--write-baseline']);
    assert.deepEqual([wrong.code, /baseline/.test(wrong.stderr)], [2, true]);
  });

  test('a baseline is named from the folder of the command, and is never outside of the workspace', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const inner = path.join(folder, 'prompts');
    const written = await galley(inner, ['lint', '--baseline', 'known.json', '--write-baseline']);
    assert.deepEqual([written.code, existsSync(path.join(inner, 'known.json'))], [0, true]);
    assert.equal((await galley(folder, ['lint', '--baseline', 'prompts/known.json'])).code, 0);
    const outside = temporaryWorkspace(t, { 'known.json': '{"version":1,"findings":[]}' });
    symlinkSync(outside, path.join(folder, 'link'));
    for (const file of [path.join(outside, 'known.json'), '../none.json', 'link/known.json']) {
      for (const more of [[], ['--write-baseline']]) {
        const { code, stderr } = await galley(folder, ['lint', '--baseline', file, ...more]);
        assert.notEqual(code, 0);
        assert.match(stderr, /outside of the workspace/);
      }
    }
    assert.equal(read(outside, 'known.json'), '{"version":1,"findings":[]}');
  });

  test('standard input is named from the folder of the command, and too much of it is refused', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const { findings } = await answer(path.join(folder, 'prompts'), 'lint', ['lint', '--stdin', 'new.prompt'], {
      input: files['prompts/unused.prompt'],
      code: 1,
    });
    assert.deepEqual(
      findings.map(({ file }) => file),
      ['prompts/new.prompt'],
    );
    const large = await galley(folder, ['lint', '--stdin', 'prompts/new.prompt'], { input: 'x'.repeat(5_000_001) });
    assert.deepEqual([large.code, large.stderr.includes('more than 5 MB')], [1, true]);
  });

  test('severities and warnings decide over the exit code', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const codeOf = async (...words: string[]): Promise<number | null> =>
      (await galley(folder, ['lint', ...words])).code;
    const unused = 'prompts/unused.prompt';
    assert.deepEqual(
      [
        await codeOf(unused),
        await codeOf(unused, '--severity', 'error'),
        await codeOf(unused, '--max-warnings', '1'),
        await codeOf(unused, '--max-warnings', '0'),
        await codeOf('prompts/json.prompt', '--severity', 'error'),
        await codeOf(unused, '--severity', 'grave'),
      ],
      [1, 0, 0, 1, 1, 2],
    );
  });

  test('standard input is checked as the text of a file, which need not be there', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const { stdout, code } = await galley(folder, ['lint', '--stdin', 'prompts/new.prompt', '--json'], {
      input: '{{#if a}}x\n',
    });
    const { findings } = JSON.parse(stdout) as { findings: { file: string; code: string }[] };
    assert.deepEqual(
      [code, findings.map((one) => [one.file, one.code])],
      [1, [['prompts/new.prompt', 'galley/unclosed-block']]],
    );
    const other = await galley(folder, ['lint', '--stdin', 'image.png'], { input: 'x' });
    assert.equal(other.code, 2);
  });

  test('SARIF has what code scanning asks for', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const { stdout } = await galley(folder, ['lint', '--format', 'sarif']);
    const log = JSON.parse(stdout) as {
      runs: {
        tool: { driver: { rules: { id: string; helpUri: string; help: { text: string }; fullDescription: object }[] } };
        invocations: { executionSuccessful: boolean }[];
        results: {
          ruleId: string;
          ruleIndex: number;
          partialFingerprints: Record<string, string>;
          locations: { physicalLocation: { artifactLocation: { uri: string; uriBaseId: string } } }[];
          fixes?: { artifactChanges: unknown[] }[];
        }[];
      }[];
    };
    const [run] = log.runs;
    assert.deepEqual(run?.invocations, [{ executionSuccessful: true }]);
    for (const { ruleId, ruleIndex } of run?.results ?? []) {
      assert.equal(run?.tool.driver.rules[ruleIndex]?.id, ruleId);
      assert.ok((run?.tool.driver.rules[ruleIndex]?.help.text ?? '') !== '');
    }
    const paths = run?.results.flatMap((one) => one.locations.map(({ physicalLocation }) => physicalLocation)) ?? [];
    assert.ok(
      paths.every(({ artifactLocation: { uri, uriBaseId } }) => /^prompts\//.test(uri) && uriBaseId === '%SRCROOT%'),
    );
    const changes = run?.results.map(({ ruleId, fixes = [] }) => [
      ruleId,
      ...fixes.flatMap((one) => one.artifactChanges),
    ]);
    const artifactLocation = paths.find(({ artifactLocation: { uri } }) =>
      uri.endsWith('json.prompt'),
    )?.artifactLocation;
    const deletedRegion = { startLine: 6, startColumn: 11, endLine: 6, endColumn: 11 };
    assert.deepEqual(changes?.find(([ruleId]) => ruleId === 'galley/json-braces')?.[1], {
      artifactLocation,
      replacements: [{ deletedRegion, insertedContent: { text: ' ' } }],
    });
    assert.ok(
      (run?.tool.driver.rules ?? []).every(({ id, helpUri }) => helpUri.endsWith(`#${id.replace('galley/', '')}`)),
    );
    const prints = run?.results.map((one) => one.partialFingerprints['galleyFinding/v1']) ?? [];
    assert.equal(new Set(prints).size, 3);
  });
});
