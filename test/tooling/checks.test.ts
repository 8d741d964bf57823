import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { fromRoot } from '../support/repo';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A small project with the real checks in it. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-checks-'));
  folders.push(folder);
  cpSync(fromRoot('.ci'), path.join(folder, '.ci'), { recursive: true });
  symlinkSync(fromRoot('node_modules'), path.join(folder, 'node_modules'), 'junction');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}

/** The lines a check prints, and whether it succeeded. */
function run(folder: string, script: string): { readonly ok: boolean; readonly lines: readonly string[] } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, '.ci', script)], {
    encoding: 'utf8',
  });
  return { ok: status === 0, lines: (stdout + stderr).trimEnd().split('\n') };
}

const command = { command: 'galley.commit', title: 'Commit Version', category: 'Galley' };
const healthy = {
  main: './client/out/extension.js',
  activationEvents: ['onLanguage:dotprompt'],
  contributes: {
    languages: [{ id: 'dotprompt' }],
    commands: [command],
    configuration: { properties: { 'galley.lint.enabled': {} } },
    viewsContainers: { activitybar: [{ id: 'galley', icon: 'media/icon.svg' }] },
    views: { galley: [{ id: 'galley.prompts' }] },
    menus: { 'view/item/context': [{ command: 'galley.commit', when: 'view == galley.prompts' }] },
  },
};
const healthyFiles = {
  'client/src/a.ts': "register('galley.commit'); get('lint.enabled'); view('galley.prompts');",
  'test/editor/a.test.ts': "command('Galley: Commit Version'); // galley.lint.enabled",
  'media/icon.svg': '<svg/>',
  'docs/settings.md': '`galley.lint.enabled`',
};

describe('check-manifest', () => {
  const check = (manifest: unknown, files = healthyFiles): ReturnType<typeof run> =>
    run(project({ ...files, 'package.json': JSON.stringify(manifest) }), 'check-manifest.mjs');

  test('is content with a manifest that is true', () => {
    assert.deepEqual(check(healthy), { ok: true, lines: ['1 commands, 1 settings, 0 problems'] });
  });

  test('finds what is declared and not there', () => {
    const broken = {
      ...healthy,
      activationEvents: ['onStartupFinished', 'onLanguage:klingon'],
      contributes: {
        ...healthy.contributes,
        commands: [command, { command: 'galley.fly', title: 'Fly', category: 'Galley' }],
        configuration: { properties: { 'galley.speed': {} } },
        viewsContainers: { activitybar: [{ id: 'galley', icon: 'media/none.svg' }] },
        views: { galley: [{ id: 'galley.ghosts' }], nowhere: [{ id: 'galley.prompts' }] },
        menus: { 'view/title': [{ command: 'galley.sink', when: 'view == galley.fog' }] },
        viewsWelcome: [{ view: 'galley.none', contents: '' }],
      },
    };
    assert.deepEqual(check(broken), {
      ok: false,
      lines: [
        'command galley.fly is not registered in client/src',
        'command galley.fly ("Fly") is used by no test under test/editor or test/client',
        'setting galley.speed is read nowhere in client/src or server/src',
        'setting galley.speed is named by no test',
        'setting galley.speed is not explained in docs/settings.md',
        'menu view/title names no declared command: galley.sink',
        'views name no declared container: nowhere',
        'view galley.ghosts is not created in client/src',
        'viewsWelcome names no declared view: galley.none',
        'a condition names no declared view: galley.fog',
        'activation event onStartupFinished starts the extension where it is not needed',
        'activation event onLanguage:klingon: no such language',
        'the manifest points at media/none.svg, which does not exist',
        '2 commands, 1 settings, 13 problems',
      ],
    });
  });
});

describe('check-docs', () => {
  const base = {
    'package.json': JSON.stringify({ scripts: { start: '' } }),
    'server/out/galley.js': "console.log('Commands:\\n  lint  check\\n  env  list');",
    'server/src/base/diagnostics.ts': "export const diagnosticRules = { 'unclosed-tag': {} };",
  };

  test('is content with pages that are true', () => {
    const page =
      '# Findings\n\n## unclosed-tag\n\nRun `npm start`, then `galley lint`; see `server/out/galley.js` and [here](#findings).\n';
    assert.deepEqual(run(project({ ...base, 'docs/diagnostics.md': page }), 'check-docs.mjs'), {
      ok: true,
      lines: ['1 pages checked, 0 problems'],
    });
  });

  test('finds what a page names and the repository lacks', () => {
    const page =
      '# Findings\n\n`npm run fly` and `galley sink`, `server/src/none.ts`\n[x](no.md) [y](#no)\n\n```sh\nnpm run swim\n```\n';
    assert.deepEqual(run(project({ ...base, 'docs/diagnostics.md': page }), 'check-docs.mjs'), {
      ok: false,
      lines: [
        'docs/diagnostics.md:3: there is no npm script fly',
        'docs/diagnostics.md:3: there is no command galley sink',
        'docs/diagnostics.md:3: server/src/none.ts does not exist',
        'docs/diagnostics.md:7: there is no npm script swim',
        'docs/diagnostics.md: the link no.md leads nowhere',
        'docs/diagnostics.md: docs/diagnostics.md has no heading #no',
        'docs/diagnostics.md has no section on unclosed-tag',
        '1 pages checked, 7 problems',
      ],
    });
  });
});

describe('check-budgets', () => {
  test('names the file and the function that are too long', () => {
    const body = '  work();\n'.repeat(130);
    const files = {
      'package.json': '{}',
      'server/src/a.ts': `export function long(): void {\n${body}}\n`,
      'server/src/b.ts': '\n'.repeat(801),
    };
    const { ok, lines } = run(project(files), 'check-budgets.mjs');
    assert.equal(ok, false);
    assert.ok(lines.includes('server/src/a.ts:1: 132 lines, at most 120 are allowed'), lines.join('\n'));
    assert.ok(lines.includes('server/src/b.ts: 801 lines, at most 800 are allowed'), lines.join('\n'));
  });
});
