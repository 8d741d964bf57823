import { randomBytes } from 'node:crypto';

/** What a template can say between the lines of its text. */
export type Mark =
  | { readonly kind: 'role'; readonly role: string; readonly metadata?: { readonly [key: string]: string | number } }
  | { readonly kind: 'history' }
  | { readonly kind: 'media'; readonly url: string; readonly contentType?: string }
  | { readonly kind: 'section'; readonly name: string };

/**
 * Marks travel through a template engine as text between two signs that no value can hold: they carry a secret of this
 * process. So a value that looks like a role marker stays what it is, a value. Digits survive any change of case.
 */
const secret = BigInt(`0x${randomBytes(16).toString('hex')}`).toString();
const opening = `\u0002${secret}:`;
const closing = `:${secret}\u0003`;

/** The text that stands for `mark` until {@link readMarks}: hexadecimal, so that no engine finds anything to do in it. */
export function writeMark(mark: Mark): string {
  return `${opening}${Buffer.from(JSON.stringify(mark)).toString('hex')}${closing}`;
}

/** The opening and closing text of a role mark whose role is rendered between them. */
export const dynamicRole: { readonly before: string; readonly after: string } = {
  before: `${opening}?`,
  after: closing,
};

/** Splits rendered text into its texts and marks, in order. A dynamic role that is no role becomes the text it was. */
export function readMarks(text: string, isRole: (name: string) => boolean): readonly (string | Mark)[] {
  const pieces: (string | Mark)[] = [];
  let from = 0;
  for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, from)) {
    const end = text.indexOf(closing, at);
    if (end < 0) break;
    if (at > from) pieces.push(text.slice(from, at));
    pieces.push(readMark(text.slice(at + opening.length, end), isRole));
    from = end + closing.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

function readMark(inner: string, isRole: (name: string) => boolean): string | Mark {
  if (!inner.startsWith('?')) return JSON.parse(Buffer.from(inner, 'hex').toString()) as Mark;
  const role = inner.slice(1).trim();
  return isRole(role) ? { kind: 'role', role } : `${inner.slice(1)}:\n`;
}
