import { fault, FaultError, LineIndex, type Json } from '../../base';
import type { TextRenderer } from './types';
import { memberOf, textOf } from './values';

/** A literal stretch, or the path of a value. */
type Piece = string | readonly string[];

/**
 * Compiles a Python format string as LangChain uses it: `{name}`, `{a.b}`, `{a[0]}`, `{{` and `}}`. Values are written
 * as Python's `str` writes them, lists and objects as JSON.
 * @throws FaultError with the line of a brace without partner, an empty field, a conversion or a format specification
 */
export function compileFstring(text: string): TextRenderer {
  const pieces = scan(text);
  return (values) =>
    pieces
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        const [first = '', ...rest] = piece;
        let value: Json | undefined = Object.hasOwn(values, first) ? values[first] : undefined;
        for (const segment of rest) value = memberOf(value, segment);
        return pythonText(value);
      })
      .join('');
}

function scan(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const brace = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;
  let from = 0;
  for (const match of text.matchAll(brace)) {
    pieces.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[0] === '{{' || match[0] === '}}') pieces.push(match[0].charAt(0));
    else if (match[1] === undefined) throw problem(text, match.index, `A single ${match[0]} stands alone.`);
    else pieces.push(pathOf(match[1], text, match.index));
  }
  pieces.push(text.slice(from));
  return pieces;
}

function pathOf(field: string, text: string, offset: number): readonly string[] {
  if (!/^[\p{L}_]/u.test(field)) throw problem(text, offset, 'Braces stand around what is no name.');
  if (/[!:]/.test(field)) throw problem(text, offset, `The field {${field.slice(0, 40)}} has a conversion or format.`);
  const segments = field.replaceAll(']', '').split(/[.[]/);
  if (segments.some((segment) => !/^[\p{L}\p{N}_ -]+$/u.test(segment)) || /\s/.test(segments[0] ?? '')) {
    throw problem(text, offset, 'Braces stand around what is no name.');
  }
  return segments;
}

function problem(text: string, offset: number, message: string): FaultError {
  const { line } = new LineIndex(text).positionAt(offset);
  return new FaultError(fault('render', message, { line, help: 'Write {{ and }} for braces that are text.' }));
}

function pythonText(value: Json | undefined): string {
  if (value === null) return 'None';
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : textOf(value);
}
