import { Option } from 'commander';
import { fail, fault, ok, type Result } from '../../../base';
import type { Finding, OperationInput, OperationOutput } from '../../../protocol';
import { command, integerOption, type Invocation } from '../command';
import { type ExitCode, exitCodes } from '../faults';
import { findingsText, formattedText } from '../output/findings';
import { fixesText, patchesText } from '../output/fixes';
import { githubAnnotations } from '../output/github';
import { sarifLog } from '../output/sarif';
import type { Style } from '../output/style';
import { product } from '../product';
import type { CliSession } from '../session';
import { readStandardInput } from '../standard-input';
import { fileInWorkspace, filesInWorkspace, fromHere } from '../workspace-files';

interface LintOptions {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly severity: Finding['severity'];
  readonly maxWarnings?: number;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: boolean;
  readonly stdin?: string;
}

const formats = ['text', 'json', 'sarif', 'github'];
/** From grave to slight. */
const severities = ['error', 'warning', 'information', 'hint'] as const;

const lint = command<LintOptions>({
  name: 'lint',
  operands: [['[files...]', 'files or names of prompts; everything when absent']],
  summary: 'Check prompts, cases and galley.yaml',
  details: 'Errors and warnings end with exit code 1.',
  examples: [
    'galley lint',
    'galley lint prompts/triage.prompt --fix',
    'galley lint --format sarif > galley.sarif',
    'galley lint --baseline galley-baseline.json --write-baseline',
  ],
  options: [
    new Option('--format <format>', 'how findings are printed').choices(formats).default('text'),
    new Option('--fix', 'mend what can be mended without a look, as "fix all" does in the editor'),
    new Option('--dry-run', 'with --fix: print what would change as a patch, and change nothing'),
    new Option('--severity <severity>', 'findings from this severity on end with exit code 1')
      .choices([...severities])
      .default('warning'),
    integerOption('--max-warnings <number>', 'more warnings than this end with exit code 1, fewer do not', 0),
    new Option('--baseline <file>', 'leave out the findings that this file knows'),
    new Option('--write-baseline', 'write the findings of now into the baseline'),
    new Option('--stdin <file>', 'check standard input as the text of this file'),
  ],
  run: async (invocation) => {
    const input = await inputOf(invocation);
    if (!input.ok) return input;
    const { options, session, signal } = invocation;
    const linted = await session.call('lint', input.value, { signal });
    if (!linted.ok) return linted;
    const { gone = 0, findings } = linted.value;
    const notes =
      gone === 0 ? [] : [`${gone} entries of the baseline have no finding any more: --write-baseline takes them out`];
    return ok({
      json: linted.value,
      text: (style) => textOf(linted.value, invocation, style),
      notes,
      exitCode: exitCodeOf(findings, options),
    });
  },
});

async function inputOf({
  operands,
  options,
  session,
}: Invocation<LintOptions>): Promise<Result<OperationInput<'lint'>>> {
  const { stdin, format, fix, dryRun, baseline, writeBaseline } = options;
  if (stdin !== undefined && operands.length > 0)
    return fail(fault('invalid-input', 'Standard input stands for one file: name no others.', { key: 'files' }));
  const files = stdin === undefined ? filesInWorkspace(operands, session) : await readStdin(stdin, session);
  if (!files.ok) return files;
  const known = baseline === undefined ? undefined : fileInWorkspace(baseline, session, 'baseline');
  if (known?.ok === false) return known;
  return ok({
    ...files.value,
    ...(format === 'sarif' ? { fixes: true } : {}),
    ...(fix === undefined ? {} : { fix }),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(known === undefined ? {} : { baseline: known.value }),
    ...(writeBaseline === undefined ? {} : { writeBaseline }),
  });
}

/** Standard input as the text of a file, which need not be there yet. */
async function readStdin(word: string, session: CliSession): Promise<Result<{ files: string[]; text: string }>> {
  const file = fileInWorkspace(word, session, 'stdin');
  if (!file.ok) return file;
  const text = await readStandardInput();
  return text.ok ? ok({ files: [file.value], text: text.value }) : text;
}

function textOf(output: OperationOutput<'lint'>, { options, session }: Invocation<LintOptions>, style: Style): string {
  const findings = output.findings.map((finding) => fromHere(finding, session));
  if (options.format === 'sarif') return `${JSON.stringify(sarifLog(findings, product()), null, 2)}\n`;
  if (options.format === 'github') return githubAnnotations(findings);
  const { fixed = [], known = 0 } = output;
  if (options.dryRun === true) return patchesText(fixed);
  const mended = fixesText(
    fixed.map((one) => fromHere(one, session)),
    style,
  );
  return mended + findingsText({ ...output, findings }, style, known);
}

function exitCodeOf(findings: readonly Finding[], { severity, maxWarnings }: LintOptions): ExitCode {
  const limit = severities.indexOf(severity);
  const warnings = findings.filter((finding) => finding.severity === 'warning').length;
  const bad = findings.some((finding) => {
    if (finding.severity === 'warning' && maxWarnings !== undefined) return warnings > maxWarnings;
    return severities.indexOf(finding.severity) <= limit;
  });
  return bad ? exitCodes.failed : exitCodes.ok;
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
    const { changed } = formatted.value;
    return ok({
      json: formatted.value,
      text: (style) => formattedText(formatted.value, options.check === true, style),
      exitCode: options.check === true && changed.length > 0 ? exitCodes.failed : exitCodes.ok,
    });
  },
});

/** Commands that check files, and mend what can be mended. */
export const checkCommands = [lint, format];
