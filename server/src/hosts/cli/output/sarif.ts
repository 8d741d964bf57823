import { createHash } from 'node:crypto';
import { diagnosticRules, type DiagnosticRule, type Json } from '../../../base';
import type { Finding } from '../../../protocol';
import type { Product } from '../product';

/** What paths are relative to. */
const base = '%SRCROOT%';

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

/** Findings as a log of the Static Analysis Results Interchange Format 2.1.0 (OASIS). Columns count UTF-16 code units. */
export function sarifLog(findings: readonly Finding[], { version, sources }: Product): Json {
  const codes = [...new Set(findings.map((finding) => finding.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'galley',
            version,
            ...(sources === undefined ? {} : { informationUri: `${sources}README.md` }),
            rules: codes.map((code) => ruleOf(code, sources)),
          },
        },
        originalUriBaseIds: { [base]: { description: { text: 'The folder that galley was started in.' } } },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true }],
        results: withFingerprints(findings).map(([finding, fingerprint]) =>
          resultOf(finding, codes.indexOf(finding.code), fingerprint),
        ),
      },
    ],
  };
}

/**
 * By file, code and message, and by a number where these are the same: a finding is known again when lines before it come
 * or go.
 */
function withFingerprints(findings: readonly Finding[]): readonly (readonly [Finding, string])[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = `${finding.file}\n${finding.code}\n${finding.message}`;
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    return [finding, createHash('sha256').update(`${key}\n${number}`).digest('hex').slice(0, 32)];
  });
}

function ruleOf(code: string, sources: string | undefined): Json {
  const rules: ReadonlyMap<string, DiagnosticRule> = new Map(Object.entries(diagnosticRules));
  const rule = rules.get(code.replace(/^galley\//, ''));
  if (rule === undefined) return { id: code };
  const { title, severity } = rule;
  const anchor = code.replace(/^galley\//, '');
  const help = `${title}. The page docs/diagnostics.md explains it under ${anchor}.`;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: `${title}.` },
    help: { text: help },
    ...(sources === undefined ? {} : { helpUri: `${sources}docs/diagnostics.md#${anchor}` }),
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf(finding: Finding, ruleIndex: number, fingerprint: string): Json {
  const { file, range, code, severity, message, fix } = finding;
  const artifactLocation = { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: base };
  const locations = [{ physicalLocation: { artifactLocation, region: regionOf(range) } }];
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations,
    partialFingerprints: { 'galleyFinding/v1': fingerprint },
    ...(fix === undefined ? {} : { fixes: [fixOf(fix, artifactLocation)] }),
  };
}

function fixOf({ title, edits }: NonNullable<Finding['fix']>, artifactLocation: Json): Json {
  const replacements = edits.map(({ range, text }) => ({
    deletedRegion: regionOf(range),
    ...(text === '' ? {} : { insertedContent: { text } }),
  }));
  return { description: { text: title }, artifactChanges: [{ artifactLocation, replacements }] };
}

/** Lines and columns count from 1. */
function regionOf({ start, end }: Finding['range']): Json {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
