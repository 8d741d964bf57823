import type { DocumentLink } from 'vscode-languageserver-types';
import type { TextRange } from '../../base';
import { pairsOf, type YamlNode } from '../../template';
import type { ParsedFile, ParsedPrompt } from '../documents';
import { siblingUri } from '../edits';
import { folderOf, resolved } from '../paths';
import type { Project } from '../project';
import { yamlOf } from '../yaml-tree';

/** So many links are given for a file. */
const linkLimit = 500;

/** From inclusions to the files of the partials, from cases to their prompt, and to files that a header names. */
export function documentLinks(project: Project, uri: string): DocumentLink[] {
  const parsed = project.documents.get(uri);
  if (parsed?.kind === 'cases') {
    const { prompt } = parsed.document;
    const target = prompt === undefined ? undefined : project.promptsNamed(prompt.name)[0];
    if (prompt === undefined || target === undefined) return [];
    return [{ range: parsed.lines.rangeAt(prompt.range), target, tooltip: 'Open the prompt' }];
  }
  if (parsed?.kind !== 'prompt' || parsed.document.foreignName !== undefined) return [];
  return [...headerLinks(parsed), ...partialLinks(project, parsed)].slice(0, linkLimit);
}

function partialLinks(project: Project, parsed: ParsedPrompt): DocumentLink[] {
  return parsed.document.analysis.partials.slice(0, linkLimit).flatMap((use) => {
    const target = project.includedFile(parsed.file.path, use);
    return target === undefined
      ? []
      : [{ range: parsed.lines.rangeAt(use.nameRange), target, tooltip: 'Open the partial' }];
  });
}

/** `${file:…}` of Prompty, and `$ref` to another file in a schema. */
function headerLinks(parsed: ParsedPrompt): DocumentLink[] {
  if (parsed.document.header === undefined || !/\$\{file:|\$ref/.test(parsed.file.text)) return [];
  const found: DocumentLink[] = [];
  const pending: (YamlNode | undefined)[] = [yamlOf(parsed)];
  for (let node = pending.pop(); node !== undefined && found.length < linkLimit; node = pending.pop()) {
    if (node.kind === 'sequence') for (const item of node.items) pending.push(item);
    for (const { key, value } of pairsOf(node)) {
      if (value !== undefined && value.kind !== 'scalar') pending.push(value);
      const link = value?.kind === 'scalar' ? fileLink(parsed, key, value.range) : undefined;
      if (link !== undefined) found.push(link);
    }
  }
  return found.sort((a, b) => a.range.start.line - b.range.start.line);
}

function fileLink(parsed: ParsedFile, key: string, { start, end }: TextRange): DocumentLink | undefined {
  const text = parsed.file.text.slice(start, Math.min(end, start + 1_000));
  const [, before = '', path] =
    /^(["']?\$\{file:)([^{}\r\n]+)\}/.exec(text) ?? (key === '$ref' ? /^(["']?)([^#"'\r\n]+)/.exec(text) : null) ?? [];
  const target = path === undefined ? undefined : targetOf(parsed, path);
  if (path === undefined || target === undefined) return undefined;
  const from = start + before.length;
  return { range: parsed.lines.rangeAt({ start: from, end: from + path.length }), target, tooltip: 'Open the file' };
}

/** The file at a path relative to the folder of `parsed`. Undefined when it leads out of the workspace. */
function targetOf({ file }: ParsedFile, path: string): string | undefined {
  if (/^(?:[a-z][\w+.-]*:|[/\\~])/i.test(path)) return undefined;
  const target = resolved(folderOf(file.path) + path);
  return target === undefined ? undefined : siblingUri(file, target);
}
