import { fail, fault, type Json, LineIndex, ok, type Result } from '../../base';
import type { InterfaceInput, ResolvedPartial, VersionBehaviour } from '../../domain';
import { effectiveInputs, type ParsedPrompt, type Project, type PromptFacts } from '../../language';
import { type InputDeclaration, type PromptDocument, type Schema, schemaToJsonSchema } from '../../template';

/** All partials of one prompt together, in UTF-16 units. */
const maxPartialLength = 5_000_000;

/**
 * What a prompt does as it stands: its template, interface and model settings, with the partials it includes, at any
 * depth. Line ends are `\n`, so that a checkout on another system behaves the same.
 */
export function behaviourOf(project: Project, parsed: ParsedPrompt, facts: PromptFacts): Result<VersionBehaviour> {
  const { document } = parsed;
  if (document.foreignName !== undefined) {
    const message = `${parsed.file.path} is a ${document.foreignName} file, which Galley leaves alone.`;
    return fail(fault('invalid-input', message, { file: parsed.file.path }));
  }
  const partials = pinPartials(project, facts, document);
  if (!partials.ok) return partials;
  const output = outputOf(document);
  return ok({
    format: document.format,
    dialect: document.dialect,
    type: isChat(document) ? 'chat' : 'text',
    messages: document.parts.map(({ role, text }) => ({
      ...(role === undefined ? {} : { role }),
      text: unixLines(isTrimmed(document) ? text.trim() : text),
    })),
    ...(document.model === undefined ? {} : { model: document.model }),
    parameters: document.parameters,
    tools: document.tools,
    inputs: inputsOf(project, facts, document),
    ...(output === undefined ? {} : { output }),
    partials: partials.value,
  });
}

/** Dotprompt takes the white space around a body away, when a header stands above it. */
function isTrimmed({ format, header }: PromptDocument): boolean {
  return format === 'dotprompt' && header !== undefined;
}

/** Where the template text of each message stands, so that what goes wrong in rendering has a line. */
export function sourceOf({ file, document }: ParsedPrompt): {
  readonly file: string;
  readonly lines: readonly number[];
} {
  const places = new LineIndex(document.text);
  const lines = document.parts.map(({ range, text }) => {
    const blank = isTrimmed(document) ? text.length - text.trimStart().length : 0;
    return places.positionAt(range.start + blank).line;
  });
  return { file: file.path, lines };
}

function isChat({ parts, analysis }: PromptDocument): boolean {
  return parts.length > 1 || analysis.roles.length > 0 || parts.some((part) => part.role !== undefined);
}

function unixLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** A declared format without a schema is a promise too. */
function outputOf({ output }: PromptDocument): Json | undefined {
  return output?.schema ?? (output?.format === 'json' ? {} : undefined);
}

/** The inputs a caller can give. */
export function inputsOf(project: Project, facts: PromptFacts, document: PromptDocument): readonly InterfaceInput[] {
  const declared = document.inputs.map(declaredInput);
  const known = new Set(declared.map((input) => input.name));
  const reads = facts.declaresInputs ? facts.reads.keys() : effectiveInputs(project, facts).names;
  const implied = new Set(document.impliedInputs);
  const defaults = impliedDefaults(document);
  const others = [...new Set(reads)].filter((name) => {
    const wanted = facts.declaresInputs ? implied.has(name) : facts.reads.has(name) || !implied.has(name);
    return wanted && !known.has(name);
  });
  return [...declared, ...others.map((name) => undeclaredInput(name, defaults))];
}

function declaredInput({ name, schema, required, description, ...rest }: InputDeclaration): InterfaceInput {
  return {
    name,
    type: schema.type,
    required,
    schema: schemaToJsonSchema(schema),
    ...(rest.default === undefined ? {} : { default: rest.default }),
    ...(description === undefined ? {} : { description }),
  };
}

const anything: Schema = { type: 'any' };

function undeclaredInput(name: string, defaults: { readonly [name: string]: Json }): InterfaceInput {
  const preset = Object.hasOwn(defaults, name) ? defaults[name] : undefined;
  const input = { name, type: anything.type, required: false, schema: schemaToJsonSchema(anything) };
  return preset === undefined ? input : { ...input, default: preset };
}

/** The values of `input.default`, for names that the header gives no type. */
function impliedDefaults({ header }: PromptDocument): { readonly [name: string]: Json } {
  const input = header?.entries.find((entry) => entry.key === 'input')?.value;
  return memberMap(memberMap(input)['default']);
}

function memberMap(value: Json | undefined): { readonly [name: string]: Json } {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? (value as { readonly [name: string]: Json }) : {};
}

/** The body of a prompt or partial, without its header. */
export function bodyOf({ parts }: PromptDocument): string {
  return unixLines(parts.map((part) => part.text).join('\n'));
}

/** The partials a prompt includes, at any depth, by the names under which they are included. */
function pinPartials(
  project: Project,
  facts: PromptFacts,
  document: PromptDocument,
): Result<readonly ResolvedPartial[]> {
  const pinned = new Map<string, { readonly uri: string; readonly text: string }>();
  const pending = [{ facts, text: document.text }];
  let length = 0;
  for (let including = pending.pop(); including !== undefined; including = pending.pop()) {
    const { path } = including.facts;
    for (const use of wantedPartials(project, including.facts)) {
      const uri = project.partialFile(path, use.name);
      const included = uri === undefined ? undefined : project.prompt(uri);
      const facts = uri === undefined ? undefined : project.promptFacts(uri);
      if (uri === undefined || included === undefined || facts === undefined) {
        if (use.optional) continue;
        return fail(missingPartial(use.name, path, new LineIndex(including.text).positionAt(use.offset).line));
      }
      const before = pinned.get(use.name);
      if (before?.uri === uri) continue;
      if (before !== undefined) return fail(twoPartials(use.name, path));
      const text = bodyOf(included.document);
      length += text.length;
      if (length > maxPartialLength) return fail(tooMuch(path));
      pinned.set(use.name, { uri, text });
      pending.push({ facts, text: included.document.text });
    }
  }
  return ok([...pinned].map(([name, { text }]) => ({ name, text })).sort((a, b) => (a.name < b.name ? -1 : 1)));
}

interface WantedPartial {
  readonly name: string;
  readonly offset: number;
  readonly optional: boolean;
}

/** The partials that a file names; all there are when a name is only known at run time. */
function wantedPartials(project: Project, { partials }: PromptFacts): readonly WantedPartial[] {
  return partials.flatMap(({ name, nameRange, optional, definition }) => {
    if (definition !== undefined) return [];
    if (name !== undefined) return [{ name, offset: nameRange.start, optional }];
    return project.partialNames().map((other) => ({ name: other, offset: nameRange.start, optional: true }));
  });
}

function missingPartial(name: string, file: string, line: number): ReturnType<typeof fault> {
  const help = `Write a file such as _${name}.prompt, or correct the name.`;
  return fault('not-found', `The partial "${name}" of ${file} does not exist.`, { file, line, help });
}

function twoPartials(name: string, file: string): ReturnType<typeof fault> {
  const help = 'Give one of the two files another name.';
  return fault('ambiguous', `"${name}" stands for two partials in ${file} and what it includes.`, { file, help });
}

function tooMuch(file: string): ReturnType<typeof fault> {
  return fault('limit', `The partials of ${file} have more than ${maxPartialLength} characters.`, { file });
}
