import type { Diagnostic, Location } from 'vscode-languageserver-types';
import { diagnosticRules, type DiagnosticCode, type Json, type Severity, type TextRange } from '../../base';
import type { Problem, PromptDocument } from '../../template';
import type { ParsedCases, ParsedFile, ParsedPrompt } from '../documents';
import type { PromptFacts } from '../facts';
import type { Catalog } from '../ports';
import type { Project } from '../project';

/** One thing found wrong, with offsets in the file it is in. */
export interface Finding {
  readonly code: DiagnosticCode;
  readonly range: TextRange;
  /** One or two sentences for a person. */
  readonly message: string;
  /** Where this one is less certain, or less grave, than others of its code. */
  readonly severity?: Severity;
  readonly related?: readonly { readonly location: Location; readonly message: string }[];
  /** What a quick fix needs to know. */
  readonly data?: { readonly [key: string]: Json };
}

/** What a rule about a prompt looks at. */
export interface PromptContext {
  readonly parsed: ParsedPrompt;
  readonly facts: PromptFacts;
  readonly project: Project;
  readonly catalog: Catalog | undefined;
}

/** What a rule about a file of cases looks at. */
export interface CasesContext {
  readonly parsed: ParsedCases;
  readonly project: Project;
}

/** A problem of a parser as a finding. */
export function findingOf(problem: Problem, parsed: ParsedFile): Finding {
  const { related } = problem;
  return {
    code: problem.code,
    range: problem.range,
    message: problem.message,
    ...severityOf(problem, parsed),
    ...(related === undefined
      ? {}
      : { related: [{ location: locationIn(parsed, related.range), message: related.message }] }),
    ...(problem.data === undefined ? {} : { data: problem.data }),
  };
}

/** Braces of JSON beside `{name}` are only wrong when the text is an f-string, and nobody said that it is. */
function severityOf({ code, severity }: Problem, parsed: ParsedFile): Pick<Finding, 'severity'> {
  const guessed = code === 'json-braces' && parsed.kind === 'prompt' && isGuessedFstring(parsed.document);
  if (guessed) return { severity: 'information' };
  return severity === undefined ? {} : { severity };
}

function isGuessedFstring({ dialect, dialectSource }: PromptDocument): boolean {
  return dialect === 'fstring' && dialectSource === 'signals';
}

/** A range of a file as a location. */
export function locationIn(parsed: ParsedFile, range: TextRange): Location {
  return { uri: parsed.file.uri, range: parsed.lines.rangeAt(range) };
}

const severityNumbers = { error: 1, warning: 2, information: 3, hint: 4 } as const satisfies Record<Severity, number>;
const unnecessary = 1;
/** Codes of what could go without a loss. */
const unnecessaryCodes: ReadonlySet<DiagnosticCode> = new Set(['unused-input', 'unused-suppression']);

/** A finding in the form of the protocol. Undefined when the settings silence its code. */
export function diagnosticOf(
  finding: Finding,
  parsed: ParsedFile,
  severities: ReadonlyMap<string, Severity | 'off'>,
  documentation: string | undefined,
): Diagnostic | undefined {
  const { code, range, message, related, data } = finding;
  const severity = severities.get(code) ?? finding.severity ?? diagnosticRules[code].severity;
  if (severity === 'off') return undefined;
  return {
    range: parsed.lines.rangeAt(range),
    severity: severityNumbers[severity],
    source: 'galley',
    code: `galley/${code}`,
    ...(documentation === undefined ? {} : { codeDescription: { href: `${documentation}#${code}` } }),
    message,
    ...(unnecessaryCodes.has(code) ? { tags: [unnecessary] } : {}),
    ...(related === undefined
      ? {}
      : { relatedInformation: related.map(({ location, message: text }) => ({ location, message: text })) }),
    ...(data === undefined ? {} : { data }),
  };
}
