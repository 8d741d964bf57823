import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import type { WireGateResult } from '../../server/src/protocol';
import type { Fact } from '../../server/src/domain';
import { describeOnEachEngine } from '../support/engines';
import { grace, openTestSession, sessionWith, valueOf, type TestSession } from '../support/session';
import { greeting, greetingWith } from './files';

const prompt = 'greet';

/** `lint passed`, `approval failed`, … */
function outcomes(gates: readonly WireGateResult[]): readonly string[] {
  return gates.map(({ gate, outcome }) => `${gate} ${outcome}`);
}

function refusedGates(details: unknown): readonly WireGateResult[] {
  return (details as { gates: readonly WireGateResult[] }).gates;
}

/** A workspace with the version 1.0.0 of a prompt. */
async function committed(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<TestSession> {
  const opened = await sessionWith(t, { ...greeting, ...files });
  await opened.must('commit', { prompt, message: 'First' });
  return opened;
}

async function commitBody({ write, must }: TestSession, body: string): Promise<void> {
  await write('prompts/greet.prompt', greetingWith({ body: `${body} {{name}} {{locale}}` }));
  await must('commit', { prompt, message: body });
}

/** What an environment holds, as `name version`. */
async function held({ must }: TestSession, environment: string): Promise<readonly string[]> {
  const found = (await must('env', {})).find(({ name }) => name === environment);
  return Object.entries(found?.prompts ?? {}).map(([name, { semver }]) => `${name} ${semver}`);
}

/** Everything in a folder, byte for byte. */
function bytesBelow(folder: string): readonly (readonly [string, string])[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => [file, readFileSync(file, 'base64')] as const);
}

describeOnEachEngine('deploy', () => {
  test('passes the gates, moves the environment and writes the release', async (t) => {
    const site = await committed(t);
    const deployed = await site.must('deploy', {
      selectors: [`${prompt}@latest`],
      environment: 'staging',
      reason: 'Try',
    });
    assert.deepEqual(outcomes(deployed.gates), ['lint passed', 'interface passed', 'tests passed']);
    assert.deepEqual(
      [deployed.revision, deployed.kind, deployed.published, deployed.target],
      [1, 'deploy', 'done', 'releases/staging.json'],
    );
    assert.deepEqual(
      deployed.changes.map(({ prompt: name, from, to }) => [name, from, to?.semver]),
      [[prompt, undefined, '1.0.0']],
    );
    assert.deepEqual(await held(site, 'staging'), ['greet 1.0.0']);
    assert.deepEqual(await held(site, 'development'), []);
    const [entry] = await site.must('env.history', { environment: 'staging' });
    assert.deepEqual(
      [entry?.deployment, entry?.author.name, entry?.reason, entry?.door],
      [deployed.deployment, 'Ada Writer', 'Try', 'cli'],
    );
  });

  test('the release holds what an application needs, is the same for the same state, and is written whole', async (t) => {
    const site = await committed(t);
    await site.must('deploy', { selectors: [`${prompt}@latest`], environment: 'development' });
    const file = path.join(site.root, 'releases/development.json');
    const text = readFileSync(file, 'utf8');
    const release = JSON.parse(text) as { prompts: Record<string, unknown> } & Record<string, unknown>;
    const [entry] = await site.must('env.history', { environment: 'development' });
    const [version] = await site.must('log', { prompt });
    assert.deepEqual(release, {
      galley: 1,
      environment: 'development',
      revision: 1,
      deployment: entry?.deployment,
      time: entry?.time,
      prompts: {
        greet: {
          number: 1,
          semver: '1.0.0',
          hash: version?.hash,
          format: 'dotprompt',
          dialect: 'handlebars',
          type: 'text',
          model: 'test-model',
          parameters: { temperature: 0.2 },
          tools: [],
          inputs: [
            {
              name: 'name',
              type: 'string',
              required: true,
              description: 'who is greeted',
              schema: { type: 'string', description: 'who is greeted' },
            },
            { name: 'locale', type: 'string', required: false, schema: { type: ['string', 'null'] } },
          ],
          messages: [{ text: 'Greet {{name}} in {{locale}}.\n{{> closing}}' }],
          partials: { closing: 'Be brief.\n' },
        },
      },
    });
    rmSync(file);
    await site.must('publish', { environment: 'development' });
    assert.equal(readFileSync(file, 'utf8'), text);
    assert.deepEqual(readdirSync(path.join(site.root, 'releases')), ['development.json']);
  });

  test('nothing changes when the environment holds the version already', async (t) => {
    const site = await committed(t);
    await site.must('deploy', { selectors: [prompt], environment: 'development' });
    assert.equal((await site.fault('deploy', { selectors: [prompt], environment: 'development' })).code, 'unchanged');
    assert.equal((await site.must('env.history', { environment: 'development' })).length, 1);
  });

  test('an environment, a version or a revision that is not there is told', async (t) => {
    const site = await committed(t);
    const nowhere = await site.fault('deploy', { selectors: [prompt], environment: 'developmen' });
    assert.deepEqual(
      [nowhere.code, nowhere.key, nowhere.help],
      ['not-found', 'environment', 'Did you mean "development"?'],
    );
    assert.equal(
      (await site.fault('deploy', { selectors: ['greet@9.0.0'], environment: 'staging' })).code,
      'not-found',
    );
    const late = await site.fault('deploy', { selectors: [prompt], environment: 'staging', revision: 3 });
    assert.deepEqual([late.code, late.details], ['conflict', { expected: 3, actual: 0 }]);
    assert.equal((await site.fault('deploy', { selectors: [], environment: 'staging' })).key, 'selectors');
  });

  test('a dry run shows the plan and the gates and changes nothing', async (t) => {
    const site = await committed(t);
    await site.must('deploy', { selectors: [prompt], environment: 'development' });
    const facts = (await site.must('status', {})).facts;
    const plan = await site.must('deploy', { selectors: [prompt], environment: 'production', dryRun: true });
    assert.deepEqual(
      [plan.deployment, plan.revision, plan.published, outcomes(plan.gates)],
      [undefined, 1, 'none', ['lint passed', 'interface passed', 'tests passed', 'approval failed']],
    );
    assert.equal((await site.must('status', {})).facts, facts);
    assert.equal(existsSync(path.join(site.root, 'releases/production.json')), false);
  });

  test('several prompts come in as one revision', async (t) => {
    const site = await committed(t, { 'prompts/bye.prompt': 'Goodbye {{name}}\n' });
    await site.must('commit', { prompt: 'bye', message: 'First' });
    const deployed = await site.must('deploy', {
      selectors: ['greet@latest', 'bye@latest'],
      environment: 'development',
    });
    assert.deepEqual([deployed.revision, deployed.changes.length], [1, 2]);
    assert.deepEqual(await held(site, 'development'), ['bye 1.0.0', 'greet 1.0.0']);
    const twice = await site.fault('deploy', { selectors: ['greet@#1', 'greet@#2'], environment: 'development' });
    assert.equal(twice.code, 'not-found');
  });
});

