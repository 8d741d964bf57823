import type { TextRange } from '../../../base';
import { schemaAt, scopesAt, type PartialUse, type Resolution } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import type { Edits } from '../../edits';
import { rootSchema, type PromptFacts } from '../../facts';
import { mayHave } from '../../inclusions';
import { includedFacts, partialReads } from '../../partial-reads';
import { inputOccurrences } from '../../occurrences';
import type { Project } from '../../project';
import { RenameRefused } from '../../service';
import { yamlNameAt } from '../../yaml-tree';
import { handOver } from './handing';
import { checkName, refuseLocals } from './rules';

/** Gives an input another name: in its declaration, defaults, reads, cases, and where a partial is handed it. */
export function renameInput(project: Project, uri: string, oldName: string, newName: string, edits: Edits): void {
  const parsed = project.prompt(uri);
  const facts = project.promptFacts(uri);
  if (parsed === undefined || facts === undefined) return;
  checkName(parsed, newName);
  refuseTaken(project, facts, oldName, newName);
  refuseUnknown(parsed, oldName);
  refuseMembers(parsed, [oldName, newName]);
  refuseLate(parsed, oldName, newName);
  refusePartials(project, parsed, facts, [oldName, newName]);
  const occurrences = inputOccurrences(project, uri, oldName).filter(({ kind }) => kind !== 'implicit-read');
  for (const { parsed: file, range, kind } of occurrences) {
    if (file.kind === 'prompt' && kind === 'read') {
      refuseLocals(file, range, newName);
      refuseSections(facts, file, range, newName);
    }
    edits.replace(
      file,
      range,
      kind === 'read' || kind === 'close' || kind === 'argument' ? newName : yamlNameAt(file.file.text, range, newName),
    );
  }
  keepInclusions(project, parsed, facts, oldName, newName, edits);
  keepIncluders(project, parsed, oldName, newName, edits);
}

/** A partial that shares the context reads the old name: hand it the new one under the old name. */
function keepInclusions(
  project: Project,
  parsed: ParsedPrompt,
  facts: PromptFacts,
  oldName: string,
  newName: string,
  edits: Edits,
): void {
  for (const use of parsed.document.analysis.partials) {
    const shares = use.context?.length === 0 && !gives(use, oldName);
    const included = shares ? includedFacts(project, facts, use) : undefined;
    const isOther = included !== undefined && included.uri !== facts.uri;
    if (!isOther || !partialReads(project, included).reads.has(oldName)) continue;
    handOver(parsed, use, oldName, newName, edits);
  }
}

/** Whoever lets this file read the old name from the context it is given now has to hand it over under the new one. */
function keepIncluders(project: Project, { file }: ParsedPrompt, oldName: string, newName: string, edits: Edits): void {
  for (const facts of project.includers(file.uri)) {
    const parsed = project.prompt(facts.uri);
    for (const use of parsed?.document.analysis.partials ?? []) {
      if (parsed === undefined || project.includedFile(facts.path, use) !== file.uri) continue;
      const isHanded = gives(use, oldName);
      if (isHanded ? !gives(use, newName) : reachesNeither(facts, parsed, use, [oldName, newName])) continue;
      if (parsed.file.uri === file.uri && use.context?.length === 0) continue;
      handOver(parsed, use, newName, oldName, edits);
    }
  }
}

/** Whether an included file finds neither name in what it is given. */
function reachesNeither(facts: PromptFacts, parsed: ParsedPrompt, use: PartialUse, names: readonly string[]): boolean {
  const { context, range } = use;
  if (context !== undefined) return !names.some((name) => gives(use, name) || mayHave(facts, context, name));
  // What is imported in Jinja does not see the names around it.
  const tag = parsed.file.text.slice(range.start, range.end);
  return parsed.document.dialect === 'jinja' && use.values.length === 0 && !/\bwith\s+context\b/.test(tag);
}

function gives({ namedArguments }: PartialUse, name: string): boolean {
  return namedArguments.some(({ text }) => text === name);
}

