import type { InlayHint, Range } from 'vscode-languageserver-types';
import type { Project } from '../../project';
import { exampleValueHints } from './example-values';
import { partialArgumentHints } from './partial-arguments';

/** What the settings want shown in a part of a prompt: what partials read, and example values of inputs. */
export function inlayHints(project: Project, uri: string, range: Range): InlayHint[] {
  const parsed = project.prompt(uri);
  if (parsed === undefined || parsed.document.foreignName !== undefined) return [];
  const shown = { start: parsed.lines.offsetAt(range.start), end: parsed.lines.offsetAt(range.end) };
  const { partialArguments = true, exampleValues = 'off' } = project.workspace.config.inlayHints ?? {};
  return [
    ...(partialArguments ? partialArgumentHints(project, parsed, shown) : []),
    ...(exampleValues === 'off' ? [] : exampleValueHints(project, parsed, shown, exampleValues)),
  ];
}
