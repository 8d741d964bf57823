import type { MarkupContent } from 'vscode-languageserver-types';
import type { Json } from '../base';
import type { Callable, InputDeclaration, Schema } from '../template';
import { typeLabel } from './types';

/** Markdown for a hover or a completion; longer texts are cut. */
export function markdown(lines: readonly (string | undefined)[]): MarkupContent {
  const value = lines.filter((line) => line !== undefined && line !== '').join('\n\n');
  return { kind: 'markdown', value: value.length > 8_000 ? `${value.slice(0, 8_000)}…` : value };
}

/** Text of a file as Markdown that shows it and does nothing else: no links either, not even for bare addresses. */
export function plain(text: string): string {
  return text
    .replace(/[\\`*_{}[\]()#+\-!<>|~&]/g, '\\$&')
    .replace(/:(?=\/\/)|@|(?<=\bwww)\./gi, '\\$&')
    .replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ');
}

/** A line of code on its own. Nothing in it ends the fence. */
export function fenced(text: string): string {
  const shown = text.replace(/[\r\n\u2028\u2029]+/g, ' ');
  const fence = '`'.repeat(Math.max(2, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence}\n${shown}\n${fence}`;
}

/** Code in a line. */
export function code(text: string): string {
  const shown = text.replace(/[\r\n]+/g, ' ');
  const fence = '`'.repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A value in a few characters. */
export function shortValue(value: Json, limit = 60): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** `name?: type` of an input. */
export function inputSignature({
  name,
  required,
  schema,
}: Pick<InputDeclaration, 'name' | 'required' | 'schema'>): string {
  return `${name}${required ? '' : '?'}: ${typeLabel(schema)}`;
}

/** The members of an object type, one on each line; undefined when there are none. */
export function membersOf(schema: Schema): string | undefined {
  const owner = schema.type === 'array' ? schema.items : schema;
  if (owner?.properties === undefined || owner.properties.size === 0) return undefined;
  const required = new Set(owner.required);
  const rows = [...owner.properties].slice(0, 30).map(([name, member]) => {
    const text = member.description === undefined ? '' : ` – ${plain(member.description)}`;
    return `- ${code(inputSignature({ name, required: required.has(name), schema: member }))}${text}`;
  });
  return rows.join('\n');
}

/** What a helper, filter, test or function does. */
export function callableMarkdown({ signature, documentation, parameters, named }: Callable): MarkupContent {
  const rows = [...parameters, ...named].map(
    ({ name, type, optional, documentation: text }) => `- ${code(`${name}${optional ? '?' : ''}: ${type}`)} – ${text}`,
  );
  return markdown([fenced(signature), documentation, rows.join('\n')]);
}
