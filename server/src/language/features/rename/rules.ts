import type { TextRange } from '../../../base';
import { helperCatalogue, scopesAt } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { RenameRefused } from '../../service';

/** A block parameter or loop variable of that name would catch the renamed read. */
export function refuseLocals(parsed: ParsedPrompt, { start }: TextRange, newName: string): void {
  // `../a` and `@root.a` never mean a local name.
  if (/[./]/.test(parsed.file.text.charAt(start - 1))) return;
  const caught = scopesAt(parsed.document, start).some(({ bindings }) => bindings.some(({ name }) => name === newName));
  if (!caught) return;
  const { line } = parsed.lines.positionAt(start);
  throw new RenameRefused(`On line ${line + 1} of ${parsed.file.path}, ${newName} is a local name.`);
}

/** Refuses what is no name for a variable in the dialect of a file. */
export function checkName({ document }: ParsedPrompt, newName: string): void {
  const pattern = document.dialect === 'handlebars' ? /^[\p{L}_$][\p{L}\p{N}_$-]*$/u : /^[\p{L}_][\p{L}\p{N}_]*$/u;
  if (!pattern.test(newName) || newName.length > 100) {
    const dash = document.dialect === 'handlebars' ? ', digits, _ and -' : ', digits and _';
    throw new RenameRefused(
      `“${newName.slice(0, 100)}” is no name for a variable. Start with a letter; then letters${dash} may follow.`,
    );
  }
  const isReserved =
    reservedWords.has(newName) ||
    helperCatalogue(document.dialect, document.format).some(
      ({ name, kind }) => name === newName && (kind === 'helper' || kind === 'function'),
    );
  if (isReserved) throw new RenameRefused(`${newName} has a meaning of its own in this template language.`);
}

const reservedWords = new Set([
  'this',
  'else',
  'true',
  'false',
  'null',
  'undefined',
  'as',
  'none',
  'None',
  'True',
  'False',
  'and',
  'or',
  'not',
  'in',
  'is',
  'loop',
  'self',
]);
