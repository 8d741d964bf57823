#!/usr/bin/env node
// The one executable: `galley lsp` is the language server, every other word is the command line. A host is read and
// evaluated only when it is chosen.
import process from 'node:process';

const words = process.argv.slice(2);

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
