import { dynamicRole, type Mark, readMarks, writeMark } from './marks';
import { messageRoles } from './messages';
import type { RenderedMessage } from './types';

/** A line such as `system:`, `# user:` or `user[name="Ann", id=7]:` that starts a message of a Prompty body. */
const roleLine = /^[ \t]*#?[ \t]*([a-z]+)[ \t]*(?:\[([^\]\n]*)\])?[ \t]*:[ \t]*\r?$/i;

/** A line such as `{{ message.role }}:`: the template says that a message starts here, a value says whose. */
const dynamicRoleLine = /^[ \t]*(\{\{[^{}\n]*\}\})[ \t]*:[ \t]*\r?$/;

/**
 * Turns the role lines of a Prompty body into marks, before it is rendered: a value that holds a role line must not
 * start a message. Lines are read one by one, so no pattern runs over more than a line.
 */
export function markRoleLines(template: string): string {
  return template
    .split(/(?<=\n)/)
    .map((line) => markOf(line) ?? line)
    .join('');
}

function markOf(line: string): string | undefined {
  if (line.length > 600) return undefined;
  const text = line.endsWith('\n') ? line.slice(0, -1) : line;
  const named = roleLine.exec(text);
  const role = named?.[1]?.toLowerCase();
  if (role !== undefined && messageRoles.has(role)) {
    const metadata = attributesOf(named?.[2] ?? '');
    return writeMark({ kind: 'role', role, ...(metadata === undefined ? {} : { metadata }) });
  }
  const dynamic = dynamicRoleLine.exec(text)?.[1];
  return dynamic === undefined ? undefined : `${dynamicRole.before}${dynamic}${dynamicRole.after}`;
}

function attributesOf(text: string): { readonly [key: string]: string | number } | undefined {
  const pairs = text.split(',').flatMap((pair): [string, string | number][] => {
    const equals = pair.indexOf('=');
    if (equals < 0) return [];
    const value = pair.slice(equals + 1).trim();
    const quoted = /^"(.*)"$/.exec(value)?.[1];
    const number = value !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
    return [[pair.slice(0, equals).trim(), quoted ?? number]];
  });
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

/** Splits rendered text at its role marks. Text before the first one is the system's; blank lines around a text go. */
export function splitRoleLines(text: string): readonly RenderedMessage[] {
  const messages: RenderedMessage[] = [];
  let open: { readonly mark: Extract<Mark, { kind: 'role' }> | undefined; text: string } = {
    mark: undefined,
    text: '',
  };
  const close = (): void => {
    const content = trimNewlines(open.text);
    if (open.mark === undefined && content.trim() === '') return;
    const metadata = open.mark?.metadata;
    messages.push({ role: open.mark?.role ?? 'system', content, ...(metadata === undefined ? {} : { metadata }) });
  };
  for (const piece of readMarks(text, (name) => messageRoles.has(name))) {
    if (typeof piece === 'string') open.text += piece;
    else if (piece.kind === 'role') {
      close();
      open = { mark: piece, text: '' };
    }
  }
  close();
  return messages;
}

function trimNewlines(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isNewline(text.charCodeAt(start))) start++;
  while (end > start && isNewline(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isNewline(code: number): boolean {
  return code === 10 || code === 13;
}
