import type { CompletionList } from 'vscode-languageserver-types';
import { roles } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { item, kinds, listOf } from './items';

/** The role lines of Prompty, where a line holds nothing but the beginning of one. */
export function roleLineCompletion(parsed: ParsedPrompt, offset: number): CompletionList | undefined {
  const { document, file } = parsed;
  if (document.format !== 'prompty' || offset < document.bodyStart) return undefined;
  const { text } = file;
  const before = /^[a-z]+$/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0];
  const rest = /^([a-z]*)(:?)[ \t]*(?=\r?\n|$)/.exec(text.slice(offset, offset + 30));
  if (before === undefined || rest === null) return undefined;
  const [, word = '', colon = ''] = rest;
  const words = roles(document.format).filter((role) => role.startsWith(before));
  const items = words.map((role) => item(role, kinds.word, { text: colon === '' ? `${role}:` : role }));
  return items.length === 0
    ? undefined
    : listOf(parsed, items, { start: offset - before.length, end: offset + word.length });
}
