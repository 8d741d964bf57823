import { mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createWorkspace, openSession } from '../../server/src/app';
import type { Fact, QueryName, StoreQueries } from '../../server/src/domain';
import type { OperationInput, OperationName } from '../../server/src/protocol';
import { openStore } from '../../server/src/store';
import { contentOf, deployed, promptCreated, runRecorded, versionCommitted } from '../store/support/facts';
import { NativeQueries } from '../store/support/native-queries';
import { median, reportFigure } from '../support/bench';
import { writeFiles } from '../support/workspace';

/** The registry of a big team. */
const size = { prompts: 1000, versions: 100, environments: 10, results: 100_000 };
const rounds = 15;
/** What a query may take compared with the same query of native SQLite on the same file. */
const maxRatio = 4;
const text = 'Answer the customer in a friendly tone and name the next step. '.repeat(4);
const promptText = (index: number): string => `---\nmodel: test\n---\n${index} ${text}`;

void main();

async function main(): Promise<void> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'galley-load-')));
  const directory = path.join(root, '.galley');
  await fill(directory);
  await benchQueries(directory);
  await benchOperations(root, directory);
  rmSync(root, { recursive: true });
}

async function fill(directory: string): Promise<void> {
  const store = unwrap(await openStore({ directory, watch: false }));
  for (let prompt = 0; prompt < size.prompts; prompt += 10) {
    const facts = Array.from({ length: 10 }, (_, index) => factsOf(prompt + index)).flat();
    unwrap(await store.append(facts));
  }
  for (let environment = 0; environment < size.environments; environment++) {
    unwrap(await store.append([deployed(firstDeployment(`env${environment}`))]));
  }
  unwrap(await store.checkpoint());
  await store.close();
}

function factsOf(index: number): readonly Fact[] {
  const prompt = `p${index}`;
  const versions = Array.from({ length: size.versions }, (_, number) => {
    const parents = number === 0 ? [] : [`${prompt}-${number - 1}`];
    const content = contentOf(`${prompt} ${number} ${text}`);
    return versionCommitted({ prompt, version: `${prompt}-${number}`, semver: `1.${number}.0`, content, parents });
  });
  const results = Array.from({ length: size.results / size.prompts }, (_, at) => {
    return { case: `case ${at}`, outcome: 'passed', latencyMs: at, tokens: { input: 100, output: 20 } } as const;
  });
  return [promptCreated({ prompt }), ...versions, runRecorded({ run: `r-${prompt}`, prompt, results })];
}

function firstDeployment(environment: string): Parameters<typeof deployed>[0] {
  const changes = Array.from({ length: size.prompts }, (_, index) => ({ prompt: `p${index}`, to: `p${index}-50` }));
  return { deployment: `d-${environment}`, environment, changes };
}

/** The same queries on the same file, by sql.js and by native SQLite. */
async function benchQueries(directory: string): Promise<void> {
  const file = path.join(directory, 'store.db');
  reportFigure({ what: 'load: size of store.db', value: statSync(file).size / 1024 / 1024, unit: 'MB' });
  const start = performance.now();
  const store = unwrap(await openStore({ directory, watch: false }));
  reportFigure({ what: 'load: opening the store', value: performance.now() - start, unit: 'ms' });
  const native = new NativeQueries(file);
  const run = async <Name extends QueryName>(name: Name, input: StoreQueries[Name][0]): Promise<void> => {
    const ours = await medianTime(async () => void unwrap(await store.query(name, input)));
    const theirs = await medianTime(async () => void (await native.query(name, input)));
    const yardstick = { what: 'node:sqlite, the same query', value: theirs };
    reportFigure({ what: `load: query ${name}`, value: ours, unit: 'ms', yardstick, maxRatio });
  };
  await run('prompts', undefined);
  await run('currentBranches', undefined);
  await run('versions', { prompt: 'p500' });
  await run('environments', undefined);
  await run('deployments', { prompt: 'p500' });
  await run('content', { version: 'p500-50' });
  await store.close();
  native.close();
}

/** What a person waits for at the command line or in the editor, once the store is open. */
async function benchOperations(root: string, directory: string): Promise<void> {
  const environments = Array.from({ length: size.environments }, (_, at) => `  - { name: env${at}, gates: [lint] }`);
  const files = Array.from({ length: size.prompts }, (_, at) => [`prompts/p${at}.prompt`, promptText(at)] as const);
  writeFiles(root, {
    'galley.yaml': `prompts: ['prompts/**']\nenvironments:\n${environments.join('\n')}\n`,
    ...Object.fromEntries(files),
  });
  const workspace = createWorkspace({ root });
  await workspace.ready;
  const session = openSession({
    workspace,
    door: 'cli',
    author: { name: 'Ada', email: 'ada@example.com' },
    environment: {},
    runnerWorker: path.join(__dirname, 'runner-worker.js'),
    openStore: () => openStore({ directory }),
  });
  const call = async <Name extends OperationName>(name: Name, input: OperationInput<Name>): Promise<void> =>
    void unwrap(await session.call(name, input));
  const measure = async (what: string, maxValue: number, work: (round: number) => Promise<void>): Promise<void> => {
    reportFigure({ what: `load: ${what}`, value: await medianTime(work), unit: 'ms', maxValue });
  };
  await measure('list of 1,000 prompts', 250, () => call('list', {}));
  const heads = { text: 'next step. 999' };
  await measure('search of a text in 1,000 drafts', 1000, () => call('search', heads));
  await measure('search of an expression in 1,000 drafts', 1000, () => call('search', { text: '/step\\. 99[0-9]/' }));
  await measure('search of a text in 100,000 versions', 4000, () =>
    call('search', { text: 'p999 99 ', versions: 'all' }),
  );
  await measure('search of an author in 100,000 versions', 8000, () =>
    call('search', { author: 'nobody', versions: 'all' }),
  );
  await measure('log of 100 versions', 100, () => call('log', { prompt: 'p500' }));
  await measure('diff of two versions', 100, (round) => call('diff', { left: `p${round}@#3`, right: `p${round}@#90` }));
  await measure('deploy one of 1,000 prompts', 250, (round) =>
    call('deploy', { selectors: [`p${round}@#90`], environment: `env${round % size.environments}` }),
  );
  await session.dispose();
  workspace.dispose();
}

async function medianTime(work: (round: number) => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work(round);
    times.push(performance.now() - start);
  }
  return median(times);
}

function unwrap<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: object },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}
