import type { CursorContext, PromptDocument, Scope } from '../types';

/** What opens and closes a mark, and what may stand before the cursor inside it. */
const shapes = {
  braces: { before: /\{\{[ \t]*((?:[\p{L}_][\p{L}\p{N}_-]*\.)*)([\p{L}\p{N}_-]*)$/u, close: '}}' },
  'semantic-kernel': { before: /\{\{[^{}\n]*\$((?:))([A-Za-z_]?\w*)$/u, close: '}}' },
  fstring: { before: /(?<!\{)(?:\{\{)*\{((?:[\p{L}_][\p{L}\p{N}_]*\.)*)([\p{L}\p{N}_]*)$/u, close: '}' },
  'input-marks': { before: /\$\{input:((?:))([\w-]*)$/u, close: '}' },
} as const;

/** What stands around a cursor in text that only has marks for variables. */
export function markCursor({ text, dialect }: PromptDocument, offset: number, scope: Scope): CursorContext {
  if (!(dialect in shapes)) return { kind: 'text' };
  const { before, close } = shapes[dialect as keyof typeof shapes];
  const line = text.slice(Math.max(text.lastIndexOf('\n', offset - 1) + 1, offset - 300), offset);
  const isValue = dialect === 'input-marks' && /\$\{[\w-]*$/.test(line);
  const match = isValue ? /()([\w-]*)$/.exec(line) : before.exec(line);
  if (match === null) return { kind: 'text' };
  const [, qualifier = '', name = ''] = match;
  let end = offset;
  while (end < text.length && /[\p{L}\p{N}_-]/u.test(text.charAt(end))) end++;
  const rest = text.slice(end, end + 300);
  return {
    kind: 'name',
    replace: { start: offset - name.length, end },
    qualifier: qualifier.split('.').filter((part) => part !== ''),
    position: isValue ? 'data' : 'input',
    scope,
    unterminated: !rest.replace(/^[^{}\n]*/, '').startsWith(close),
  };
}
