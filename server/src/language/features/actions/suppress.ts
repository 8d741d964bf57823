import type { DiagnosticCode } from '../../../base';
import type { ParsedFile } from '../../documents';
import { Edits } from '../../edits';

/** The edits that silence one code at one place by a comment; undefined where no comment can stand. */
export function suppressEdits(parsed: ParsedFile, code: DiagnosticCode, offset: number): Edits | undefined {
  const { text } = parsed.file;
  const { line } = parsed.lines.positionAt(offset);
  const start = parsed.lines.lineStart(line);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0] ?? '';
  const above = (comment: string): Edits => new Edits().insert(parsed, start, indent + comment + eol);
  if (isYaml(parsed, offset)) return inYamlMap(parsed, start) ? above(`# galley-ignore ${code}`) : undefined;
  if (parsed.kind !== 'prompt') return undefined;
  switch (parsed.document.dialect) {
    // A comment alone on its line leaves no trace in what these dialects render.
    case 'handlebars':
      return above(`{{!-- galley-ignore ${code} --}}`);
    case 'mustache':
      return above(`{{! galley-ignore ${code} }}`);
    // Jinja would keep the line break: the comment goes to the end of the line.
    case 'jinja':
      return new Edits().insert(parsed, lineEnd(text, offset), `{# galley-ignore ${code} #}`);
    case 'input-marks':
      return above(`<!-- galley-ignore ${code} -->`);
    default:
      return undefined;
  }
}

function isYaml(parsed: ParsedFile, offset: number): boolean {
  if (parsed.kind !== 'prompt') return true;
  return parsed.document.format === 'github-models' || offset < parsed.document.bodyStart;
}

/** Text of a message in YAML takes no comments, and the first line of a file with a fence none above it. */
function inYamlMap(parsed: ParsedFile, lineStart: number): boolean {
  if (parsed.kind !== 'prompt') return true;
  const { header, parts, format } = parsed.document;
  if (format === 'github-models') return !parts.some(({ range }) => lineStart > range.start && lineStart < range.end);
  return header !== undefined && lineStart >= header.contentRange.start;
}

function lineEnd(text: string, offset: number): number {
  const found = text.slice(offset).search(/[\r\n]/);
  return found < 0 ? text.length : offset + found;
}
