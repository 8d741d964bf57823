import { existsSync } from 'node:fs';
import path from 'node:path';
import { Option } from 'commander';
import { fail, fault, ok, type Result } from '../../../base';
import type { Finding } from '../../../protocol';
import { command, type Invocation, listOption } from '../command';
import { exitCodes } from '../faults';
import { type Inputs, readInputs } from '../input-values';
import { findingsText, formattedText } from '../output/findings';
import { githubAnnotations } from '../output/github';
import { messagesText, promptsText } from '../output/prompts';
import { sarifLog } from '../output/sarif';
import { productVersion } from '../product';
import type { CliSession } from '../session';

/** What a file on the command line is in the workspace; a word that is no file is a prompt's name. */
function inWorkspace(word: string, { root, folder }: CliSession): Result<string> {
  const absolute = path.resolve(folder, word);
  if (!existsSync(absolute)) return ok(word);
  const relative = path.relative(root, absolute);
  const outside = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  if (!outside) return ok(relative.split(path.sep).join('/'));
  return fail(fault('invalid-input', `${word} lies outside of the workspace ${root}.`, { key: 'files' }));
}

/** The files that the words of a command line name; without words, none is named. */
function filesInWorkspace(words: readonly string[], session: CliSession): Result<{ readonly files?: string[] }> {
  const files: string[] = [];
  for (const word of words) {
    const file = inWorkspace(word, session);
    if (!file.ok) return file;
    files.push(file.value);
  }
  return ok(files.length === 0 ? {} : { files });
}

/** A finding with its file as it is called in the folder of the process: what a terminal can open and a build knows. */
function fromHere(finding: Finding, { root }: CliSession): Finding {
  const file = path.relative(process.cwd(), path.join(root, finding.file));
  return { ...finding, file: file.split(path.sep).join('/') };
}

interface LintOptions {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
}

const formats = ['text', 'json', 'sarif', 'github'];

const lint = command<LintOptions>({
  name: 'lint',
  operands: [['[files...]', 'files or names of prompts; everything when absent']],
  summary: 'Check prompts, cases and galley.yaml',
  details: 'Errors and warnings end with exit code 1.',
  examples: ['galley lint', 'galley lint prompts/triage.prompt', 'galley lint --format sarif > galley.sarif'],
  options: [new Option('--format <format>', 'how findings are printed').choices(formats).default('text')],
  run: async ({ operands, options, session, signal }) => {
    const files = filesInWorkspace(operands, session);
    if (!files.ok) return files;
    const linted = await session.call('lint', files.value, { signal });
    if (!linted.ok) return linted;
    const { findings } = linted.value;
    const bad = findings.some(({ severity }) => severity === 'error' || severity === 'warning');
    return ok({
      json: linted.value,
      text: (style) => {
        const placed = findings.map((finding) => fromHere(finding, session));
        if (options.format === 'sarif') return `${JSON.stringify(sarifLog(placed, productVersion()), null, 2)}\n`;
        if (options.format === 'github') return githubAnnotations(placed);
        return findingsText({ ...linted.value, findings: placed }, style);
      },
      exitCode: bad ? exitCodes.failed : exitCodes.ok,
    });
  },
});

const list = command({
  name: 'list',
  operands: [['[filter]', 'a part of the names']],
  summary: 'List the prompts of the workspace',
  examples: ['galley list', 'galley list orders --json'],
  run: async ({ operands: [filter], session, signal }) => {
    const listed = await session.call('list', filter === undefined ? {} : { filter }, { signal });
    return listed.ok ? ok({ json: listed.value, text: (style) => promptsText(listed.value, style) }) : listed;
  },
});

interface RenderOptions {
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly case?: string;
}

