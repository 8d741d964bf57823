import type {
  CaseInfo,
  LogEntry,
  OperationOutput,
  PromptSummary,
  VersionRef,
  WireEnvironment,
  WireGateResult,
  WireReview,
  WireThread,
} from '../../../server/src/protocol';

/** Records with defaults, of which a test names what it is about. The clock of the tests stands at 2026-03-01, noon. */

export function version(number: number, semver: string): VersionRef {
  return { number, semver, hash: `${number}`.repeat(64).slice(0, 64) };
}

export function prompt(name: string, more: Partial<PromptSummary> = {}): PromptSummary {
  return {
    name,
    file: `prompts/${name}.prompt`,
    dialect: 'handlebars',
    dialectSource: 'file-name',
    format: 'dotprompt',
    inputs: [],
    modified: false,
    aliases: [],
    environments: [],
    cases: 0,
    ...more,
  };
}

/** What a comparison of two selectors says, by default that they are equal. */
export function comparison(
  { left, right = '' }: { readonly left: string; readonly right?: string },
  more: Partial<OperationOutput<'diff'>> = {},
): OperationOutput<'diff'> {
  const side = (label: string): OperationOutput<'diff'>['left'] => ({ label, prompt: label, source: '' });
  const nothing = { different: false, unified: '', stat: { added: 0, removed: 0 }, header: [], partials: [] };
  return { left: side(left), right: side(right), ...nothing, changes: [], breaking: false, ...more };
}

export function entry(number: number, semver: string, more: Partial<LogEntry> = {}): LogEntry {
  return {
    ...version(number, semver),
    message: `Change number ${number}`,
    author: { name: 'Ada Writer', email: 'ada@example.org' },
    time: '2026-03-01T11:58:00Z',
    parents: number > 1 ? [number - 1] : [],
    branch: 'main',
    aliases: [],
    environments: [],
    ...more,
  };
}

export function environment(name: string, more: Partial<WireEnvironment> = {}): WireEnvironment {
  return { name, protected: false, gates: ['lint'], revision: 0, prompts: {}, ...more };
}

export function gate(name: string, outcome: WireGateResult['outcome'], summary: string): WireGateResult {
  return { gate: name, prompt: 'triage', outcome, summary, evidence: null };
}

export function deployment(
  more: Partial<OperationOutput<'env.history'>[number]> = {},
): OperationOutput<'env.history'>[number] {
  return {
    deployment: '01DEPLOYMENT',
    environment: 'staging',
    revision: 1,
    kind: 'deploy',
    changes: [{ prompt: 'triage', to: version(2, '1.1.0') }],
    gates: [gate('lint', 'passed', 'no findings')],
    published: 'done',
    target: 'releases/staging.json',
    author: { name: 'Ada Writer' },
    time: '2026-03-01T11:00:00Z',
    reason: '',
    door: 'editor',
    ...more,
  };
}

export function review(more: Partial<WireReview> = {}): WireReview {
  return {
    id: '01REVIEW',
    prompt: 'triage',
    version: version(2, '1.1.0'),
    state: 'open',
    message: '',
    author: { name: 'Ada Writer' },
    time: '2026-03-01T10:00:00Z',
    decisions: [],
    ...more,
  };
}

export function thread(more: Partial<WireThread> = {}): WireThread {
  return {
    id: '01THREAD',
    prompt: 'triage',
    file: 'prompts/triage.prompt',
    version: version(2, '1.1.0'),
    state: 'open',
    startLine: 3,
    endLine: 4,
    outdated: false,
    comments: [comment('01COMMENT', 'Is this polite enough?')],
    ...more,
  };
}

export function comment(id: string, body: string, author = 'Ada Writer'): WireThread['comments'][number] {
  return { id, body, author: { name: author }, time: '2026-03-01T09:00:00Z' };
}

export function caseInfo(name: string, more: Partial<CaseInfo> = {}): CaseInfo {
  return {
    prompt: 'triage',
    case: name,
    file: 'prompts/triage.cases.yaml',
    range: { start: { line: 2, character: 2 }, end: { line: 5, character: 0 } },
    tags: [],
    ...more,
  };
}

export function status(name: string): OperationOutput<'status'> {
  return {
    store: '.galley',
    facts: 1,
    databaseBytes: 1,
    journalBytes: 1,
    warnings: [],
    author: { name },
  };
}