/** In Mustache a section around the read may have a member of that name, which would be found first. */
function refuseSections(facts: PromptFacts, parsed: ParsedPrompt, { start }: TextRange, newName: string): void {
  if (parsed.document.dialect !== 'mustache') return;
  const caught = scopesAt(parsed.document, start).some(({ context }) => {
    if (context?.length === 0) return false;
    const found = context === undefined ? undefined : schemaAt(rootSchema(facts), [...context, newName]);
    return found !== 'missing';
  });
  if (!caught) return;
  const { line } = parsed.lines.positionAt(start);
  throw new RenameRefused(
    `On line ${line + 1} of ${parsed.file.path}, a section around it may have its own ${newName}.`,
  );
}

/** A read inside a section whose context is not known may mean the input or not: then neither answer is right. */
function refuseUnknown({ document, lines }: ParsedPrompt, oldName: string): void {
  const unknown = document.analysis.variables.find(
    ({ resolution, segments, range }) =>
      segments[0]?.text === oldName && (resolution.kind === 'unknown' || isLate(resolution, range)),
  );
  if (unknown === undefined) return;
  const line = lines.positionAt(unknown.range.start).line + 1;
  throw new RenameRefused(
    `On line ${line}, ${oldName} may or may not mean this input: what the section or macro around it gives is not known. Rename by hand.`,
  );
}

/** A macro reads a name that is set further down when it is called behind that, else the input. */
function isLate(resolution: Resolution, { start }: TextRange): boolean {
  return resolution.kind === 'local' && resolution.binding.nameRange.start > start;
}

/** A name that a Jinja template sets is seen by macros above it, too. */
function refuseLate({ document }: ParsedPrompt, oldName: string, newName: string): void {
  if (document.dialect !== 'jinja') return;
  const set = document.analysis.scopes.some(({ bindings }) =>
    bindings.some(
      ({ name, kind }) => name === newName && (kind === 'assignment' || kind === 'macro' || kind === 'import'),
    ),
  );
  if (set) throw new RenameRefused(`This template sets ${newName} itself: ${oldName} and ${newName} could become one.`);
}

/** A partial in a section whose context is not known may read the input, or a member of that section. */
function refusePartials(project: Project, parsed: ParsedPrompt, facts: PromptFacts, names: readonly string[]): void {
  // What is imported in Jinja does not see the names around it.
  if (parsed.document.dialect === 'jinja') return;
  for (const use of facts.partials) {
    const included = use.context === undefined ? includedFacts(project, facts, use) : undefined;
    if (included === undefined) continue;
    const { reads } = partialReads(project, included);
    const name = names.find((one) => reads.has(one) && !gives(use, one));
    if (name === undefined) continue;
    const line = parsed.lines.positionAt(use.range.start).line + 1;
    throw new RenameRefused(`The partial on line ${line} reads ${name}, which may be this input. Rename by hand.`);
  }
}

/** In Mustache a member that an element lacks is looked for among the inputs. */
function refuseMembers({ document, lines }: ParsedPrompt, names: readonly string[]): void {
  if (document.dialect !== 'mustache') return;
  const member = document.analysis.variables.find(
    ({ resolution, segments: [first, ...more] }) =>
      first !== undefined &&
      names.includes(first.text) &&
      resolution.kind === 'input' &&
      resolution.path.length > more.length + 1,
  );
  if (member === undefined) return;
  const line = lines.positionAt(member.range.start).line + 1;
  throw new RenameRefused(
    `On line ${line}, ${member.segments[0]?.text ?? ''} is a member of the section around it where there is one, else an input. Rename by hand.`,
  );
}

function refuseTaken(project: Project, facts: PromptFacts, oldName: string, newName: string): void {
  if (facts.inputs.some((input) => input.name === newName) || facts.impliedInputs.includes(newName)) {
    throw new RenameRefused(`There is already an input ${newName}.`);
  }
  if (partialReads(project, facts).reads.has(newName)) {
    throw new RenameRefused(`${newName} is already read here: ${oldName} and ${newName} would become one input.`);
  }
  for (const parsed of project.casesOf(facts.uri)) {
    const taken = parsed.document.cases.find((node) => {
      const names = new Set(node.inputs.map((input) => input.name));
      return names.has(oldName) && names.has(newName);
    });
    if (taken !== undefined)
      throw new RenameRefused(`The case “${taken.name}” in ${parsed.file.path} already gives ${newName}.`);
  }
}
