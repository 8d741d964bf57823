import type {
  Author,
  DeploymentChange,
  DeploymentRecord,
  InterfaceInput,
  PromptInterface,
  ReviewDecision,
  ReviewRecord,
  VersionBehaviour,
  VersionRecord,
} from '../../server/src/domain';
import type { Json } from '../../server/src/base';

export const ada: Author = { name: 'Ada', email: 'ada@example.com' };
export const grace: Author = { name: 'Grace', email: 'grace@example.com' };
export const linus: Author = { name: 'Linus' };

const schemas: { readonly [type: string]: Json } = { any: {} };

/**
 * An input from one word: `name` is a required string, `name?` an optional one, `name:integer` has a type,
 * `name=5` a default.
 */
export function input(word: string, more: Partial<InterfaceInput> = {}): InterfaceInput {
  const [, name = '', optional, type = 'string', preset] = /^(\w+)(\?)?(?::(\w+))?(?:=(.*))?$/.exec(word) ?? [];
  return {
    name,
    type,
    required: optional === undefined,
    schema: schemas[type] ?? { type },
    ...(preset === undefined ? {} : { default: JSON.parse(preset) as Json }),
    ...more,
  };
}

/** An interface from the words of {@link input}. */
export function face(words: string, output?: Json): PromptInterface {
  const inputs = words === '' ? [] : words.split(' ').map((word) => input(word));
  return output === undefined ? { inputs } : { inputs, output };
}

export function behaviour(more: Partial<VersionBehaviour> = {}): VersionBehaviour {
  return {
    format: 'dotprompt',
    dialect: 'handlebars',
    type: 'text',
    messages: [{ text: 'Hello {{name}}' }],
    parameters: {},
    tools: [],
    inputs: [input('name')],
    partials: [],
    ...more,
  };
}

export function version(number: number, more: Partial<VersionRecord> = {}): VersionRecord {
  return {
    id: `v${number}`,
    prompt: 'p',
    number,
    semver: `1.0.${number}`,
    hash: `hash-${number}`,
    parents: [],
    branch: 'main',
    message: '',
    author: ada,
    time: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

/**
 * Deployments of one environment from words, newest first: `a1 b1` deploys two prompts, `<a1` rolls `a` back to version 1,
 * `<a` takes it out, `<2:a1` does so to bring revision 2 back.
 */
export function history(...steps: readonly string[]): readonly DeploymentRecord[] {
  return steps
    .map((step, index): DeploymentRecord => {
      const [mark = '', revision] = /^(?:<(?:(\d+):)?)?/.exec(step) ?? [];
      const changes = step
        .slice(mark.length)
        .split(' ')
        .map((word): DeploymentChange => (word.length > 1 ? { prompt: word.charAt(0), to: word } : { prompt: word }));
      return {
        id: `d${index + 1}`,
        environment: 'production',
        revision: index + 1,
        kind: mark === '' ? 'deploy' : 'rollback',
        ...(revision === undefined ? {} : { restores: `d${revision}` }),
        changes,
        gates: [],
        reason: '',
        author: ada,
        door: 'cli',
        time: '2026-01-01T00:00:00.000Z',
        published: 'done',
      };
    })
    .reverse();
}

/** A review of a version with what was said in it: `Grace approved`, in order of time. */
export function review(
  state: ReviewRecord['state'],
  ...decisions: readonly (readonly [Author, ReviewDecision])[]
): ReviewRecord {
  return {
    id: `r${decisions.length}-${state}`,
    prompt: 'p',
    version: 'v1',
    state,
    message: '',
    author: ada,
    time: '2026-01-01T00:00:00.000Z',
    decisions: decisions.map(([author, decision], index) => ({
      decision,
      reason: '',
      author,
      time: `2026-01-01T00:00:0${index + 1}.000Z`,
    })),
  };
}
