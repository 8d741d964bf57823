// npm run demo: the road of the README in the terminal, on a temporary copy of the example workspace. Each command and
// its output is printed; the first that does not end as it should ends the demo with an error.
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildProduct } from './build.mjs';
import { root } from './bundle.mjs';
import { copyExample } from './demo-folder.mjs';
import { run } from './report.mjs';

const cli = path.join(root, 'server/out/galley.js');
const limitMs = 60_000;

/** @typedef {{ GIT_AUTHOR_NAME: string, GIT_AUTHOR_EMAIL: string }} Person */
/** @type {Person} */
const writer = { GIT_AUTHOR_NAME: 'Ada Writer', GIT_AUTHOR_EMAIL: 'ada.writer@example.com' };
/** @type {Person} */
const reviewer = { GIT_AUTHOR_NAME: 'Grace Reviewer', GIT_AUTHOR_EMAIL: 'grace.reviewer@example.com' };

/** @param {string} text */
function say(text) {
  process.stdout.write(`\n# ${text}\n`);
}

/**
 * Runs `galley` as a person types it; `code` is the exit code it must end with.
 * @param {string} folder
 * @param {string[]} args
 * @param {{ code?: number, by?: Person }} [how]
 */
function galley(folder, args, { code = 0, by = writer } = {}) {
  const shown = args.map((argument) => (/[^\w@./:=-]/.test(argument) ? JSON.stringify(argument) : argument));
  const who = by === writer ? '' : `GIT_AUTHOR_NAME=${JSON.stringify(by.GIT_AUTHOR_NAME)} `;
  process.stdout.write(`$ ${who}galley ${shown.join(' ')}\n`);
  const options = { cwd: folder, env: { ...process.env, ...by }, stdio: /** @type {const} */ ('inherit') };
  const { status, signal } = spawnSync(process.execPath, [cli, ...args], { ...options, timeout: limitMs });
  if (status === code) return;
  throw new Error(`this command ended with ${status ?? signal}, not with ${code}: the demo stops here`);
}

/** @param {string} folder */
function walk(folder) {
  const prompt = 'acknowledge';
  say('Check a prompt, then one with a mistake: findings end with exit code 1');
  galley(folder, ['lint', prompt]);
  galley(folder, ['lint', 'practice/mistakes/undeclared-variable.prompt'], { code: 1 });

  say('Keep the prompt as a version, and look at it');
  galley(folder, ['commit', prompt, '--message', 'First version']);
  galley(folder, ['log', prompt]);

  say('Test it with recorded answers: no model, no network');
  galley(folder, ['test', prompt, '--provider', 'replay']);

  say('Deploy it: the gates of the environment are run first');
  galley(folder, ['deploy', `${prompt}@latest`, 'development']);

  say('Change the prompt, commit and deploy again, then go back to what was there before');
  appendFileSync(path.join(folder, `prompts/${prompt}.prompt`), '\nThank the customer for their patience.\n');
  galley(folder, ['commit', prompt, '--message', 'Thank for patience']);
  galley(folder, ['deploy', `${prompt}@latest`, 'development']);
  galley(folder, ['diff', `${prompt}@#1`, `${prompt}@#2`]);
  galley(folder, ['rollback', 'development']);

  say('Production asks for an approval by someone else: it is refused, given, and then deployed');
  galley(folder, ['deploy', `${prompt}@#1`, 'production'], { code: 1 });
  galley(folder, ['review', 'request', `${prompt}@#1`, '--message', 'For production']);
  galley(folder, ['review', 'approve', `${prompt}@#1`], { by: reviewer });
  galley(folder, ['deploy', `${prompt}@#1`, 'production']);
  galley(folder, ['env']);

  say('What an application loads: releases/production.json');
  process.stdout.write(`${readFileSync(path.join(folder, 'releases/production.json'), 'utf8').slice(0, 600)} …\n`);
}

await run(async () => {
  await buildProduct({ production: true });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-demo-'));
  try {
    walk(copyExample(folder));
    process.stdout.write('\nThe demo is through.\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
