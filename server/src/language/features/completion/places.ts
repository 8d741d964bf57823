import type { CompletionItem } from 'vscode-languageserver-types';
import { editorValues, loopMembers, scopesAt } from '../../../template';
import { callingAt, signatureOfCall, signatureOfPartial } from '../../signatures';
import type { BodyPlace, NameContext } from './body-place';
import { escapeSnippet, item, kinds, snippet } from './items';

/** The arguments that the call around the cursor takes by name and does not have yet. */
export function argumentItems({ project, parsed, context }: BodyPlace): readonly CompletionItem[] {
  const calling = callingAt(parsed, context.replace.start);
  if (calling === undefined || isValue(parsed.file.text, context)) return [];
  const signature =
    calling.kind === 'call'
      ? signatureOfCall(project, parsed, calling.call)
      : signatureOfPartial(project, parsed, calling.use);
  const given = calling.kind === 'call' ? calling.call.namedArguments : calling.use.namedArguments;
  const names = new Set(given.map(({ text }) => text));
  return (signature?.parameters ?? [])
    .filter(({ name, named }) => named && !names.has(name))
    .map(({ name, label }) => item(name, kinds.argument, { detail: label, text: `${name}=`, sort: '4', filter: name }));
}

/** Whether the cursor is behind the `=` of an argument. */
function isValue(text: string, { replace }: NameContext): boolean {
  return /=\s*$/.test(text.slice(Math.max(0, replace.start - 50), replace.start));
}

const loopData: readonly (readonly [name: string, detail: string])[] = [
  ['index', 'number'],
  ['key', 'string'],
  ['first', 'boolean'],
  ['last', 'boolean'],
];

/** Runtime data behind `@`, and the values of the editor behind `${`. */
export function dataItems({ parsed, offset, context, options }: BodyPlace): readonly CompletionItem[] {
  const { analysis, dialect } = parsed.document;
  if (dialect === 'input-marks') {
    const values = [...editorValues.keys()].map((name) => item(name, kinds.data));
    const input = item('input:', kinds.keyword, { detail: '${input:name:placeholder}', sort: '0', text: 'input:' });
    return [snippet(input, `input:\${1:name}${context.unterminated ? escapeSnippet('}') : ''}`, options), ...values];
  }
  const steps = context.qualifier.length;
  const loops = analysis.blocks.filter(
    ({ name, innerRange }) => name === 'each' && innerRange.start <= offset && offset <= innerRange.end,
  ).length;
  const inLoop = steps === 0 ? context.scope.loop : loops > steps;
  const found = (inLoop ? loopData : []).map(([name, detail]) => item(name, kinds.data, { detail }));
  return steps === 0 ? [...found, item('root', kinds.data, { detail: 'object' })] : found;
}

/** The members of Jinja's `loop`; undefined where that is not what stands before the dot. */
export function loopMemberItems({ parsed, offset, context }: BodyPlace): readonly CompletionItem[] | undefined {
  const [first, ...more] = context.qualifier;
  if (parsed.document.dialect !== 'jinja' || first !== 'loop' || more.length > 0 || !context.scope.loop)
    return undefined;
  const isLocal = scopesAt(parsed.document, offset).some(({ bindings }) => bindings.some(({ name }) => name === first));
  return isLocal
    ? undefined
    : [...loopMembers.keys()].map((name) => item(name, kinds.data, { detail: `loop.${name}` }));
}

/** What the template around the cursor adds to the names that can be read: `loop`, `caller`, `else`. */
export function templateItems({ parsed, offset, context }: BodyPlace): readonly CompletionItem[] {
  const { analysis, dialect, text } = parsed.document;
  const around = (name: string): boolean =>
    analysis.blocks.some(
      (block) => block.name === name && block.innerRange.start <= offset && offset <= block.innerRange.end,
    );
  if (dialect === 'jinja') {
    const loop = context.scope.loop
      ? [item('loop', kinds.data, { detail: 'loop.index, loop.first, …', sort: '2' })]
      : [];
    const inMacro = around('macro') ? ['caller', 'varargs', 'kwargs'] : [];
    return [...loop, ...inMacro.map((name) => item(name, kinds.data, { sort: '6' }))];
  }
  const startsTag = /\{\{~?\s*$/.test(text.slice(Math.max(0, context.replace.start - 10), context.replace.start));
  const open = analysis.blocks.some(
    ({ innerRange, label }) => label === undefined && innerRange.start <= offset && offset <= innerRange.end,
  );
  return startsTag && open && dialect === 'handlebars' ? [item('else', kinds.keyword, { sort: '6' })] : [];
}

/** Words of the language that can stand here. */
export function wordItems({ words = [] }: NameContext): readonly CompletionItem[] {
  return words.map((word) => item(word, kinds.keyword));
}
