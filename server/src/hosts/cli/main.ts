import { CommanderError } from 'commander';
import { type Fault, FaultError, type Result } from '../../base';
import type { WireGateResult } from '../../protocol';
import type { Answer, Frame, Surroundings } from './command';
import { exitCodeOfFault, exitCodes, type ExitCode, faultJson, faultText } from './faults';
import { gatesText } from './output/deployments';
import { createPrinter, type Printer } from './output/printer';
import { createProgram, type GlobalOptions } from './program';
import { openCliSession, workingFolder } from './session';

/**
 * Runs `galley` with the words after its name and gives the exit code. When it resolves, everything acknowledged is on
 * disk and nothing is left running.
 */
export async function runCli(words: readonly string[]): Promise<ExitCode> {
  const { stdout, stderr, env } = process;
  const printer = createPrinter({ stdout, stderr, environment: env });
  const json = wantsJson(words);
  let exitCode: ExitCode = exitCodes.ok;
  const frame: Frame = {
    width: Math.min(stdout.columns || 100, 120),
    write: (text) => printer.out.write(text),
    execute: async (work) => {
      exitCode = await perform(work, program.opts<GlobalOptions>(), printer, json);
    },
  };
  const program = createProgram(frame);
  try {
    await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' });
  } catch (error) {
    if (error instanceof FaultError) return printFault(error.fault, printer, json);
    if (!(error instanceof CommanderError)) return printDefect(error, printer, json);
  }
  return exitCode;
}

/** Whether JSON is asked for, also by a command line that is wrong otherwise. */
function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  const given = end < 0 ? words : words.slice(0, end);
  return given.some((word, at) => {
    const format = word === '--format' ? `--format=${given[at + 1] ?? ''}` : word;
    return word === '--json' || format === '--format=json';
  });
}

type Work = (surroundings: Surroundings) => Promise<Result<Answer>>;

async function perform(work: Work, options: GlobalOptions, printer: Printer, json: boolean): Promise<ExitCode> {
  const folder = workingFolder(options.cwd, process.cwd());
  if (!folder.ok) return printFault(folder.fault, printer, json);
  const interrupt = listenForInterrupt();
  const session = await openCliSession(folder.value);
  try {
    const result = await work({ session, printer, json, signal: interrupt.signal });
    printer.err.clearStatus();
    if (!result.ok) return printFault(result.fault, printer, json);
    return printAnswer(result.value, session.warnings, printer, json);
  } finally {
    await session.dispose();
    interrupt.dispose();
  }
}

/** The first interrupt asks the work to stop, the second does not wait for it. */
function listenForInterrupt(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of signals) process.off(name, stop);
    },
  };
}

function printAnswer(answer: Answer, warnings: readonly string[], { out, err }: Printer, json: boolean): ExitCode {
  out.write(json ? `${JSON.stringify(answer.json, null, 2)}\n` : answer.text(out.style));
  const notes = new Set([...warnings, ...(json ? [] : (answer.notes ?? []))]);
  for (const note of notes) err.write(`${err.style.yellow('note:')} ${note}\n`);
  return answer.exitCode ?? exitCodes.ok;
}

function printFault(fault: Fault, { out, err }: Printer, json: boolean): ExitCode {
  if (json) out.write(`${JSON.stringify(faultJson(fault), null, 2)}\n`);
  else err.write(gatesText(gatesOf(fault), err.style) + faultText(fault, err.style));
  return exitCodeOfFault[fault.code];
}

/** Says that the program itself is wrong. */
function printDefect(error: unknown, { out, err }: Printer, json: boolean): ExitCode {
  const message = error instanceof Error ? error.message : String(error);
  if (json) out.write(`${JSON.stringify({ error: { code: 'defect', message } }, null, 2)}\n`);
  const trace = error instanceof Error ? (error.stack ?? message) : message;
  err.write(`${err.style.red('This is a defect of Galley. Please report it with the lines below.')}\n${trace}\n`);
  return exitCodes.failed;
}

/** The gate results that a refused deployment carries. */
function gatesOf({ code, details }: Fault): readonly WireGateResult[] {
  // Made by the operation that refused, in this process.
  return code === 'refused' ? ((details as { gates?: readonly WireGateResult[] } | undefined)?.gates ?? []) : [];
}
