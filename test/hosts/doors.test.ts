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
/** What came of a wish: the code of the fault with the key it names, or the outcomes of the gates. */
type Outcome = readonly string[];

interface Door {
  readonly name: string;
  readonly deploy: (folder: string, wish: Wish, who: 'ada' | 'grace') => Promise<Outcome>;
}

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
