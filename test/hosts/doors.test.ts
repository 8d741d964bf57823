import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { operations, type OperationInput, type WireDeployment } from '../../server/src/protocol';
import { ada as adaAuthor, grace as graceAuthor, openTestSession } from '../support/session';
import { temporaryWorkspace } from '../support/workspace';
import { ada, galley, grace } from './cli/galley';
import { errorOf, withServer } from './lsp/client';

const files = {
  'galley.yaml': 'environments:\n  - { name: production, gates: [approval], override: [grace@example.com] }\n',
  'prompts/hello.prompt': '---\ninput:\n  schema:\n    name: string\n---\nHello {{name}}.\n',
};

type Wish = OperationInput<'deploy'>;
type Move = 'promote' | 'rollback' | 'freeze' | 'unfreeze';
/** What came of a wish: the code of the fault with the key it names, or the outcomes of the gates. */
type Outcome = readonly string[];

interface Door {
  readonly name: string;
  readonly deploy: (folder: string, wish: Wish, who: 'ada' | 'grace') => Promise<Outcome>;
  /** Asks Ada's door; the code of the fault, or `done`. */
  readonly move: (folder: string, ...wish: MoveWish) => Promise<string>;
}

/** An operation with its input, and the same as words of the command line. */
type MoveWish = { readonly [Name in Move]: [name: Name, input: OperationInput<Name>, words: string] }[Move];

const outcomes = ({ gates }: WireDeployment): Outcome => gates.map(({ gate, outcome }) => `${gate} ${outcome}`);

const doors: readonly Door[] = [
  {
    name: 'the operation',
    async deploy(folder, wish, who) {
      const site = await openTestSession(
        { after: () => undefined },
        folder,
        { ada: adaAuthor, grace: graceAuthor }[who],
      );
      const result = await site.session.call('deploy', wish);
      await site.dispose();
      return result.ok ? outcomes(result.value) : [result.fault.code, result.fault.key ?? ''];
    },
    async move(folder, name, input) {
      const site = await openTestSession({ after: () => undefined }, folder, adaAuthor);
      const result = await site.session.call(name, input);
      await site.dispose();
      return result.ok ? 'done' : result.fault.code;
    },
  },
  {
    name: 'the built command line',
    async deploy(folder, { selectors, environment, override = [], reason }, who) {
      const words = [
        ...override.flatMap((gate) => ['--override', gate]),
        ...(reason === undefined ? [] : ['--reason', reason]),
      ];
      const env = { ada, grace }[who];
      const run = await galley(folder, ['deploy', ...selectors, environment, ...words, '--json'], { env });
      const said = JSON.parse(run.stdout) as { readonly error?: { readonly code: string; readonly key?: string } };
      assert.equal(run.code === 0, said.error === undefined, run.stdout);
      if (said.error !== undefined) return [said.error.code, said.error.key ?? ''];
      return outcomes(operations.deploy.output.parse(said));
    },
    async move(folder, _name, _input, words) {
      const run = await galley(folder, [...words.split(' '), '--json'], { env: ada });
      const said = JSON.parse(run.stdout) as { readonly error?: { readonly code: string } };
      assert.equal(run.code === 0, said.error === undefined, run.stdout);
      return said.error?.code ?? 'done';
    },
  },
  {
    name: 'the built language server',
    async deploy(folder, wish, who) {
      let outcome: Outcome = [];
      await withServer({ folder, files, environment: { ada, grace }[who] }, async (client) => {
        const asked = client.request<WireDeployment>('galley/deploy', { folder: client.uri(''), ...wish });
        outcome = await asked.then(outcomes, async () => {
          const { code, key = '' } = (await errorOf(asked)).data as { readonly code: string; readonly key?: string };
          return [code, key];
        });
      });
      return outcome;
    },
    async move(folder, name, input) {
      let outcome = '';
      await withServer({ folder, files: {}, environment: ada }, async (client) => {
        const asked = client.request(`galley/${name}`, { folder: client.uri(''), ...input });
        outcome = await asked.then(
          () => 'done',
          async () => ((await errorOf(asked)).data as { readonly code: string }).code,
        );
      });
      return outcome;
    },
  },
];

const wish = { selectors: ['hello'], environment: 'production' };
const override = { override: ['approval'], reason: 'An outage' };

describe('gates bind every door', () => {
  for (const { name, deploy } of doors) {
    test(name, async (t) => {
      const folder = temporaryWorkspace(t, files);
      assert.equal((await galley(folder, ['commit', 'hello', '-m', 'First'])).code, 0);
      const refused = [
        [await deploy(folder, wish, 'ada'), ['refused', '']],
        [await deploy(folder, wish, 'grace'), ['refused', '']],
        [await deploy(folder, { ...wish, ...override }, 'ada'), ['refused', 'override']],
        [await deploy(folder, { ...wish, override: ['approval'] }, 'grace'), ['invalid-input', 'reason']],
      ];
      for (const [came, expected] of refused) assert.deepEqual(came, expected);
      const history = ['env', 'history', 'production', '--json'];
      assert.deepEqual(JSON.parse((await galley(folder, history)).stdout), []);
      assert.deepEqual(await deploy(folder, { ...wish, ...override }, 'grace'), ['approval overridden']);
      const told = await galley(folder, ['env', 'history', 'production']);
      assert.match(told.stdout, /! approval of hello overridden by Grace Reviewer: An outage \(0 of 1 approvals\)/);
    });
  }
});

const promotion: MoveWish = ['promote', { from: 'staging', to: 'production' }, 'promote staging production'];
const rollback: MoveWish = ['rollback', { environment: 'staging', prompts: ['hello'] }, 'rollback staging hello'];
const freeze: MoveWish = ['freeze', { environment: 'staging', reason: 'Test' }, 'env freeze staging --reason Test'];
const unfreeze: MoveWish = [
  'unfreeze',
  { environment: 'staging', reason: 'Test' },
  'env unfreeze staging --reason Test',
];

describe('gates and freezes bind promotions and rollbacks by every door', () => {
  for (const { name, move } of doors) {
    test(name, async (t) => {
      const folder = temporaryWorkspace(t, {
        ...files,
        'galley.yaml': 'environments:\n  - { name: staging, gates: [] }\n  - { name: production, gates: [approval] }\n',
      });
      assert.equal((await galley(folder, ['commit', 'hello', '-m', 'First'])).code, 0);
      assert.equal((await galley(folder, ['deploy', 'hello', 'staging'])).code, 0);
      const came = [];
      for (const wish of [promotion, freeze, rollback, freeze, unfreeze, rollback])
        came.push(await move(folder, ...wish));
      assert.deepEqual(came, ['refused', 'done', 'refused', 'unchanged', 'done', 'done']);
    });
  }
});
