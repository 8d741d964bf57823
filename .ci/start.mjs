// npm start: packages the extension and opens a real editor on a copy of the example workspace with it installed:
// `code` where it is on the PATH, else the editor from npm in the browser, until Ctrl+C. --browser always takes the latter.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { importSource, root } from './bundle.mjs';
import { copyExample } from './demo-folder.mjs';
import { getEditor } from './get-editor.mjs';
import { packageExtension, vsix } from './package.mjs';
import { run } from './report.mjs';

const windows = process.platform === 'win32';

function hasCode() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, windows ? 'code.cmd' : 'code')));
}

/** @param {string} folder */
function openInCode(folder) {
  const code = (/** @type {string[]} */ ...args) => execFileSync('code', args, { stdio: 'inherit', shell: windows });
  code('--install-extension', vsix, '--force');
  code('--new-window', folder);
  process.stdout.write(`\nVS Code opens ${folder} with Galley installed.\n`);
}

/** @param {string} folder */
async function openInBrowser(folder) {
  /** @type {typeof import('../test/editor/harness/editor-server.ts')} */
  const { folderUrl, startEditorServer } = await importSource('test/editor/harness/editor-server.ts');
  const server = await startEditorServer({
    script: getEditor(),
    vsix: [vsix],
    profile: path.join(root, '.editor/profile'),
    settings: { 'workbench.reduceMotion': 'auto', 'editor.accessibilitySupport': 'auto', 'git.enabled': true },
  });
  const url = folderUrl(server, folder);
  process.stdout.write(
    `\nGalley is ready. Open this in a browser:\n\n  ${url}\n\nThe workspace is ${folder}\nCtrl+C ends.\n`,
  );
}

async function start() {
  if (spawnSync('git', ['--version']).error !== undefined)
    throw new Error('git is needed: install it and run this again');
  process.stdout.write('building and packaging the extension\n');
  packageExtension();
  const folder = copyExample(path.join(root, '.galley-demo/support-desk'));
  if (hasCode() && !process.argv.includes('--browser')) openInCode(folder);
  else await openInBrowser(folder);
}

await run(start);