describeOnEachEngine('a gate that fails', () => {
  /** Deploys and expects a refusal that leaves every byte as it was. */
  async function refusal(
    site: TestSession,
    environment: string,
    selector = `${prompt}@latest`,
  ): Promise<readonly WireGateResult[]> {
    await site.must('env', {});
    const before = bytesBelow(site.root);
    const refused = await site.fault('deploy', { selectors: [selector], environment });
    assert.equal(refused.code, 'refused');
    assert.deepEqual(bytesBelow(site.root), before);
    const gates = refusedGates(refused.details);
    for (const { outcome, summary } of gates) if (outcome === 'failed') assert.ok(refused.message.includes(summary));
    return gates;
  }

  test('lint: an error in the text of the version, whatever the draft says now', async (t) => {
    const site = await committed(t);
    await commitBody(site, 'Hi {{nam}}');
    await site.write('prompts/greet.prompt', greetingWith());
    const gates = await refusal(site, 'development');
    assert.deepEqual(outcomes(gates), ['lint failed']);
    assert.match(gates[0]?.summary ?? '', /nam.*\(line 10\)/);
    await site.must('deploy', { selectors: [`${prompt}@#1`], environment: 'development' });
  });

  test('lint: a partial that is gone since does not count', async (t) => {
    const site = await committed(t);
    rmSync(path.join(site.root, 'prompts/_closing.prompt'));
    await site.workspace.refresh([...site.workspace.files()].map((file) => file.uri));
    await site.must('deploy', { selectors: [`${prompt}@#1`], environment: 'development' });
  });

  test('interface: callers of what the environment holds would break', async (t) => {
    const site = await committed(t);
    await site.must('deploy', { selectors: [prompt], environment: 'staging' });
    await site.write('prompts/greet.prompt', greetingWith({ schema: 'tone: string' }));
    await site.must('commit', { prompt, message: 'Tone' });
    const gates = await refusal(site, 'staging');
    assert.deepEqual(outcomes(gates), ['lint passed', 'interface failed', 'tests failed']);
    const [, found] = gates;
    assert.match(found?.summary ?? '', /new required input "tone" \(string\).*says hello/);
    assert.deepEqual((found?.evidence as { brokenCases: string[] }).brokenCases, ['says hello']);
  });

  test('interface: a major label lets it through where galley.yaml says so', async (t) => {
    const config = 'environments:\n  - name: staging\n    gates: [lint, { interface: { breaking: major } }]\n';
    const site = await committed(t, { 'galley.yaml': config });
    await site.must('deploy', { selectors: [prompt], environment: 'staging' });
    await site.write('prompts/greet.prompt', greetingWith({ schema: 'tone: string' }));
    await site.must('commit', { prompt, message: 'Tone' });
    const deployed = await site.must('deploy', { selectors: [prompt], environment: 'staging' });
    assert.deepEqual(outcomes(deployed.gates), ['lint passed', 'interface passed']);
  });

  test('tests: a case fails for exactly this version', async (t) => {
    const site = await committed(t);
    await site.write('recordings/greet.yaml', 'prompt: greet\nanswers:\n  - { case: says hello, answer: Bye }\n');
    const gates = await refusal(site, 'staging');
    assert.deepEqual(outcomes(gates), ['lint passed', 'interface passed', 'tests failed']);
    assert.match(gates[2]?.summary ?? '', /0 of 1 cases passed with replay: "says hello" failed/);
  });

  test('tests: no case at all', async (t) => {
    const site = await committed(t, { 'prompts/greet.cases.yaml': 'cases: []\n' });
    const gates = await refusal(site, 'staging');
    assert.match(gates[2]?.summary ?? '', /no case ran/);
  });

  test('tests: a lower pass rate, and the cases of the version itself', async (t) => {
    const config = 'environments:\n  - name: staging\n    gates: [{ tests: { passRate: 0.5 } }]\n';
    const header = [
      '---',
      'tests:',
      '  - name: in the header',
      '    assert: [{ type: contains, value: nothing of this }]',
      '---',
      'Greet.',
      '',
    ];
    const site = await committed(t, { 'galley.yaml': config, 'prompts/greet.prompt': header.join('\n') });
    await site.write(
      'recordings/greet.yaml',
      'prompt: greet\nanswers:\n  - { case: says hello, answer: Hello }\n  - { case: in the header, answer: x }\n',
    );
    await site.write(
      'prompts/greet.cases.yaml',
      'cases:\n  - name: says hello\n    assert: [{ type: contains, value: Hello }]\n',
    );
    await site.write('prompts/greet.prompt', 'Greet without cases.\n');
    const deployed = await site.must('deploy', { selectors: ['greet@#1'], environment: 'staging' });
    assert.match(
      deployed.gates[0]?.summary ?? '',
      /1 of 2 cases passed with replay, 50 % are asked for: "in the header" failed/,
    );
  });

  test('tests: a case that passed before fails, although enough pass', async (t) => {
    const config = 'environments:\n  - name: staging\n    gates: [{ tests: { passRate: 0 } }]\n';
    const site = await committed(t, { 'galley.yaml': config });
    await site.must('deploy', { selectors: ['greet'], environment: 'staging' });
    await site.write('prompts/greet.prompt', 'Greet in other words.\n');
    await site.write('recordings/greet.yaml', 'prompt: greet\nanswers:\n  - { case: says hello, answer: Bye }\n');
    await site.must('commit', { prompt: 'greet', message: 'Second' });
    const [gate] = await refusal(site, 'staging');
    assert.match(gate?.summary ?? '', /which is there now, passes "says hello"$/);
    await site.write('galley.yaml', config.replace('passRate: 0', 'passRate: 0, newFailures: allow'));
    await site.must('deploy', { selectors: ['greet'], environment: 'staging' });
  });

  test('approval: somebody else must have approved this content', async (t) => {
    const site = await committed(t);
    assert.deepEqual(outcomes(await refusal(site, 'production')).at(-1), 'approval failed');
    const review = await site.must('review.request', { selector: prompt });
    const own = await site.fault('review.decide', { review: review.id, decision: 'approved' });
    assert.equal(own.code, 'refused');
    assert.deepEqual(outcomes(await refusal(site, 'production')).at(-1), 'approval failed');

    const reviewer = await openTestSession(t, site.root, grace);
    await reviewer.must('review.decide', { review: `${prompt}@latest`, decision: 'approved', reason: 'Fine' });
    const deployed = await site.must('deploy', { selectors: [prompt], environment: 'production' });
    assert.deepEqual(outcomes(deployed.gates).at(-1), 'approval passed');
    assert.match(deployed.gates.at(-1)?.summary ?? '', /Grace Reviewer/);

    await commitBody(site, 'Another');
    assert.deepEqual(outcomes(await refusal(site, 'production')).at(-1), 'approval failed');
  });

  test('a review that is closed or sent back approves nothing', async (t) => {
    const site = await committed(t);
    const reviewer = await openTestSession(t, site.root, grace);
    const { id } = await site.must('review.request', { selector: prompt });
    for (const decision of ['approved', 'changes-requested'] as const) {
      await reviewer.must('review.decide', { review: id, decision });
    }
    assert.match((await refusal(site, 'production')).at(-1)?.summary ?? '', /Grace Reviewer asked for changes/);
    await reviewer.must('review.decide', { review: id, decision: 'approved' });
    await reviewer.must('review.decide', { review: id, decision: 'closed' });
    assert.match((await refusal(site, 'production')).at(-1)?.summary ?? '', /^0 of 1 approvals$/);
  });
});

