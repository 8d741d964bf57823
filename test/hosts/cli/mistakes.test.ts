import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { copyOfSupportDesk, temporaryWorkspace } from '../../support/workspace';
import { galley } from './galley';

/** What is typed, the code of the fault, what the message says, and what the next step says. */
interface Mistake {
  readonly words: readonly string[];
  readonly fault: string;
  readonly says: RegExp;
  readonly next?: RegExp;
}

const mistakes: readonly Mistake[] = [
  {
    words: ['lnit'],
    fault: 'invalid-input',
    says: /^Unknown command 'lnit'\. Did you mean lint\?$/,
    next: /galley --help/,
  },
  { words: ['list', '--jsn'], fault: 'invalid-input', says: /^Unknown option '--jsn'\. Did you mean --json\?$/, next: /galley list --help/ }, // prettier-ignore
  {
    words: ['list', 'a', 'b'],
    fault: 'invalid-input',
    says: /^Too many arguments for 'list'/,
    next: /galley list --help/,
  },
  { words: ['commit', 'triage'], fault: 'invalid-input', says: /'-m, --message <text>' not specified\.$/, next: /galley commit acknowledge -m/ }, // prettier-ignore
  { words: ['commit'], fault: 'invalid-input', says: /-m, --message|argument 'prompt'/ },
  { words: ['commit', 'triage', '-m', 'x', '--bump', 'huge'], fault: 'invalid-input', says: /'huge' is invalid\. Allowed choices are major, minor, patch\.$/ }, // prettier-ignore
  {
    words: ['commit', 'triage', '-m', 'x', '--parent', '-1'],
    fault: 'invalid-input',
    says: /--parent takes a whole number from 0/,
  },
  { words: ['commit', 'triage', '-m', ''], fault: 'invalid-input', says: /message/ },
  {
    words: ['commit', 'triag', '-m', 'x'],
    fault: 'not-found',
    says: /no prompt "triag"/,
    next: /Did you mean "triage"/,
  },
  { words: ['log', 'nothing-like-it'], fault: 'not-found', says: /no prompt "nothing-like-it"/, next: /galley list/ },
  { words: ['show', 'triage@'], fault: 'invalid-input', says: /nothing stands after the @/, next: /name@latest/ },
  { words: ['show', 'triage@#7'], fault: 'not-found', says: /./ },
  { words: ['diff'], fault: 'invalid-input', says: /Missing required argument 'left'\.$/ },
  { words: ['alias', 'latest', 'triage@#1'], fault: 'invalid-input', says: /"latest" cannot be an alias/ },
  { words: ['render', 'triage', '--input', 'ticket'], fault: 'invalid-input', says: /--input "ticket" is not name=value/, next: /--input customer_name=Tom/ }, // prettier-ignore
  { words: ['render', 'triage', '--input', '=x'], fault: 'invalid-input', says: /is not name=value/ },
  {
    words: ['render', 'triage', '--input', 'tickt=x'],
    fault: 'invalid-input',
    says: /no input tickt/,
    next: /Did you mean ticket\?/,
  },
  { words: ['render', 'acknowledge', '--input', 'reply_hours=soon'], fault: 'invalid-input', says: /reply_hours takes a value of type integer, not "soon"/, next: /reply_hours=4/ }, // prettier-ignore
  { words: ['render', 'triage', '--inputs', 'none.json'], fault: 'invalid-input', says: /There is no file none\.json/ },
  {
    words: ['render', 'triage', '--inputs', 'galley.yaml'],
    fault: 'invalid-input',
    says: /galley\.yaml is not valid JSON/,
  },
  {
    words: ['render', 'triage', '--inputs', 'list.json'],
    fault: 'invalid-input',
    says: /list\.json has to hold a JSON object/,
  },
  { words: ['render', 'acknowledge', '--case', 'chat stays shor'], fault: 'not-found', says: /no case "chat stays shor"/, next: /"chat stays short"/ }, // prettier-ignore
  {
    words: ['show', 'prompts/triage.prompt'],
    fault: 'not-found',
    says: /no prompt "prompts\/triage\.prompt"/,
    next: /"triage"/,
  },
  {
    words: ['comment', 'add', 'triage', '--line', '1000', '-m', 'x'],
    fault: 'invalid-input',
    says: /has no line 1000: it has \d+/,
  },
  { words: ['test', 'triag'], fault: 'not-found', says: /no prompt "triag"/, next: /"triage"/ },
  {
    words: ['test', '--case', 'chat stays shor'],
    fault: 'not-found',
    says: /no case "chat stays shor"/,
    next: /"chat stays short"/,
  },
  {
    words: ['test', 'triage', '--provider', 'replya'],
    fault: 'invalid-input',
    says: /no provider "replya"/,
    next: /"replay"/,
  },
  {
    words: ['test', '--concurrency', '0'],
    fault: 'invalid-input',
    says: /--concurrency takes a whole number from 1, not "0"/,
  },
  { words: ['deploy', 'triage'], fault: 'invalid-input', says: /needs a prompt and, last, the environment/, next: /galley deploy triage development/ }, // prettier-ignore
  {
    words: ['deploy', 'triage', 'prodction'],
    fault: 'not-found',
    says: /no environment "prodction"/,
    next: /"production"/,
  },
  {
    words: ['deploy', 'triage', 'nowhere'],
    fault: 'not-found',
    says: /no environment "nowhere"/,
    next: /development, staging, production/,
  },
  { words: ['deploy', 'triage@#1', 'development'], fault: 'not-found', says: /triage/ },
  { words: ['rollback', 'development'], fault: 'not-found', says: /nothing to roll back/i },
  { words: ['rollback', 'nowhere'], fault: 'not-found', says: /no environment "nowhere"/ },
  { words: ['publish', 'nowhere'], fault: 'not-found', says: /no environment "nowhere"/ },
  { words: ['env', 'history', 'nowhere'], fault: 'not-found', says: /no environment "nowhere"/ },
  { words: ['env', 'histry', 'production'], fault: 'invalid-input', says: /./ },
  {
    words: ['review'],
    fault: 'invalid-input',
    says: /needs one of request, approve, reject/,
    next: /galley review --help/,
  },
  { words: ['review', 'aprove', 'x'], fault: 'invalid-input', says: /Did you mean approve\?/ },
  { words: ['review', 'approve', 'triage@#1'], fault: 'not-found', says: /./ },
  {
    words: ['comment', 'add', 'triage', '--line', '0', '-m', 'x'],
    fault: 'invalid-input',
    says: /--line takes a line from 1/,
  },
  {
    words: ['comment', 'add', 'triage', '--line', '9-4', '-m', 'x'],
    fault: 'invalid-input',
    says: /--line takes a line from 1/,
  },
  {
    words: ['lint', 'prompts/triag.prompt'],
    fault: 'not-found',
    says: /prompts\/triag\.prompt/,
    next: /prompts\/triage\.prompt/,
  },
  { words: ['lint', '..'], fault: 'invalid-input', says: /outside of the workspace/ },
  { words: ['lint', '--format', 'xml'], fault: 'invalid-input', says: /'xml' is invalid/ },
  { words: ['list', '--cwd', 'no/such/folder'], fault: 'invalid-input', says: /There is no folder .*no\/such\/folder/ },
  { words: ['--cwd', '.', 'lsp', '--stdio'], fault: 'invalid-input', says: /lsp has to be the first word/ },
];

