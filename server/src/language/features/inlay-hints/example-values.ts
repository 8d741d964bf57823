import type { InlayHint } from 'vscode-languageserver-types';
import type { Json, TextRange } from '../../../base';
import type { VariableUse } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { exampleOf, type Example } from '../../examples';
import { code, markdown, plain, shortValue } from '../../markdown';
import type { Project } from '../../project';

/** So many hints are given at once. */
const hintLimit = 500;
/** So many characters of a value are shown in the text, behind a `= ` that sets it off from the arguments of a tag. */
const shownLength = 18;

/** Behind the uses of inputs, the values that they have in an example; a click on one leads to it. */
export function exampleValueHints(
  project: Project,
  parsed: ParsedPrompt,
  shown: TextRange,
  places: 'first' | 'all',
): InlayHint[] {
  const hints: InlayHint[] = [];
  const examples = new Map<string, Example | undefined>();
  const seen = new Set<string>();
  for (const use of parsed.document.analysis.variables) {
    const path = pathOf(use);
    if (path === undefined || use.range.start > shown.end || hints.length >= hintLimit) continue;
    const key = JSON.stringify(path);
    const isNext = places === 'all' || !seen.has(key);
    seen.add(key);
    if (!isNext || use.range.end < shown.start) continue;
    const [name = ''] = path;
    if (!examples.has(name)) examples.set(name, exampleOf(project, parsed, name));
    const example = examples.get(name);
    const value = example === undefined ? undefined : memberAt(example.value, path.slice(1));
    if (example !== undefined && value !== undefined) hints.push(hintOf(parsed, use, example, value));
  }
  return hints;
}

/** The names from the root to what is read; undefined where that is no input, or one element of a list. */
function pathOf({ resolution, segments }: VariableUse): readonly string[] | undefined {
  if (resolution.kind !== 'input' || segments.length === 0 || resolution.path.length === 0) return undefined;
  return resolution.path.includes('[]') ? undefined : resolution.path;
}

function memberAt(value: Json, path: readonly string[]): Json | undefined {
  let at: Json | undefined = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null || Array.isArray(at) || !Object.hasOwn(at, name)) return undefined;
    at = (at as { readonly [key: string]: Json })[name];
  }
  return at;
}

function hintOf(parsed: ParsedPrompt, use: VariableUse, example: Example, value: Json): InlayHint {
  const { parsed: source, range } = example;
  const from = example.caseName === undefined ? 'the header' : `the case ${plain(example.caseName)}`;
  return {
    position: parsed.lines.positionAt(use.segments.at(-1)?.range.end ?? use.range.end),
    label: [
      { value: `= ${inlineValue(value)}`, location: { uri: source.file.uri, range: source.lines.rangeAt(range) } },
    ],
    paddingLeft: true,
    tooltip: markdown([
      code(harmless(shortValue(value, 500))),
      `An example, from ${from} in ${code(source.file.path)}.`,
    ]),
  };
}

/** A value in at most 18 characters: texts in quotes, lists and objects by what they hold. */
export function inlineValue(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return value.length === 1 ? '[1 item]' : `[${value.length} items]`;
  if (typeof value !== 'object' || value === null) return cut(String(value), shownLength);
  const names = Object.keys(value)
    .slice(0, shownLength)
    .map((name) => harmless(name.slice(0, shownLength)));
  return `{${cut(names.join(', '), shownLength - 2)}}`;
}

function quoted(text: string): string {
  const inner = harmless(JSON.stringify(text.slice(0, shownLength * 2)).slice(1, -1));
  const isWhole = text.length <= shownLength * 2;
  return `"${isWhole ? cut(inner, shownLength - 2) : cut(`${inner}…`, shownLength - 2)}"`;
}

/** At most `length` characters, of which the last is `…` when there were more. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, length - 1);
  // Neither half of a pair nor half of an escape.
  return `${kept.replace(/[\uD800-\uDBFF]$|\\(?:u[\da-fA-F]{0,3})?$/, '')}…`;
}

/** Without characters that are not seen, or that turn the text around them. */
function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');
}
