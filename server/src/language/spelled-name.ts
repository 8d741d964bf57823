import type { WorkspaceFile } from './ports';

/**
 * The `name` of a header where it is plain to see: undefined when there is none, `unclear` when only a parser can tell.
 * It saves parsing every prompt of a workspace to know the names.
 */
export function spelledName({ path, text }: WorkspaceFile): { readonly name: string | undefined } | 'unclear' {
  const header = /\.ya?ml$/i.test(path) ? text : headerText(text);
  if (!header.includes('name')) return { name: undefined };
  const plain = [...header.matchAll(/^name[ \t]*:[ \t]+([A-Za-z][\w./-]*)[ \t]*(?:#.*)?\r?$/gm)];
  const [only] = plain;
  if (plain.length === 1 && only?.[1] !== undefined && !/^(?:true|false|null|yes|no)$/i.test(only[1]))
    return { name: only[1] };
  return /^(?:["']?name\b|\{)/m.test(header) ? 'unclear' : { name: undefined };
}

function headerText(text: string): string {
  const open = /^(?:---|\+\+\+)[ \t]*\r?$/m.exec(text.slice(0, 5_000));
  if (open === null) return '';
  const close = /^(?:---|\+\+\+)[ \t]*\r?$/m.exec(text.slice(open.index + 3));
  return close === null ? text : text.slice(open.index, open.index + 3 + close.index);
}
