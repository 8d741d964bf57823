import type * as vscode from 'vscode';
import type { OperationOutput } from '../../../server/src/protocol';
import type { Prompt } from '../folders';
import type { Host } from '../host';
import type { CompareCommands, Side } from './compare';
import type { DocumentContent } from './content';
import { selectorOf } from './model';

type Rendered = NonNullable<OperationOutput<'diff'>['rendered']>['left'];

/** `Galley: Compare rendered`: two sides as a model gets them, with the inputs of a case, in the native diff editor. */
export async function compareRendered(
  host: Host,
  compare: CompareCommands,
  documents: DocumentContent,
  args: readonly unknown[],
): Promise<void> {
  const sides = await compare.chosenSides(args, 'to compare as rendered');
  if (sides === undefined) return;
  const { prompt, left, right } = sides;
  const { calls, messages, vscode } = host;
  const chosen = await chosenCase(host, prompt);
  if (chosen === undefined) return;
  const names = { left: selectorOf(prompt.name, left), right: nameOf(prompt, right) };
  const answer = await calls.call('diff', { ...names, case: chosen }, { folder: prompt.folder });
  if (!answer.ok) return messages.fault(`Could not compare ${prompt.name} as rendered`, answer.fault);
  const { rendered } = answer.value;
  if (rendered === undefined) return;
  const labels = [left.semver, right === 'draft' ? 'draft' : right.semver] as const;
  const uris = [rendered.left, rendered.right].map((side, index): vscode.Uri =>
    documents.keep(`${prompt.name} ${labels[index] ?? ''}.txt`, renderedText(side)),
  );
  const title = `${prompt.name} ${labels.join(' ↔ ')}, rendered for “${chosen}”`;
  await vscode.commands.executeCommand('vscode.diff', ...uris, title);
  const failed = [rendered.left, rendered.right].find(({ error }) => error !== undefined)?.error;
  if (failed !== undefined) messages.fault('One side cannot be rendered', failed);
  else if (!rendered.different)
    messages.info(`${labels.join(' and ')} of ${prompt.name} render the same for “${chosen}”.`);
}

function nameOf({ name }: Prompt, side: Side): string {
  return side === 'draft' ? name : selectorOf(name, side);
}

/** The case whose inputs are filled in; when there is none, that is said. */
async function chosenCase({ calls, messages, vscode }: Host, prompt: Prompt): Promise<string | undefined> {
  const found = await calls.call('cases', { prompt: prompt.name }, { folder: prompt.folder });
  if (!found.ok) {
    messages.fault(`Cannot list the cases of ${prompt.name}`, found.fault);
    return undefined;
  }
  if (found.value.length === 0) {
    messages.info(
      `${prompt.name} has no case whose inputs could be filled in. Write one beside it, in a file ending in .cases.yaml.`,
    );
    return undefined;
  }
  const rows = found.value.map(({ case: label, tags }) => ({ label, description: tags.join(', ') }));
  const options = { title: prompt.name, placeHolder: 'The case whose inputs to fill in' };
  return (await vscode.window.showQuickPick(rows, options))?.label;
}

/** Messages under the names of their roles; why there are none. */
function renderedText({ messages, error }: Rendered): string {
  if (error !== undefined) return `It cannot be rendered: ${error.message}\n`;
  return messages.map(({ role, content }) => `[${role}]\n${content.replace(/^\n+|\s+$/g, '')}\n`).join('\n');
}