interface Printed {
  readonly error: { readonly code: string; readonly message: string; readonly help?: string };
}

test('what is typed wrongly is said in one form with --json, and changes nothing', async (t) => {
  const folder = copyOfSupportDesk(t);
  writeFileSync(path.join(folder, 'list.json'), '[1]');
  const check = async ({ words, fault, says, next = /^/ }: Mistake): Promise<void> => {
    const shown = `galley ${words.join(' ')}`;
    const { code, stdout, stderr } = await galley(folder, [...words, '--json']);
    assert.deepEqual({ shown, code, stderr }, { shown, code: 2, stderr: '' });
    const { error } = JSON.parse(stdout) as Printed;
    assert.equal(error.code, fault, `${shown}: ${error.message}`);
    assert.match(error.message, says, shown);
    assert.match(error.help ?? '', next, shown);
  };
  for (let at = 0; at < mistakes.length; at += 4) await Promise.all(mistakes.slice(at, at + 4).map(check));
  const status = await galley(folder, ['status', '--json']);
  assert.equal((JSON.parse(status.stdout) as { facts: number }).facts, 0);
});

test('what is typed wrongly is said on standard error with what to do next', async (t) => {
  const folder = copyOfSupportDesk(t);
  const told = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await galley(folder, words);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: '' });
    return stderr;
  };
  assert.equal(await told('log', 'triag'), 'error: There is no prompt "triag".\n  next  Did you mean "triage"?\n');
  assert.equal(
    await told('commit', 'triage', '--msg', 'x', '-m', 'y'),
    `error: Unknown option '--msg'.\n  next  For example: galley commit acknowledge -m "Shorter in the chat"\n        Help: galley commit --help\n`,
  );
});

describe('trouble with the workspace', () => {
  test('a mistake in galley.yaml is told with its line', async (t) => {
    const folder = temporaryWorkspace(t, {
      'galley.yaml': 'prompts: ["**"]\nenvironments:\n  - { name: development, gatse: [lint] }\n',
      'a.prompt': 'Hello {{name}}\n',
    });
    const run = await galley(folder, ['deploy', 'a', 'development', '--json']);
    const { error } = JSON.parse(run.stdout) as { error: { code: string; file: string; line: number; key: string } };
    assert.deepEqual([run.code, error.code, error.file, error.line], [2, 'invalid-config', 'galley.yaml', 2]);
    const text = await galley(folder, ['deploy', 'a', 'development']);
    assert.match(text.stderr, /^ {2}at {4}galley\.yaml:3 \(.*gatse.*\)$/m);
    const linted = await galley(folder, ['lint']);
    assert.equal(linted.code, 1);
    assert.match(linted.stdout, /^galley\.yaml:3:\d+ +error .*galley\/config-syntax$/m);
  });

  test('a provider that does not answer ends with exit code 3', async (t) => {
    const folder = temporaryWorkspace(t, {
      'galley.yaml': "prompts: ['**']\nproviders:\n  default: gone\n  gone: { type: openai-compatible, baseUrl: 'http://127.0.0.1:1/v1', model: m }\n", // prettier-ignore
      'a.prompt': '---\nmodel: m\n---\nHello\n',
      'a.cases.yaml': 'cases:\n  - name: one\n    assert: [{ type: contains, value: x }]\n',
    });
    const run = await galley(folder, ['test', 'a']);
    assert.equal(run.code, 3, run.stdout + run.stderr);
    assert.match(run.stdout, /! one\n {6}.*127\.0\.0\.1:1/);
  });

  test('a commit that changes nothing ends with exit code 1', async (t) => {
    const folder = copyOfSupportDesk(t);
    assert.equal((await galley(folder, ['commit', 'triage', '-m', 'first'])).code, 0);
    const again = await galley(folder, ['commit', 'triage', '-m', 'again']);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /^error: triage has not changed since 1\.0\.0/);
  });
});
