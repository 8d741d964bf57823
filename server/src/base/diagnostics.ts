/** How grave a finding is. */
export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** One row of the catalogue: what a code means wherever it is shown. */
export interface DiagnosticRule {
  readonly severity: Severity;
  /** A short name for lists and documentation. */
  readonly title: string;
}

/**
 * The one catalogue of findings. A code is stable for ever; its page is `docs/diagnostics.md#<code>`.
 * Shown as `galley/<code>`.
 */
export const diagnosticRules = {
  'unclosed-tag': { severity: 'error', title: 'Tag is not closed' },
  'unclosed-block': { severity: 'error', title: 'Block is not closed' },
  'mismatched-block': { severity: 'error', title: 'Closing tag does not match' },
  'bad-tag': { severity: 'error', title: 'Tag cannot be read' },
  'undeclared-variable': { severity: 'error', title: 'Variable is not declared' },
  'unused-input': { severity: 'warning', title: 'Input is never used' },
  'duplicate-input': { severity: 'error', title: 'Input is declared twice' },
  'type-misuse': { severity: 'warning', title: 'Variable is used against its type' },
  'unknown-property': { severity: 'error', title: 'Property is not in the schema' },
  'unknown-helper': { severity: 'error', title: 'Helper does not exist' },
  'shadowed-helper': { severity: 'warning', title: 'Input has the name of a helper' },
  'missing-partial': { severity: 'error', title: 'Partial does not exist' },
  'circular-partial': { severity: 'error', title: 'Partial includes itself' },
  'missing-partial-argument': { severity: 'warning', title: 'Partial misses an argument' },
  'unknown-partial-argument': { severity: 'warning', title: 'Partial has no such input' },
  'mixed-dialect': { severity: 'warning', title: 'Syntax of another dialect' },
  'json-braces': { severity: 'error', title: 'JSON braces collide with template braces' },
  'unknown-role': { severity: 'error', title: 'Role does not exist' },
  'header-syntax': { severity: 'error', title: 'Header is not valid YAML' },
  'header-key': { severity: 'warning', title: 'Header key is not known' },
  'header-value': { severity: 'error', title: 'Header value is not valid' },
  'bad-schema': { severity: 'error', title: 'Schema is not valid' },
  'case-syntax': { severity: 'error', title: 'Case file is not valid' },
  'case-key': { severity: 'error', title: 'Key is not known in a case' },
  'unknown-assertion': { severity: 'error', title: 'Assertion does not exist' },
  'bad-assertion': { severity: 'error', title: 'Assertion is not valid' },
  'missing-input': { severity: 'error', title: 'Case misses a required input' },
  'unknown-input': { severity: 'error', title: 'Case gives an input that is not declared' },
  'input-type': { severity: 'error', title: 'Case gives an input of the wrong type' },
  'unknown-prompt': { severity: 'error', title: 'Prompt does not exist' },
  'unknown-selector': { severity: 'error', title: 'Version cannot be chosen here' },
  'unknown-provider': { severity: 'error', title: 'Provider does not exist' },
  'duplicate-prompt': { severity: 'error', title: 'Two files have the same prompt name' },
  'config-syntax': { severity: 'error', title: 'galley.yaml is not valid' },
  'unknown-code': { severity: 'warning', title: 'Code of a finding does not exist' },
  'unused-suppression': { severity: 'hint', title: 'Suppression silences nothing' },
  'interface-drift': { severity: 'information', title: 'Deployed version has another interface' },
  'secret-in-prompt': { severity: 'error', title: 'Prompt holds a secret' },
  'file-too-large': { severity: 'warning', title: 'File is too large to check' },
} as const satisfies Record<string, DiagnosticRule>;

/** A code of the catalogue, without the `galley/` prefix. */
export type DiagnosticCode = keyof typeof diagnosticRules;