describeOnEachEngine('rollback', () => {
  test('goes to what the environment held before, not to the number before', async (t) => {
    const site = await committed(t);
    const deploy = (selector: string): Promise<unknown> =>
      site.must('deploy', { selectors: [selector], environment: 'development' });
    await deploy('greet@#1');
    await commitBody(site, 'Two');
    await commitBody(site, 'Three');
    await deploy('greet@#3');
    const back = await site.must('rollback', { environment: 'development', reason: 'Broken' });
    assert.deepEqual([back.kind, back.revision, back.published], ['rollback', 3, 'done']);
    assert.deepEqual(
      back.changes.map(({ from, to }) => [from?.number, to?.number]),
      [[3, 1]],
    );
    assert.deepEqual(outcomes(back.gates), ['lint skipped']);
    const release = JSON.parse(readFileSync(path.join(site.root, 'releases/development.json'), 'utf8')) as {
      revision: number;
      prompts: { greet: { number: number } };
    };
    assert.deepEqual([release.revision, release.prompts.greet.number], [3, 1]);
    await deploy('greet@#2');
    await site.must('rollback', { environment: 'development' });
    assert.deepEqual(await held(site, 'development'), ['greet 1.0.0']);
  });

  test('takes a prompt out only when it is named', async (t) => {
    const site = await committed(t);
    await site.must('deploy', { selectors: [prompt], environment: 'development' });
    const refused = await site.fault('rollback', { environment: 'development' });
    assert.deepEqual([refused.code, refused.details], ['refused', { takenOut: [prompt] }]);
    assert.match(refused.help ?? '', /galley rollback development greet/);
    const plan = await site.must('rollback', { environment: 'development', prompts: [prompt], dryRun: true });
    assert.deepEqual(plan.changes[0]?.to, undefined);
    assert.deepEqual(await held(site, 'development'), ['greet 1.0.0']);
    await site.must('rollback', { environment: 'development', prompts: [prompt] });
    assert.deepEqual(await held(site, 'development'), []);
    assert.equal((await site.fault('rollback', { environment: 'development', prompts: [prompt] })).code, 'not-found');
    assert.equal((await site.fault('rollback', { environment: 'development' })).code, 'not-found');
  });

  test('brings back one prompt and leaves the others', async (t) => {
    const site = await committed(t, { 'prompts/bye.prompt': 'Goodbye {{name}}\n' });
    await site.must('commit', { prompt: 'bye', message: 'First' });
    const both = ['greet@latest', 'bye@latest'];
    await site.must('deploy', { selectors: both, environment: 'development' });
    await commitBody(site, 'Two');
    await site.write('prompts/bye.prompt', 'Farewell {{name}}\n');
    await site.must('commit', { prompt: 'bye', message: 'Second' });
    await site.must('deploy', { selectors: both, environment: 'development' });
    await site.must('rollback', { environment: 'development', prompts: ['bye'] });
    assert.deepEqual(await held(site, 'development'), ['bye 1.0.0', 'greet 1.0.1']);
  });
});

