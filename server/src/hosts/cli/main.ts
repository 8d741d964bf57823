import { exitCodes, type ExitCode } from './faults';
import { createPrinter } from './output/printer';

/** Runs `galley` with the words after its name and gives the exit code. Nothing is left running when it resolves. */
export async function runCli(words: readonly string[]): Promise<ExitCode> {
  const { stdout, stderr, env } = process;
  const printer = createPrinter({ stdout, stderr, environment: env });
  printer.err.write(`galley ${words.join(' ')}\n`);
  return exitCodes.usage;
}
