import { Command, type CommanderError, Option } from 'commander';
import { fault, FaultError, nearest, type Result } from '../../base';
import type { ExitCode } from './faults';
import type { Printer } from './output/printer';
import type { Style } from './output/style';
import type { CliSession } from './session';

/** What a command has to say when it went well. */
export interface Answer {
  /** The result for programs, in the shape of the operation's output. */
  readonly json: unknown;
  /** The result for people; ends with a line break unless it is the content of a file. */
  readonly text: (style: Style) => string;
  /** What people should know beside the result, on standard error. */
  readonly notes?: readonly string[];
  /** 0 when absent. */
  readonly exitCode?: ExitCode;
}

/** What a command runs with. */
export interface Invocation<Options> {
  /** The words that are neither command nor option. */
  readonly operands: readonly string[];
  readonly options: Options;
  readonly session: CliSession;
  readonly printer: Printer;
  /** Whether the result is printed as JSON. */
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** One command of the command line. `Options` names the values of `options` as commander makes them. */
export interface CommandSpec<Options> {
  readonly name: string;
  /** Each `[syntax, help]`, such as `['<prompt>', 'the name of a prompt']`. */
  readonly operands?: readonly (readonly [syntax: string, help: string])[];
  /** What follows the options in the usage line, where the operands do not say it. */
  readonly usage?: string;
  /** One line without a full stop. */
  readonly summary: string;
  /** What the summary leaves open. */
  readonly details?: string;
  /** Command lines as a person types them. */
  readonly examples: readonly [string, ...string[]];
  readonly options?: readonly Option[];
  /** Commands below this one. */
  readonly commands?: readonly CommandFactory[];
  readonly run: (invocation: Invocation<Options>) => Promise<Result<Answer>>;
}

/** What every invocation has, whatever its command. */
export type Surroundings = Omit<Invocation<never>, 'operands' | 'options'>;

/** The program around the commands. */
export interface Frame {
  /** Runs the work of a command, prints its answer, and keeps its exit code. */
  execute(work: (surroundings: Surroundings) => Promise<Result<Answer>>): Promise<void>;
  /** Prints help. */
  write(text: string): void;
  /** Columns that help may take. */
  readonly width: number;
}

/** Makes a command of a program. */
export type CommandFactory = (frame: Frame) => Command;

/** Declares a command. */
export function command<Options extends object>(spec: CommandSpec<Options>): CommandFactory {
  return (frame) => {
    const made = newCommand(spec, frame);
    if (spec.details !== undefined) made.description(`${spec.summary}. ${spec.details}`);
    for (const [syntax, help] of spec.operands ?? []) made.argument(syntax, help);
    for (const option of spec.options ?? []) made.addOption(option);
    for (const factory of spec.commands ?? []) made.addCommand(factory(frame));
    if (spec.usage !== undefined) made.usage(`[options] ${spec.usage}`);
    return made
      .helpCommand(false)
      .action(() =>
        frame.execute((surroundings) =>
          spec.run({ ...surroundings, operands: made.args, options: made.opts<Options>() }),
        ),
      );
  };
}

/** A word that other commands stand under. */
export interface GroupSpec {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly [string, ...string[]];
  readonly commands: readonly CommandFactory[];
}

/** Declares a word that other commands stand under. */
export function commandGroup(spec: GroupSpec): CommandFactory {
  return (frame) => {
    const made = newCommand(spec, frame).usage('<command>').helpCommand(false);
    for (const factory of spec.commands) made.addCommand(factory(frame));
    return made.argument('[words...]').action(() => {
      throw new FaultError(wrongSubcommand(made));
    });
  };
}

/** A command with its help, which says in one form how it is used wrongly, whatever was found. */
export function newCommand(
  { name, summary, examples }: Pick<CommandSpec<never>, 'name' | 'summary' | 'examples'>,
  frame: Frame,
): Command {
  const made = new Command(name).summary(summary).description(`${summary}.`);
  made.configureOutput({
    writeOut: (text) => frame.write(text),
    outputError: () => undefined,
    getOutHelpWidth: () => frame.width,
  });
  made
    .configureHelp(helpLayout)
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', helpOfExamples(examples));
  return made.exitOverride((error) => rethrow(error, made, examples));
}

/** Commands with what follows them; options that hold for every command, less the version, below its own. */
const helpLayout = {
  showGlobalOptions: true,
  subcommandTerm: (made: Command): string => `${made.name()} ${made.usage().replace('[options]', '').trim()}`.trim(),
  visibleGlobalOptions: (made: Command): Option[] =>
    made.parent === null ? [] : rootOf(made).options.filter((option) => option.long !== '--version'),
};

function rootOf(made: Command): Command {
  return made.parent === null ? made : rootOf(made.parent);
}

function helpOfExamples(examples: readonly string[]): string {
  const title = examples.length === 1 ? 'Example' : 'Examples';
  return `\n${title}:\n${examples.map((example) => `  $ ${example}`).join('\n')}`;
}

function rethrow(error: CommanderError, made: Command, examples: readonly string[]): never {
  if (error.exitCode === 0) throw error;
  const [what = '', ...hints] = error.message.replace(/^error: /, '').split('\n');
  const hint = hints.join(' ').replace(/^\(|\)$/g, '');
  const message = `${what.charAt(0).toUpperCase()}${what.slice(1).replace(/\.?$/, '.')}${hint === '' ? '' : ` ${hint}`}`;
  throw new FaultError(fault('invalid-input', message, { help: usageHelp(made, examples) }));
}

function usageHelp(made: Command, examples: readonly string[]): string {
  const [example] = examples;
  return `${example === undefined ? '' : `For example: ${example}\n        `}Help: ${pathOf(made)} --help`;
}

/** `galley review approve`. */
function pathOf(made: Command): string {
  return made.parent === null ? made.name() : `${pathOf(made.parent)} ${made.name()}`;
}

function wrongSubcommand(made: Command): ReturnType<typeof fault> {
  const names = made.commands.map((each) => each.name());
  const [word] = made.args;
  const help = `Help: ${pathOf(made)} --help`;
  if (word === undefined) return fault('invalid-input', `${pathOf(made)} needs one of ${names.join(', ')}.`, { help });
  const near = nearest(word, names);
  const hint = near === undefined ? `It has ${names.join(', ')}.` : `Did you mean ${near}?`;
  return fault('invalid-input', `${pathOf(made)} has no command "${word}". ${hint}`, { help });
}

/** An option with a value that has to be a whole number of at least `least`. */
export function integerOption(flags: string, help: string, least = 1): Option {
  return new Option(flags, help).argParser((text: string) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (value < least) throw new FaultError(badInteger(flags, text, least));
    return value;
  });
}

function badInteger(flags: string, text: string, least: number): ReturnType<typeof fault> {
  const [name = flags] = flags.split(/[ ,]+/).filter((word) => word.startsWith('--'));
  return fault('invalid-input', `${name} takes a whole number from ${least}, not "${text}".`, { key: name.slice(2) });
}

/** An option that may be given several times. */
export function listOption(flags: string, help: string): Option {
  return new Option(flags, help).argParser((text: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    text,
  ]);
}
