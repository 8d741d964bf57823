import type { Position, SignatureHelp } from 'vscode-languageserver-types';
import { helperCatalogue, type CallUse } from '../../template';
import { markdown } from '../markdown';
import type { Project } from '../project';

/** The parameters of the helper, filter or function whose arguments are being written. */
export function signatureHelp(project: Project, uri: string, position: Position): SignatureHelp | undefined {
  const parsed = project.prompt(uri);
  if (parsed === undefined) return undefined;
  const { dialect, format, analysis } = parsed.document;
  const offset = parsed.lines.offsetAt(position);
  const call = innermostCall(analysis.calls, parsed.file.text, offset);
  if (call === undefined) return undefined;
  const kind = call.kind === 'block-helper' ? 'helper' : call.kind;
  const callable = helperCatalogue(dialect, format).find((one) => one.name === call.name && one.kind === kind);
  if (callable === undefined) return undefined;
  const all = [...callable.parameters, ...callable.named];
  if (all.length === 0) return undefined;
  const label = `${callable.name}(${all.map((one) => `${one.name}${one.optional ? '?' : ''}: ${one.type}`).join(', ')})`;
  return {
    signatures: [
      {
        label,
        documentation: markdown([callable.documentation]),
        parameters: all.map((one) => ({
          label: `${one.name}${one.optional ? '?' : ''}: ${one.type}`,
          documentation: markdown([one.documentation]),
        })),
      },
    ],
    activeSignature: 0,
    activeParameter: Math.min(activeParameter(call, callable.parameters.length, offset), all.length - 1),
  };
}

/** The call whose name ends before `offset` and whose text, or the blanks behind it, hold it. */
function innermostCall(calls: readonly CallUse[], text: string, offset: number): CallUse | undefined {
  let found: CallUse | undefined;
  for (const call of calls) {
    if (call.nameRange.end >= offset) break;
    const reaches =
      offset <= call.range.end || /^[ \t]*$/.test(text.slice(call.range.end, Math.min(offset, call.range.end + 200)));
    if (reaches && offset - call.range.end <= 200 && (found === undefined || call.range.start >= found.range.start))
      found = call;
  }
  return found;
}

function activeParameter({ argumentRanges, namedArguments }: CallUse, positional: number, offset: number): number {
  const named = namedArguments.filter(({ range }) => range.start < offset).length;
  if (named > 0) return positional + named - 1;
  const before = argumentRanges.filter((range) => range.end < offset).length;
  return before;
}
