import type { InlayHint, InlayHintKind } from 'vscode-languageserver-types';
import type { TextRange } from '../../../base';
import type { ParsedPrompt } from '../../documents';
import { includedFacts, partialReads } from '../../partial-reads';
import { code, markdown } from '../../markdown';
import type { Project } from '../../project';

const parameterHint: InlayHintKind = 2;

/** So many inclusions of a file are looked at. */
const hintLimit = 500;

/** Behind an inclusion, the inputs that the partial takes from the context without being handed them. */
export function partialArgumentHints(project: Project, parsed: ParsedPrompt, { start, end }: TextRange): InlayHint[] {
  const facts = project.promptFacts(parsed.file.uri);
  if (facts === undefined) return [];
  return facts.partials.slice(0, hintLimit).flatMap((use): InlayHint[] => {
    if (use.range.end < start || use.range.start > end || use.context?.length !== 0 || use.definition !== undefined)
      return [];
    const included = includedFacts(project, facts, use);
    if (included === undefined) return [];
    const given = new Set(use.namedArguments.map(({ text }) => text));
    const taken = [...partialReads(project, included).reads.keys()].filter((name) => !given.has(name));
    if (taken.length === 0) return [];
    const names = taken.slice(0, 5).join(', ') + (taken.length > 5 ? ', …' : '');
    return [
      {
        position: parsed.lines.positionAt(Math.max(use.nameRange.end, closeOf(parsed.file.text, use.range.end))),
        label: `reads ${names}`,
        kind: parameterHint,
        paddingLeft: true,
        tooltip: markdown([
          `The partial reads these from the context of this prompt: ${taken.slice(0, 30).map(code).join(', ')}.`,
        ]),
      },
    ];
  });
}

/** Before the closing delimiter of a tag that ends at `end`. */
function closeOf(text: string, end: number): number {
  let at = end;
  while (at > 0 && /[}%~+\-\s]/.test(text.charAt(at - 1))) at--;
  return at;
}
