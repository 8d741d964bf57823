import type { Position, SignatureHelp } from 'vscode-languageserver-types';
import { markdown } from '../markdown';
import type { Project } from '../project';
import { callingAt, signatureOfCall, signatureOfPartial, type Calling, type Signature } from '../signatures';

/** The parameters of the helper, filter, function, macro or partial whose arguments are being written. */
export function signatureHelp(project: Project, uri: string, position: Position): SignatureHelp | undefined {
  const parsed = project.prompt(uri);
  if (parsed === undefined) return undefined;
  const offset = parsed.lines.offsetAt(position);
  const calling = callingAt(parsed, offset);
  if (calling === undefined) return undefined;
  const signature =
    calling.kind === 'call'
      ? signatureOfCall(project, parsed, calling.call)
      : signatureOfPartial(project, parsed, calling.use);
  if (signature === undefined || signature.parameters.length === 0) return undefined;
  const { label, documentation, parameters } = signature;
  return {
    signatures: [
      {
        label,
        documentation: markdown([documentation]),
        parameters: parameters.map((one) => ({ label: one.label, documentation: markdown([one.documentation]) })),
      },
    ],
    activeSignature: 0,
    activeParameter: activeParameter(calling, signature, parsed.file.text, offset),
  };
}

/** The parameter that is being written: the one whose name stands before the cursor, else the one in that place. */
function activeParameter(calling: Calling, { parameters }: Signature, text: string, offset: number): number {
  const given = calling.kind === 'call' ? calling.call.namedArguments : calling.use.namedArguments;
  // A name without a value yet is no argument.
  const [, half] = /(\w+)\s*=\s*$/.exec(text.slice(Math.max(0, offset - 100), offset)) ?? [];
  const last = half ?? given.findLast(({ range }) => range.start < offset)?.text;
  const named = parameters.findIndex(({ name }) => name === last);
  if (named >= 0) return named;
  const before = calling.kind === 'call' ? calling.call.argumentRanges.filter((range) => range.end < offset).length : 0;
  return Math.min(before, parameters.length - 1);
}