describeOnEachEngine('publishing', () => {
  test('a target that cannot be written is told, kept, and written later', async (t) => {
    const site = await committed(t);
    writeFileSync(path.join(site.root, 'releases'), 'a file where a folder should be');
    const deployed = await site.must('deploy', { selectors: [prompt], environment: 'development' });
    assert.equal(deployed.published, 'failed');
    assert.match(deployed.publishError ?? '', /releases\/development\.json cannot be written/);
    assert.deepEqual(await held(site, 'development'), ['greet 1.0.0']);
    const shown = (await site.must('env', {})).find(({ name }) => name === 'development');
    assert.equal(shown?.publishError, deployed.publishError);
    assert.equal((await site.fault('publish', { environment: 'development' })).code, 'io');

    rmSync(path.join(site.root, 'releases'));
    assert.deepEqual(await site.must('publish', { environment: 'development' }), {
      environment: 'development',
      target: 'releases/development.json',
      revision: 1,
    });
    const after = await site.must('env', {});
    assert.equal(after.find(({ name }) => name === 'development')?.publishError, undefined);
    assert.equal((await site.must('env.history', { environment: 'development' }))[0]?.published, 'done');
  });

  test('a deployment that was interrupted before it was published is told, and published later', async (t) => {
    const site = await committed(t);
    const [version] = await site.must('log', { prompt });
    const store = await site.anotherStore();
    const [record] = valueOf(await store.query('prompts', undefined));
    const [stored] = valueOf(await store.query('versions', { prompt: record?.id ?? '' }));
    assert.ok(record !== undefined && stored !== undefined && version !== undefined);
    const deployed: Fact = {
      id: '01AAAAAAAAAAAAAAAAAAAAAAA1',
      kind: 'environment-deployed',
      time: '2026-01-01T00:00:00.000Z',
      author: grace,
      door: 'cli',
      deployment: '01AAAAAAAAAAAAAAAAAAAAAAA2',
      environment: 'development',
      mode: 'deploy',
      changes: [{ prompt: record.id, to: stored.id }],
      gates: [],
      reason: '',
      publishes: true,
    };
    valueOf(await store.append([deployed]));
    await store.close();
    const shown = async (): Promise<string | undefined> =>
      (await site.must('env', {})).find(({ name }) => name === 'development')?.publishError;
    assert.equal(await shown(), 'The deployment was interrupted before releases/development.json was written.');
    await site.must('publish', { environment: 'development' });
    assert.equal(await shown(), undefined);
    assert.equal(existsSync(path.join(site.root, 'releases/development.json')), true);
  });

  test('never leaves the workspace through a link', async (t) => {
    const site = await committed(t);
    const outside = path.join(os.tmpdir(), `galley-outside-${process.pid}-${Date.now()}`);
    mkdirSync(outside);
    t.after(() => rmSync(outside, { recursive: true, force: true }));
    symlinkSync(outside, path.join(site.root, 'releases'));
    const deployed = await site.must('deploy', { selectors: [prompt], environment: 'development' });
    assert.deepEqual([deployed.published, readdirSync(outside)], ['failed', []]);
    rmSync(path.join(site.root, 'releases'));
    mkdirSync(path.join(site.root, 'releases'));
    symlinkSync(path.join(outside, 'x.json'), path.join(site.root, 'releases/development.json'));
    assert.equal((await site.fault('publish', { environment: 'development' })).code, 'io');
    assert.deepEqual(readdirSync(outside), []);
  });

  test('an environment without a target publishes nothing', async (t) => {
    const site = await committed(t, { 'galley.yaml': 'environments:\n  - { name: lab, target: none }\n' });
    const deployed = await site.must('deploy', { selectors: [prompt], environment: 'lab' });
    assert.deepEqual(
      [deployed.published, deployed.target, existsSync(path.join(site.root, 'releases'))],
      ['none', undefined, false],
    );
    assert.equal((await site.fault('publish', { environment: 'lab' })).code, 'invalid-input');
  });

  test('of many deployments at once each is kept or told, and the file has the last', async (t) => {
    const first = await committed(t);
    const second = await openTestSession(t, first.root, grace);
    for (const body of ['A', 'B', 'C', 'D', 'E']) await commitBody(first, body);
    const results = await Promise.all(
      [2, 3, 4, 5, 6].map((number, index) =>
        (index % 2 === 0 ? first : second).session.call('deploy', {
          selectors: [`greet@#${number}`],
          environment: 'development',
        }),
      ),
    );
    const won = results.filter((result) => result.ok).length;
    for (const result of results) if (!result.ok) assert.equal(result.fault.code, 'conflict');
    assert.ok(won >= 1);
    const history = await first.must('env.history', { environment: 'development' });
    assert.equal(history.length, won);
    const release = JSON.parse(readFileSync(path.join(first.root, 'releases/development.json'), 'utf8')) as {
      revision: number;
      deployment: string;
    };
    assert.deepEqual([release.revision, release.deployment], [won, history[0]?.deployment]);
    assert.ok(history.every(({ published }) => published === 'done'));
  });
});