const render = command<RenderOptions>({
  name: 'render',
  operands: [['<selector>', 'name, or name@ with latest, #12, 1.4.0, an environment or an alias']],
  summary: 'Render a prompt with inputs or with those of a case',
  details: 'No model is asked. Inputs of the command line lie over those of a file, and these over those of a case.',
  examples: [
    'galley render acknowledge --case "chat stays short"',
    'galley render acknowledge@production --inputs ticket.json --input reply_hours=4',
  ],
  options: [
    listOption('-i, --input <name=value>', 'the value of an input; again for more'),
    new Option('--inputs <file>', 'a JSON file of inputs, or - for standard input'),
    new Option('--case <name>', 'take the inputs of a case'),
  ],
  run: async (invocation) => {
    const { operands, options, session, signal } = invocation;
    const [selector = ''] = operands;
    const inputs = await inputsOf(selector, invocation);
    if (!inputs.ok) return inputs;
    const input = {
      selector,
      ...(inputs.value === undefined ? {} : { inputs: inputs.value }),
      ...(options.case === undefined ? {} : { case: options.case }),
    };
    const rendered = await session.call('render', input, { signal });
    if (!rendered.ok) return rendered;
    const { missing } = rendered.value;
    const notes = missing.length === 0 ? [] : [`required inputs without a value: ${missing.join(', ')}`];
    return ok({ json: rendered.value, text: (style) => messagesText(rendered.value, style), notes });
  },
});

async function inputsOf(
  selector: string,
  { options, session, signal }: Invocation<RenderOptions>,
): Promise<Result<Inputs | undefined>> {
  const { input: pairs = [], inputs: file } = options;
  if (pairs.length === 0 && file === undefined) return ok(undefined);
  const shown = await session.call('show', { selector }, { signal });
  return shown.ok ? readInputs({ pairs, file, folder: session.folder }, shown.value.inputs) : shown;
}

interface FormatOptions {
  readonly check?: boolean;
}

const format = command<FormatOptions>({
  name: 'format',
  operands: [['[files...]', 'files or names of prompts; everything when absent']],
  summary: 'Write the white space of prompts, cases and galley.yaml in one way',
  details: 'What is rendered never changes. With --check, files that would change end with exit code 1.',
  examples: ['galley format', 'galley format prompts/triage.prompt', 'galley format --check'],
  options: [new Option('--check', 'say which files would change, and change none')],
  run: async ({ operands, options, session, signal }) => {
    const files = filesInWorkspace(operands, session);
    if (!files.ok) return files;
    const input = { ...files.value, check: options.check === true };
    const formatted = await session.call('format', input, { signal });
    if (!formatted.ok) return formatted;
    const { changed, files: count } = formatted.value;
    return ok({
      json: formatted.value,
      text: (style) => formattedText(formatted.value, options.check === true, style),
      exitCode: options.check === true && changed.length > 0 && count > 0 ? exitCodes.failed : exitCodes.ok,
    });
  },
});

interface DialectOptions {
  readonly folder?: boolean;
  readonly dryRun?: boolean;
}

const dialect = command<DialectOptions>({
  name: 'dialect',
  operands: [
    ['<file>', 'a file or the name of a prompt'],
    ['<dialect>', 'handlebars, mustache, jinja, fstring, braces, input-marks, semantic-kernel, or auto'],
  ],
  summary: 'Choose the dialect of a prompt file in galley.yaml',
  details: 'With auto the entry is taken out again, and the dialect is detected.',
  examples: ['galley dialect prompts/legacy/greeting.txt fstring', 'galley dialect legacy/greeting jinja --folder'],
  options: [
    new Option('--folder', 'for every file of this ending in and below its folder'),
    new Option('--dry-run', 'print what galley.yaml would be, and leave it as it is'),
  ],
  run: async ({ operands: [word = '', name = ''], options, session, signal }) => {
    const file = inWorkspace(word, session);
    if (!file.ok) return file;
    const scope = options.folder === true ? 'folder' : 'file';
    const input = { file: file.value, dialect: name, scope, dryRun: options.dryRun === true } as const;
    const chosen = await session.call('dialect', input, { signal });
    if (!chosen.ok) return chosen;
    const { pattern, text, changed } = chosen.value;
    const done = changed
      ? `galley.yaml: ${pattern} is ${name === 'auto' ? 'detected' : name}\n`
      : 'nothing to change\n';
    return ok({ json: chosen.value, text: () => (options.dryRun === true ? text : done) });
  },
});

/** Commands that look at files. */
export const fileCommands = [lint, format, list, render, dialect];
