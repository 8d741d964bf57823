import type { OperationOutput, PromptSummary } from '../../../protocol';
import type { Style } from './style';
import { table } from './table';
import { tagsText } from './tags';
import { count } from './words';

/** The prompts of a workspace as a table. */
export function promptsText(prompts: readonly PromptSummary[], style: Style): string {
  if (prompts.length === 0) return 'no prompts: a prompt is a file such as prompts/hello.prompt\n';
  const columns = ['PROMPT', 'VERSION', 'STATE', 'DIALECT', 'CASES', 'IN', 'INPUTS', 'TAGS'];
  const rows = prompts.map((prompt) => [
    style.bold(prompt.name),
    prompt.head === undefined ? '' : `${prompt.head.semver} #${prompt.head.number}`,
    stateOf(prompt, style),
    prompt.foreign === undefined ? prompt.dialect : `${prompt.foreign}, not checked`,
    prompt.cases === 0 ? '' : String(prompt.cases),
    prompt.environments.map(({ environment, semver }) => `${environment} ${semver}`).join(', '),
    prompt.inputs.map(({ name, required }) => (required ? name : `${name}?`)).join(', '),
    tagsText(prompt.tags, style),
  ]);
  return `${table(columns, rows, style.dim)}\n${count(prompts.length, 'prompt')}\n`;
}

function stateOf({ head, modified, archived, movedFrom }: PromptSummary, style: Style): string {
  if (archived !== undefined) return style.dim('archived');
  if (movedFrom !== undefined) return style.cyan(`new, was ${movedFrom.prompt}?`);
  if (head === undefined) return style.cyan('new');
  return modified ? style.yellow('modified') : 'committed';
}

/** What became of a prompt that was given another name or file. */
export function movedText(moved: OperationOutput<'move'>, isPlan: boolean, style: Style): string {
  const { prompt, moves, edits, history } = moved;
  const name =
    prompt.from === prompt.to ? style.bold(prompt.to) : `${style.bold(prompt.from)} is ${style.bold(prompt.to)}`;
  const lines = [
    `${name}${isPlan ? ' (dry run)' : ''}${history ? ', with its history' : ''}`,
    ...moves.map(({ from, to }) => `  ${from} → ${to}`),
    ...edits.map(({ file }) => `  ${style.dim('names it')} ${file}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** The messages of a rendered prompt under the names of their roles. */
export function messagesText({ messages }: OperationOutput<'render'>, style: Style): string {
  const blocks = messages.map(
    ({ role, content }) => `${style.bold(style.cyan(`[${role}]`))}\n${content.replace(/^\n+|\s+$/g, '')}\n`,
  );
  return blocks.join('\n');
}
