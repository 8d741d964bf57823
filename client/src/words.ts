import type { Prompt } from './folders';

interface Person {
  readonly name: string;
}

const units: readonly (readonly [seconds: number, one: string, many: string])[] = [
  [31_536_000, 'year', 'years'],
  [2_592_000, 'month', 'months'],
  [604_800, 'week', 'weeks'],
  [86_400, 'day', 'days'],
  [3600, 'hour', 'hours'],
  [60, 'minute', 'minutes'],
];

/**
 * How long ago a time was, in its largest unit: `3 hours ago`.
 * @param time ISO 8601
 * @param now milliseconds since 1970
 */
export function ago(time: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  for (const [length, one, many] of units) {
    const count = Math.floor(seconds / length);
    if (count >= 1) return `${count} ${count === 1 ? one : many} ago`;
  }
  return 'just now';
}

/** `2 minutes ago by Ada`. */
export function agoBy(time: string, author: Person, now: number): string {
  return `${ago(time, now)} by ${author.name}`;
}

/** `1 case`, `3 cases`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The words with commas, and `and` before the last. */
export function listed(words: readonly string[]): string {
  const [last] = words.slice(-1);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** A text that Markdown shows as it stands, on one line. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$]/g, '\\$&').replace(/\s*[\r\n]+\s*/g, ' ');
}

/** How far the draft of a prompt is from its versions: `1.2.0`, `modified since 1.2.0` or `no version yet`; `1.2.0 on shorter` beside main. */
export function draftState({ branch, head, modified }: Pick<Prompt, 'branch' | 'head' | 'modified'>): string {
  if (head === undefined) return 'no version yet';
  const on = branch === undefined ? '' : ` on ${branch}`;
  return `${modified ? 'modified since ' : ''}${head.semver}${on}`;
}

/** A dialect as people write it. */
export function dialectName(dialect: string): string {
  return dialects.get(dialect)?.name ?? dialect;
}

/** Every dialect: how people call it, and how it looks. */
export const dialects: ReadonlyMap<string, { readonly name: string; readonly example: string }> = new Map([
  ['handlebars', { name: 'Handlebars', example: '{{#if name}}…{{/if}}, Dotprompt' }],
  ['mustache', { name: 'Mustache', example: '{{#items}}…{{/items}}' }],
  ['jinja', { name: 'Jinja', example: '{% if name %}…{% endif %}, Prompty' }],
  ['fstring', { name: 'f-string', example: '{name}, Python and LangChain' }],
  ['braces', { name: 'Double braces', example: '{{name}} only: MLflow, Langfuse, GitHub Models' }],
  ['input-marks', { name: 'Input marks', example: '${input:name}, prompt files of VS Code' }],
  ['semantic-kernel', { name: 'Semantic Kernel', example: '{{$name}}' }],
]);
