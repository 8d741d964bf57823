import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WireGateResult } from '../../server/src/protocol';
import { grace, openTestSession, sessionWith } from '../support/session';

function config(gates: string): string {
  return `environments:\n  - { name: lab, gates: [${gates}] }\n`;
}

const system = '{{role "system"}}';
const user = '{{role "user"}}';
const key = `sk-ant-${'aB3dE5gH7jK9mN1pQ2rS4tU6vW8x'}`;

describe('the gate security', () => {
  const rows: readonly (readonly [what: string, body: string, summary: RegExp | undefined, gate?: string])[] = [
    ['nothing', `${system}Be kind.${user}{{ticket}}`, undefined],
    ['a secret', `Use ${key} now. {{ticket}}`, /^an Anthropic key stands in the text \(prompts\/a\.prompt, line 9\)$/],
    ['a secret cannot be allowed', `Use ${key}`, /Anthropic/, `{ security: { allow: [${key}] } }`],
    ['a secret that nobody asks about', `Use ${key}`, undefined, '{ security: { secrets: false } }'],
    ['a mail address', 'Ask jane@acme.io', /^a mail address stands in the text/],
    ['an address that is allowed', 'Ask jane@acme.io', undefined, '{ security: { allow: [JANE@acme.io] } }'],
    ['a mail domain that is allowed', 'Ask jane@acme.io', undefined, '{ security: { allow: ["@acme.io"] } }'],
    ['a raw input', `${system}Answer {{ticket}}.`, /^the input "ticket" goes into a system message/],
    ['a raw input in a loop', `${system}{{#each tags}}{{this}}{{/each}}`, /^the input "tags"/],
    ['an input that is allowed', `${system}Answer {{ticket}}.`, undefined, '{ security: { allow: [ticket] } }'],
    ['inputs that nobody asks about', `${system}{{ticket}}`, undefined, '{ security: { rawInputs: false } }'],
    ['an input between tags', `${system}Answer <ticket>\n{{ticket}}\n</ticket>.`, undefined],
    ['an input behind closed tags', `${system}<b>Answer</b> {{ticket}} <b></b>`, /"ticket"/],
    ['an input in a fence', `${system}Answer\n"""\n{{ticket}}\n"""`, undefined],
    ['numbers and words to choose from', `${system}{{count}} {{tone}}`, undefined],
    ['an input of the user', `${system}Be kind.${user}{{ticket}}`, undefined],
    ['an input that decides only', `${system}{{#if ticket}}Hi{{/if}}`, undefined],
  ];
  for (const [what, body, summary, gate = 'security'] of rows) {
    test(what, async (t) => {
      const header = [
        '---',
        'input:',
        '  schema:',
        '    ticket: string',
        '    count: integer',
        '    tone(enum): [warm, dry]',
        '    tags(array): string',
      ];
      const prompt = [...header, '---', body, ''].join('\n');
      const site = await sessionWith(t, { 'prompts/a.prompt': prompt, 'galley.yaml': config(gate) });
      await site.must('commit', { prompt: 'a', message: 'First' });
      const plan = await site.must('deploy', { selectors: ['a@latest'], environment: 'lab', dryRun: true });
      const [result] = plan.gates;
      assert.equal(result?.outcome, summary === undefined ? 'passed' : 'failed', result?.summary);
      if (summary !== undefined) assert.match(result.summary, summary);
      assert.doesNotMatch(JSON.stringify(result), /sk-ant-|jane@/);
    });
  }
});

test('the gate approval wants the owners of the file', async (t) => {
  const gate = (people: string): string => config(`{ approval: { owners: { 'prompts/billing/**': [${people}] } } }`);
  const files = { 'prompts/billing/a.prompt': 'A', 'prompts/b.prompt': 'B', 'galley.yaml': gate('boss@example.com') };
  const site = await sessionWith(t, files);
  const reviewer = await openTestSession(t, site.root, grace);
  for (const prompt of ['billing/a', 'b']) {
    await site.must('commit', { prompt, message: 'First' });
    await site.must('review.request', { selector: prompt });
    await reviewer.must('review.decide', { review: `${prompt}@latest`, decision: 'approved' });
  }
  await site.must('deploy', { selectors: ['b'], environment: 'lab' });
  const refused = await site.fault('deploy', { selectors: ['billing/a'], environment: 'lab' });
  const { gates } = refused.details as { gates: WireGateResult[] };
  assert.match(gates[0]?.summary ?? '', /prompts\/billing\/\*\* needs the approval of boss@example\.com/);
  await site.write('galley.yaml', gate('boss@example.com, grace@example.com'));
  await site.must('deploy', { selectors: ['billing/a'], environment: 'lab' });
});
