import type { Dialect, PromptDocument, PromptFormat } from '../types';
import { baseName } from './names';

/** A dialect and who said so. */
export interface DetectedDialect {
  readonly dialect: Dialect;
  readonly source: PromptDocument['dialectSource'];
}

/** Signals are looked for in this many characters of a body. */
const sampleLength = 100_000;

const byEnding: readonly (readonly [ending: string, dialect: Dialect])[] = [
  ['.hbs', 'handlebars'],
  ['.handlebars', 'handlebars'],
  ['.mustache', 'mustache'],
  ['.j2', 'jinja'],
  ['.jinja', 'jinja'],
  ['.jinja2', 'jinja'],
];

/**
 * The dialect of a body. First what is said: the setting, then the header. Then the ending of a file that belongs to
 * one dialect. Then the marks in the text.
 */
export function detectDialect(
  file: string,
  format: PromptFormat,
  body: string,
  said: { readonly setting: Dialect | undefined; readonly header: Dialect | undefined },
): DetectedDialect {
  if (said.setting !== undefined) return { dialect: said.setting, source: 'setting' };
  if (said.header !== undefined) return { dialect: said.header, source: 'header' };
  if (format === 'github-models') return { dialect: 'braces', source: 'file-name' };
  if (format === 'vscode-prompt') return { dialect: 'input-marks', source: 'file-name' };
  if (format === 'prompty') return { dialect: 'jinja', source: 'file-name' };
  const base = baseName(file).toLowerCase();
  if (base === 'skprompt.txt') return { dialect: 'semantic-kernel', source: 'file-name' };
  const ending = byEnding.find(([candidate]) => base.endsWith(candidate));
  if (ending !== undefined) return { dialect: ending[1], source: 'file-name' };
  const signal = signalIn(body.slice(0, sampleLength));
  if (format === 'dotprompt') {
    const other = signal === 'jinja' || signal === 'semantic-kernel';
    return other ? { dialect: signal, source: 'signals' } : { dialect: 'handlebars', source: 'file-name' };
  }
  return { dialect: signal ?? 'braces', source: signal === undefined ? 'file-name' : 'signals' };
}

/** The dialect that the marks in a text show; undefined when there are none. */
export function signalIn(text: string): Dialect | undefined {
  if (/\{\{~?(?:role\s|history\}|media\s|#>?\s*\w|>\s*\S|!|\/\w)/.test(text)) return 'handlebars';
  if (/\{%[-+]?\s*[a-z]|(?<!\{)\{#|\{\{[^{}|]*\|[^{}]*\}\}|\{\{-/.test(text)) return 'jinja';
  if (/\{\{\s*\$\w/.test(text)) return 'semantic-kernel';
  if (/\{\{\s*[A-Za-z_][\w.]*\s*\}\}/.test(text)) return 'braces';
  if (hasFields(text)) return 'fstring';
  return /\{\{[^{}]*\}\}/.test(text) ? 'braces' : undefined;
}

/** One brace in a text without double-brace names: an escape, a field, JSON, or something else. */
const singleBrace =
  /\{\{|\}\}|(?:([$\\\w])(?!\{\{))?\{(?:([A-Za-z_]\w*(?:\.\w+|\[[^[\]{}\n]*\])*(?:![rsa])?(?::[^{}"'\n]*)?)\}|(\s*["'[{}]))?|\}/g;

/**
 * Whether a text is an f-string: it has `{name}`, and every other brace is an escape or belongs to JSON. Code, LaTeX and
 * shell text have braces of other kinds: there nothing is guessed.
 */
function hasFields(text: string): boolean {
  let fields = 0;
  for (const [brace, before, field, json] of text.matchAll(singleBrace)) {
    if (brace === '{{' || brace === '}}' || brace === '}') continue;
    if (before !== undefined || (field === undefined && json === undefined)) return false;
    if (field !== undefined) fields++;
  }
  return fields > 0;
}
