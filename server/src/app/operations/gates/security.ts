import { LineIndex, type TextRange } from '../../../base';
import { personalDataIn, type SecurityEvidence, type SecurityFinding } from '../../../domain';
import { secretsIn } from '../../../language';
import { parsePrompt, type PromptDocument, type Schema, type VariableUse } from '../../../template';
import { dialectOption } from '../run-cases';
import type { Candidate } from './candidate';

/** What should not go to a model in the text of the version, and in the partials it was committed with. */
export function securityEvidence({ prompt, content }: Candidate): SecurityEvidence {
  const { source, behaviour } = content;
  const document = parsePrompt(source, { file: prompt.file, ...dialectOption(behaviour) });
  const texts = [
    [prompt.file, source] as const,
    ...behaviour.partials.map(({ name, text }) => [`partial ${name}`, text] as const),
  ];
  return { findings: [...texts.flatMap(([file, text]) => leaks(file, text)), ...rawInputs(prompt.file, document)] };
}

function leaks(file: string, text: string): readonly SecurityFinding[] {
  const lines = new LineIndex(text);
  const at = (offset: number): { file: string; line: number } => ({ file, line: lines.positionAt(offset).line });
  return [
    ...secretsIn(text).map(({ what, range }) => {
      return { kind: 'secret' as const, what, subject: '', ...at(range.start) };
    }),
    ...personalDataIn(text).map(({ what, value, offset }) => {
      return { kind: 'personal-data' as const, what, subject: value, ...at(offset) };
    }),
  ];
}

/** Free text that is put into a system message as it is, with nothing that marks where it begins and ends. */
function rawInputs(file: string, document: PromptDocument): readonly SecurityFinding[] {
  const { text, analysis } = document;
  const lines = new LineIndex(text);
  const zones = systemZones(document);
  const found = new Map<string, SecurityFinding>();
  for (const use of analysis.variables) {
    if (use.usage !== 'output' || use.resolution.kind !== 'input') continue;
    const [name] = use.resolution.path;
    const zone = zones.find(({ start, end }) => start <= use.range.start && use.range.end <= end);
    if (name === undefined || zone === undefined || found.has(name)) continue;
    if (isTame(document, use.resolution.path) || isEscaped(use) || isDelimited(text, zone, use.range)) continue;
    const { line } = lines.positionAt(use.range.start);
    found.set(name, { kind: 'raw-input', what: 'an input in a system message', subject: name, file, line });
  }
  return [...found.values()];
}

const systemRoles: ReadonlySet<string> = new Set(['system', 'developer']);

/** The places whose text is said by the system. */
function systemZones({ parts, analysis, text }: PromptDocument): readonly TextRange[] {
  const spoken = parts.flatMap(({ role, range }) => (role !== undefined && systemRoles.has(role) ? [range] : []));
  const marked = analysis.roles.flatMap(({ role, range }, index) => {
    const end = analysis.roles[index + 1]?.range.start ?? text.length;
    return systemRoles.has(role) ? [{ start: range.end, end }] : [];
  });
  return [...spoken, ...marked];
}

/** Numbers, yes and no, and one of a few words give no orders. */
function isTame({ inputs }: PromptDocument, [name, ...members]: readonly string[]): boolean {
  let schema: Schema | undefined = inputs.find((input) => input.name === name)?.schema;
  for (const member of members) schema = member === '[]' ? schema?.items : schema?.properties?.get(member);
  return (
    schema !== undefined &&
    (schema.enum !== undefined || ['integer', 'number', 'boolean', 'null'].includes(schema.type))
  );
}

/** JSON has quotes around a text, and escapes those inside of it. */
function isEscaped({ piped }: VariableUse): boolean {
  return piped?.filters.some(({ text }) => /^(?:to_?json|json)$/i.test(text)) === true;
}

/** So far a delimiter is looked for, in UTF-16 units. */
const reach = 2000;

function isDelimited(text: string, zone: TextRange, { start, end }: TextRange): boolean {
  const before = text.slice(Math.max(zone.start, start - reach), start);
  const after = text.slice(end, Math.min(zone.end, end + reach));
  const fenced = ['```', '"""', "'''"].some((fence) => before.split(fence).length % 2 === 0 && after.includes(fence));
  return fenced || openTags(before).some((tag) => after.includes(`</${tag}>`));
}

/** The tags of XML that are open at the end of a text. */
function openTags(text: string): readonly string[] {
  const open: string[] = [];
  for (const [, slash, name = ''] of text.matchAll(/<(\/?)([A-Za-z][\w-]{0,60})(?:\s[^<>]{0,200})?>/g)) {
    if (slash === '') open.push(name);
    else if (open.at(-1) === name) open.pop();
  }
  return open;
}
