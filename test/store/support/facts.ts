import type {
  AliasMoved,
  CommentAdded,
  EnvironmentDeployed,
  Fact,
  PromptCreated,
  ReviewRequested,
  RunRecorded,
  ThreadStarted,
  VersionCommitted,
  VersionContent,
} from '../../../server/src/domain';

/** What a fact carries beside its own members: fixed, so that expectations can be written down. */
const common = {
  time: '2026-03-01T12:00:00.000Z',
  author: { name: 'Ada', email: 'ada@example.com' },
  door: 'cli',
} as const;

type Given<F extends Fact, Needed extends keyof F> = Pick<F, Needed> & Partial<F>;

export function promptCreated(given: Given<PromptCreated, 'prompt'>): PromptCreated {
  const { prompt } = given;
  return {
    ...common,
    kind: 'prompt-created',
    id: `f-${prompt}`,
    name: prompt,
    file: `prompts/${prompt}.prompt`,
    ...given,
  };
}

/** The content of a version whose body is `text`. */
export function contentOf(text: string): VersionContent {
  return {
    source: `---\nmodel: test\n---\n${text}`,
    behaviour: {
      format: 'dotprompt',
      dialect: 'handlebars',
      type: 'text',
      messages: [{ text }],
      model: 'test',
      parameters: { temperature: 0.5 },
      tools: [],
      inputs: [{ name: 'ticket', type: 'string', required: true, schema: { type: 'string' } }],
      partials: [],
    },
  };
}

export function versionCommitted(given: Given<VersionCommitted, 'prompt' | 'version'>): VersionCommitted {
  const { version } = given;
  const own = { semver: '1.0.0', hash: `hash-${version}`, content: contentOf(version), parents: [], branch: 'main' };
  return { ...common, kind: 'version-committed', id: `f-${version}`, ...own, message: `make ${version}`, ...given };
}

export function aliasMoved(given: Given<AliasMoved, 'id' | 'prompt' | 'alias'>): AliasMoved {
  return { ...common, kind: 'alias-moved', reason: 'it is better', ...given };
}

export function deployed(
  given: Given<EnvironmentDeployed, 'deployment' | 'environment' | 'changes'>,
): EnvironmentDeployed {
  const { deployment } = given;
  const own = { mode: 'deploy', gates: [], reason: 'release', publishes: true } as const;
  return { ...common, kind: 'environment-deployed', id: `f-${deployment}`, ...own, ...given };
}

export function threadStarted(given: Given<ThreadStarted, 'thread' | 'prompt'>): ThreadStarted {
  const anchor = { startLine: 1, endLine: 2, lines: ['one', 'two'] };
  return { ...common, kind: 'thread-started', id: `f-${given.thread}`, source: 'zero\none\ntwo\n', anchor, ...given };
}

export function commentAdded(given: Given<CommentAdded, 'comment' | 'thread'>): CommentAdded {
  return { ...common, kind: 'comment-added', id: `f-${given.comment}`, body: `says ${given.comment}`, ...given };
}

export function reviewRequested(given: Given<ReviewRequested, 'review' | 'prompt' | 'version'>): ReviewRequested {
  return { ...common, kind: 'review-requested', id: `f-${given.review}`, message: 'please look', ...given };
}

export function runRecorded(given: Given<RunRecorded, 'run' | 'prompt'>): RunRecorded {
  const own = { hash: 'hash-v1', provider: 'replay', results: [] };
  return { ...common, kind: 'run-recorded', id: `f-${given.run}`, ...own, ...given };
}

/** The members that every fact carries, under the given id. */
export function factBase(id: string): typeof common & { readonly id: string } {
  return { id, ...common };
}
