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
        results: findings.map((finding) => resultOf(finding, codes.indexOf(finding.code))),
      },
    ],
  };
}

function ruleOf(code: string): Json {
  const rules: ReadonlyMap<string, DiagnosticRule> = new Map(Object.entries(diagnosticRules));
  const rule = rules.get(code.replace(/^galley\//, ''));
  if (rule === undefined) return { id: code };
  const { title, severity } = rule;
  return { id: code, shortDescription: { text: title }, defaultConfiguration: { level: levels[severity] } };
}

function resultOf({ file, range, code, severity, message }: Finding, ruleIndex: number): Json {
  const region = {
    startLine: range.start.line + 1,
    startColumn: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
  };
  const artifactLocation = { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
  const locations = [{ physicalLocation: { artifactLocation, region } }];
  return { ruleId: code, ruleIndex, level: levels[severity], message: { text: message }, locations };
}
