#!/usr/bin/env node
// The one executable: `galley lsp` is the language server, every other word is the command line. A host is read and
// evaluated only when it is chosen.
import module from 'node:module';
import path from 'node:path';
import process from 'node:process';

keepCompiledCode();
const words = process.argv.slice(2);

/**
 * Lets Node keep what it compiles of the bundles, in a folder of this user; starting again takes a tenth less. Node 22.8
 * and later can; a folder that cannot be written changes nothing. NODE_DISABLE_COMPILE_CACHE=1 switches it off.
 */
function keepCompiledCode(): void {
  const { XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  const caches = XDG_CACHE_HOME || LOCALAPPDATA || (HOME && path.join(HOME, '.cache'));
  if (caches) module.enableCompileCache?.(path.join(caches, 'galley'));
}

async function run(): Promise<number> {
  if (words[0] === 'lsp' && !words.includes('--help')) {
    const { runLsp } = await import('./lsp/main');
    return runLsp(words.slice(1));
  }
  const { runCli } = await import('./cli/main');
  return runCli(words);
}

void run().then((code) => {
  process.exitCode = code;
});
