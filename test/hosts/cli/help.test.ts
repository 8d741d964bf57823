import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fromRoot } from '../../support/repo';
import { temporaryWorkspace } from '../../support/workspace';
import { galley } from './galley';

const commands = [
  'lint',
  'list',
  'render',
  'search',
  'mv',
  'tag',
  'untag',
  'archive',
  'unarchive',
  'commit',
  'log',
  'show',
  'diff',
  'import',
  'import git',
  'alias',
  'version',
  'version delete',
  'branch',
  'branch list',
  'branch create',
  'branch switch',
  'branch delete',
  'merge',
  'cherry-pick',
  'revert',
  'restore',
  'squash',
  'test',
  'compare',
  'review',
  'review request',
  'review approve',
  'review reject',
  'review close',
  'review reopen',
  'review list',
  'comment',
  'comment list',
  'comment add',
  'comment reply',
  'comment resolve',
  'comment reopen',
  'deploy',
  'promote',
  'dialect',
  'rollback',
  'publish',
  'env',
  'env diff',
  'env drift',
  'env freeze',
  'env show',
  'env unfreeze',
  'format',
  'env history',
  'audit',
  'status',
  'doctor',
  'share',
  'forks',
  'forks resolve',
  'store',
  'store backup',
  'store compact',
  'store prune',
  'store restore',
  'store copy',
  'store migrate',
  'lsp',
];

/** The commands that a help text lists, less `help` itself. */
function listed(help: string): readonly string[] {
  const sections = help
    .split(/\n(?=\w)/)
    .filter((section) => !/^(?:Usage|Arguments|Options|Global|Examples?)/.test(section));
  const words = sections.flatMap((section) => [...section.matchAll(/^ {2}([a-z-]+)/gm)].map((match) => match[1] ?? ''));
  return words.filter((word) => word !== 'help');
}

describe('help on the command line', () => {
  test('names every command, in the folder of no workspace', async (t) => {
    const folder = temporaryWorkspace(t);
    const { code, stdout, stderr } = await galley(folder, ['--help']);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.deepEqual(listed(stdout).toSorted(), commands.filter((command) => !command.includes(' ')).toSorted());
    assert.deepEqual(await galley(folder, []), { code, stdout, stderr });
  });

  test('is continued by a page with a section for every command', () => {
    const page = readFileSync(fromRoot('docs/cli.md'), 'utf8');
    const sections = [...page.matchAll(/^### ([a-z-]+)$/gm)].map((match) => match[1] ?? '');
    assert.deepEqual(sections.toSorted(), commands.filter((command) => !command.includes(' ')).toSorted());
  });

  for (const command of commands) {
    test(`shows how to use ${command}`, async (t) => {
      const words = command.split(' ');
      const { code, stdout, stderr } = await galley(temporaryWorkspace(t), [...words, '--help']);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.match(stdout, new RegExp(`^Usage: galley ${command}\\b`));
      assert.match(stdout, new RegExp(`\\n {2}\\$ galley ${command}\\b`));
      assert.match(stdout, /--json/);
      const below = commands
        .filter((other) => other.startsWith(`${command} `))
        .map((other) => other.slice(command.length + 1));
      assert.deepEqual(listed(stdout).toSorted(), below.toSorted());
    });
  }

  test('says the version of the package', async (t) => {
    const { code, stdout } = await galley(temporaryWorkspace(t), ['--version']);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\S*\n$/);
  });
});
