import type { Command } from 'commander';
import { fault, FaultError } from '../../base';
import { type CommandFactory, type Frame, newCommand } from './command';
import { auditCommands } from './commands/audit';
import { branchCommands } from './commands/branches';
import { catalogCommands } from './commands/catalog';
import { checkCommands } from './commands/checks';
import { commentCommands } from './commands/comments';
import { deploymentCommands } from './commands/deployments';
import { environmentCommands } from './commands/environments';
import { fileCommands } from './commands/files';
import { importCommands } from './commands/import';
import { reviewCommands } from './commands/reviews';
import { searchCommands } from './commands/search';
import { sharingCommands } from './commands/sharing';
import { storeCareCommands } from './commands/store-care';
import { storeCommands } from './commands/store';
import { testCommands } from './commands/tests';
import { versionCommands } from './commands/versions';
import { product } from './product';

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly cwd?: string;
}

const groups: readonly (readonly [title: string, commands: readonly CommandFactory[]])[] = [
  ['Prompts:', [...checkCommands, ...fileCommands, ...searchCommands, ...catalogCommands]],
  ['Versions:', [...versionCommands, ...branchCommands, ...importCommands]],
  ['Tests:', testCommands],
  ['Reviews:', [...reviewCommands, ...commentCommands]],
  ['Environments:', [...deploymentCommands, ...environmentCommands]],
  ['More:', [...auditCommands, ...storeCommands, ...sharingCommands, ...storeCareCommands]],
];

const examples = [
  'galley lint',
  'galley commit acknowledge -m "First version"',
  'galley test acknowledge',
  'galley deploy acknowledge development',
] as const;

/** The command line as commander knows it. */
export function createProgram(frame: Frame): Command {
  const program = newCommand({ name: 'galley', summary: 'Prompts as code', examples }, frame)
    .description('Prompts as code: check, version, test, review and deploy the prompts of a workspace.')
    .usage('<command> [options]')
    .version(product().version, '-V, --version', 'print the version')
    .option('--json', 'print the result as JSON, and nothing else on standard output')
    .option('--cwd <folder>', 'work in this folder instead of the current one');
  for (const [title, factories] of groups) {
    for (const factory of factories) program.addCommand(factory(frame).helpGroup(title));
  }
  program.commandsGroup('More:').helpCommand('help [command]', 'show the help of a command');
  return program.addCommand(languageServer(frame).helpGroup('More:'));
}

/** Stands here for its help: a command line that begins with `lsp` never comes here. */
function languageServer(frame: Frame): Command {
  const spec = { name: 'lsp', summary: 'Run the language server', examples: ['galley lsp --stdio'] } as const;
  return newCommand(spec, frame)
    .option('--stdio', 'speak over standard input and output')
    .action(() => {
      const help = 'For example: galley lsp --stdio';
      throw new FaultError(fault('invalid-input', 'lsp has to be the first word after galley.', { help }));
    });
}
