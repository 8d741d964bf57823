import { scopesAt, type PartialUse } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import type { Edits } from '../../edits';
import { RenameRefused } from '../../service';

/**
 * Adds `name=value` to the tag that includes a partial: what the partial reads as `value` from the context it is given.
 * @throws {RenameRefused} where a tag cannot say that
 */
export function handOver(parsed: ParsedPrompt, use: PartialUse, name: string, value: string, edits: Edits): void {
  if (parsed.document.dialect !== 'handlebars') {
    throw new RenameRefused(
      `The template ${use.name ?? ''} shares its names with this one, and a tag cannot hand over a value. Rename it there by hand.`,
    );
  }
  const { start, end } = use.range;
  const close = /\s*~?\}{2,}$/.exec(parsed.file.text.slice(start, end));
  if (close === null) throw new RenameRefused('A tag that includes a partial is not closed. Close it first.');
  if (use.namedArguments.some(({ text }) => text === name))
    throw new RenameRefused(`${placeOf(parsed, use)}, a tag already hands over ${name}.`);
  const spelled = spelledMember(parsed, use, contextOf(parsed, use, start + close.index), value);
  edits.insert(parsed, start + close.index, ` ${name}=${spelled}`);
}

/** The context that a tag names; empty when it shares that of the place. */
function contextOf({ file }: ParsedPrompt, { nameRange, namedArguments: [first] }: PartialUse, close: number): string {
  return file.text
    .slice(nameRange.end, first?.range.start ?? close)
    .replace(/^["'\]]/, '')
    .trim();
}

/** A member of the context of a partial, as it is read at the place of the tag. */
function spelledMember(parsed: ParsedPrompt, use: PartialUse, context: string, name: string): string {
  if (context === '') {
    const isLocal = scopesAt(parsed.document, use.range.start).some(({ bindings }) =>
      bindings.some((binding) => binding.name === name),
    );
    return isLocal ? `this.${name}` : name;
  }
  if (context === '.') return `this.${name}`;
  if (/^\.\.(?:\/\.\.)*$/.test(context)) return `${context}/${name}`;
  if (/^(?:[^\s"'()[\]{}|=#]|\[[^\]]*\])+$/.test(context) && !/^\d+$/.test(context)) return `${context}.${name}`;
  throw new RenameRefused(`${placeOf(parsed, use)}, a partial gets a context that is worked out. Rename by hand.`);
}

function placeOf({ file, lines }: ParsedPrompt, { range }: PartialUse): string {
  return `On line ${lines.positionAt(range.start).line + 1} of ${file.path}`;
}
