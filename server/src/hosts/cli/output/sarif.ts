import { createHash } from 'node:crypto';
import { diagnosticRules, type DiagnosticRule, type Json } from '../../../base';
import type { Finding } from '../../../protocol';

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

/** Findings as a log of the Static Analysis Results Interchange Format 2.1.0 (OASIS). Columns count UTF-16 code units. */
export function sarifLog(findings: readonly Finding[], version: string): Json {
  const codes = [...new Set(findings.map((finding) => finding.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'galley', version, rules: codes.map(ruleOf) } },
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

function ruleOf(code: string): Json {
  const rules: ReadonlyMap<string, DiagnosticRule> = new Map(Object.entries(diagnosticRules));
  const rule = rules.get(code.replace(/^galley\//, ''));
  if (rule === undefined) return { id: code };
  const { title, severity } = rule;
  const help = `${title}. The page docs/diagnostics.md explains it under ${code.replace(/^galley\//, '')}.`;
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: `${title}.` },
    help: { text: help },
    defaultConfiguration: { level: levels[severity] },
  };
}

function resultOf({ file, range, code, severity, message }: Finding, ruleIndex: number, fingerprint: string): Json {
  const region = {
    startLine: range.start.line + 1,
    startColumn: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
  };
  const artifactLocation = { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
  const locations = [{ physicalLocation: { artifactLocation, region } }];
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: message },
    locations,
    partialFingerprints: { 'galleyFinding/v1': fingerprint },
  };
}
