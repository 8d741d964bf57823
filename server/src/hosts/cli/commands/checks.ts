import { Option } from 'commander';
import { ok, type Result } from '../../../base';
import type { Finding, OperationInput, OperationOutput } from '../../../protocol';
import { command, integerOption, type Invocation } from '../command';
import { type ExitCode, exitCodes } from '../faults';
import { findingsText } from '../output/findings';
import { fixesText, patchesText } from '../output/fixes';
import { githubAnnotations } from '../output/github';
import { sarifLog } from '../output/sarif';
import type { Style } from '../output/style';
import { product } from '../product';
import { fileInWorkspace, filesOrStandardInput, fromHere } from '../workspace-files';
import { format } from './format';

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
  const { stdin, fix, dryRun, baseline, writeBaseline } = options;
  const files = await filesOrStandardInput(operands, stdin, session);
  if (!files.ok) return files;
  const known = baseline === undefined ? undefined : fileInWorkspace(baseline, session, 'baseline');
  if (known?.ok === false) return known;
  return ok({
    ...files.value,
    ...(options.format === 'sarif' ? { fixes: true } : {}),
    ...(fix === undefined ? {} : { fix }),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(known === undefined ? {} : { baseline: known.value }),
    ...(writeBaseline === undefined ? {} : { writeBaseline }),
  });
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

/** Commands that check files, and mend what can be mended. */
export const checkCommands = [lint, format];
