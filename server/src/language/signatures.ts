import { helperCatalogue, type CallUse, type CallableParameter, type PartialUse } from '../template';
import type { ParsedPrompt } from './documents';
import { includedFacts, partialReads } from './partial-reads';
import { plain } from './markdown';
import type { Project } from './project';
import { calledMacro } from './templates';
import { typeLabel } from './types';

/** A parameter as it is shown. */
export interface SignatureParameter {
  readonly name: string;
  readonly label: string;
  /** Whether it can be given by its name. */
  readonly named: boolean;
  /** Markdown. */
  readonly documentation: string;
}

/** What a call takes. */
export interface Signature {
  readonly label: string;
  /** Markdown. */
  readonly documentation: string;
  readonly parameters: readonly SignatureParameter[];
  /** How many of them are given by their place. */
  readonly positional: number;
}

/** The parameters of what a call calls; undefined for what nobody knows. */
export function signatureOfCall(project: Project, parsed: ParsedPrompt, call: CallUse): Signature | undefined {
  if (call.kind === 'macro') {
    const macro = calledMacro(project, parsed, call)?.binding;
    const parameters = (macro?.parameters ?? []).map(({ name, text }) => ({
      name,
      label: text,
      named: true,
      documentation: '',
    }));
    return macro === undefined
      ? undefined
      : signature(call.name, parameters, 'A macro of this workspace.', parameters.length);
  }
  const { dialect, format } = parsed.document;
  const kind = call.kind === 'block-helper' ? 'helper' : call.kind;
  const callable = helperCatalogue(dialect, format).find((one) => one.name === call.name && one.kind === kind);
  if (callable === undefined) return undefined;
  const names = new Set(callable.named.map(({ name }) => name));
  const others = callable.named.filter(({ name }) => !callable.parameters.some((one) => one.name === name));
  const parameters = [...callable.parameters, ...others].map((one) => parameterOf(one, names.has(one.name)));
  return signature(call.name, parameters, callable.documentation, callable.parameters.length);
}

/** The names that an included partial takes. */
export function signatureOfPartial(project: Project, parsed: ParsedPrompt, use: PartialUse): Signature | undefined {
  const facts = project.promptFacts(parsed.file.uri);
  const included = facts === undefined || use.definition !== undefined ? undefined : includedFacts(project, facts, use);
  if (included === undefined || use.name === undefined) return undefined;
  const parameters = [...partialReads(project, included).reads].slice(0, 50).map(([name, { guarded }]) => {
    const declared = included.inputs.find((input) => input.name === name);
    const label = `${name}${guarded ? '?' : ''}: ${declared === undefined ? 'any' : typeLabel(declared.schema)}`;
    return { name, label, named: true, documentation: plain(declared?.description ?? '') };
  });
  return signature(use.name, parameters, plain(included.description ?? ''), 0);
}

function parameterOf({ name, type, optional, documentation }: CallableParameter, named: boolean): SignatureParameter {
  return { name, label: `${name}${optional ? '?' : ''}: ${type}`, named, documentation };
}

function signature(
  name: string,
  parameters: readonly SignatureParameter[],
  documentation: string,
  positional: number,
): Signature {
  return {
    label: `${name}(${parameters.map(({ label }) => label).join(', ')})`,
    documentation,
    parameters,
    positional,
  };
}

/** A call or an inclusion whose arguments are being written. */
export type Calling =
  { readonly kind: 'call'; readonly call: CallUse } | { readonly kind: 'partial'; readonly use: PartialUse };

/** The innermost call or inclusion whose arguments hold `offset`. */
export function callingAt(parsed: ParsedPrompt, offset: number): Calling | undefined {
  const { analysis, dialect } = parsed.document;
  const call = innermostCall(analysis.calls, parsed.file.text, offset);
  if (call !== undefined) return { kind: 'call', call };
  if (dialect !== 'handlebars') return undefined;
  const use = analysis.partials.find(({ range, nameRange }) => nameRange.end < offset && offset < range.end);
  return use === undefined ? undefined : { kind: 'partial', use };
}

/** The call whose name ends before `offset` and whose text, or the blanks behind it, hold it. */
function innermostCall(calls: readonly CallUse[], text: string, offset: number): CallUse | undefined {
  let found: CallUse | undefined;
  for (let i = firstFrom(calls, offset) - 1; i >= 0; i--) {
    const call = calls[i];
    if (call === undefined || offset - call.range.start > reach) break;
    if (call.nameRange.end < offset && holds(call, text, offset)) {
      found = call;
      break;
    }
  }
  return found;
}

/** Calls that start so far before a cursor are not looked at. */
const reach = 5_000;

function holds({ kind, range }: CallUse, text: string, offset: number): boolean {
  // Where arguments stand in brackets, the call ends with them.
  if (text.charAt(range.end - 1) === ')' && kind !== 'helper' && kind !== 'block-helper') return offset < range.end;
  if (offset <= range.end) return true;
  return offset - range.end <= 200 && /^[ \t]*$/.test(text.slice(range.end, offset));
}

/** The index of the first call that starts at or after `offset`. */
function firstFrom(calls: readonly CallUse[], offset: number): number {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((calls[middle]?.range.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
