import type { DocumentLink } from 'vscode-languageserver-types';
import type { Project } from '../project';

/** From inclusions to the files of the partials, and from cases to their prompt. */
export function documentLinks(project: Project, uri: string): DocumentLink[] {
  const parsed = project.documents.get(uri);
  if (parsed?.kind === 'cases') {
    const { prompt } = parsed.document;
    const target = prompt === undefined ? undefined : project.promptsNamed(prompt.name)[0];
    if (prompt === undefined || target === undefined) return [];
    return [{ range: parsed.lines.rangeAt(prompt.range), target, tooltip: 'Open the prompt' }];
  }
  if (parsed?.kind !== 'prompt') return [];
  return parsed.document.analysis.partials.slice(0, 500).flatMap(({ name, nameRange, definition }) => {
    const target =
      name === undefined || definition !== undefined ? undefined : project.partialFile(parsed.file.path, name);
    return target === undefined
      ? []
      : [{ range: parsed.lines.rangeAt(nameRange), target, tooltip: 'Open the partial' }];
  });
}
