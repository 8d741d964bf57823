import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fromRoot } from '../support/repo';

/** Files that each break one rule, planted into a copy of the sources. */
const violations: readonly { readonly rule: string; readonly file: string; readonly text: string }[] = [
  { rule: 'direction-template', file: 'template', text: "import type {} from '../domain';" },
  { rule: 'direction-domain', file: 'domain', text: "export const late = () => import('../template');" },
  { rule: 'through-the-door', file: 'language', text: "import type {} from '../base/text';" },
  { rule: 'pure-without-node', file: 'base', text: "import 'node:fs';" },
  { rule: 'sql-in-store-only', file: 'runner', text: "import 'sql.js';" },
  { rule: 'editor-in-client-only', file: 'app', text: "import 'vscode';" },
  { rule: 'no-development-packages', file: 'store', text: "import 'esbuild';" },
  { rule: 'no-tests-in-sources', file: 'store', text: "import '../../../test/support/repo';" },
  { rule: 'hosts-apart', file: 'hosts/cli', text: "import '../lsp/planted';" },
  { rule: 'direction-client', file: '../../client/src', text: "import type {} from '../../server/src/base';" },
  {
    rule: 'no-cycle',
    file: 'protocol',
    text: "import type { Planted } from './planted-cycle';\nexport type Planting = Planted;",
  },
];

function checkLayers(folder: string): { readonly code: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fromRoot('.ci/layers.mjs'), folder], {
    encoding: 'utf8',
  });
  return { code: status, output: stdout + stderr };
}

describe('layer rules', () => {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'galley-layers-'));
  let planted: ReturnType<typeof checkLayers>;

  before(() => {
    for (const part of ['client', 'server', 'test/support', 'package.json']) {
      cpSync(fromRoot(part), path.join(copy, part), { recursive: true });
    }
    symlinkSync(fromRoot('node_modules'), path.join(copy, 'node_modules'), 'junction');
    for (const { rule, file, text } of violations) {
      const folder = path.join(copy, 'server/src', file);
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, rule === 'hosts-apart' ? 'planted-host.ts' : `planted-${rule}.ts`), `${text}\n`);
    }
    writeFileSync(
      path.join(copy, 'server/src/protocol/planted-cycle.ts'),
      "import type { Planting } from './planted-no-cycle';\nexport type Planted = Planting | undefined;\n",
    );
    writeFileSync(path.join(copy, 'server/src/hosts/lsp/planted.ts'), 'export const planted = 1;\n');
    planted = checkLayers(copy);
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  test('a run with violations fails', () => assert.equal(planted.code, 1));

  for (const { rule, text } of violations) {
    test(`${rule} catches ${text.split('\n')[0]}`, () => {
      assert.match(planted.output, new RegExp(`^${rule}: \\S*planted`, 'm'));
    });
  }

  test('an empty tree fails: too few modules seen', () => {
    const empty = mkdtempSync(path.join(os.tmpdir(), 'galley-layers-'));
    for (const part of ['server/src', 'client/src', 'test']) mkdirSync(path.join(empty, part), { recursive: true });
    const { code, output } = checkLayers(empty);
    rmSync(empty, { recursive: true });
    assert.notEqual(code, 0);
    assert.match(output, /only 0 modules seen/);
  });
});
