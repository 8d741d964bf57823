import { oncePerObject, type TextRange } from '../base';
import { oncePerList, stretchesOf } from '../template';
import type {
  Dialect,
  InputDeclaration,
  PartialUse,
  PathSegment,
  PromptDocument,
  PromptFormat,
  Schema,
  VariableUse,
} from '../template';
import type { ParsedCases, ParsedPrompt } from './documents';

/** How the body of a prompt reads one name from its root context. */
export interface Read {
  /** True when every look-up copes with a missing value. */
  readonly guarded: boolean;
  /** True when at least one look-up surely reads this name from the root, not from a context that cannot be known. */
  readonly sure: boolean;
}

/** What other files need to know of a prompt or partial. Small, so that it can be kept for every file. */
export interface PromptFacts {
  readonly kind: 'prompt';
  readonly uri: string;
  readonly path: string;
  readonly partial: boolean;
  readonly format: PromptFormat;
  readonly dialect: Dialect;
  readonly model: string | undefined;
  readonly description: string | undefined;
  readonly declaresInputs: boolean;
  readonly openInputs: boolean;
  readonly inputs: readonly InputDeclaration[];
  readonly impliedInputs: readonly string[];
  /** What the body reads, by the first name of the path. */
  readonly reads: ReadonlyMap<string, Read>;
  /** True when the whole context is read, or in a way that cannot be known. */
  readonly readsAll: boolean;
  readonly partials: readonly PartialUse[];
}

/** What other files need to know of a file of cases. */
export interface CasesFacts {
  readonly kind: 'cases';
  readonly uri: string;
  readonly path: string;
  /** The name it gives; undefined means the prompt beside it. */
  readonly prompt: string | undefined;
  readonly cases: number;
}

export type Facts = PromptFacts | CasesFacts;

/** The facts of a parsed prompt. */
export function factsOfPrompt({ file, document }: ParsedPrompt): PromptFacts {
  const { reads, readsAll } = readsOf(document);
  return {
    kind: 'prompt',
    uri: file.uri,
    path: file.path,
    partial: file.kind === 'partial',
    format: document.format,
    dialect: document.dialect,
    model: document.model,
    description: document.description,
    declaresInputs: document.declaresInputs,
    openInputs: document.openInputs,
    inputs: document.inputs,
    impliedInputs: document.impliedInputs,
    reads,
    readsAll,
    partials: document.analysis.partials,
  };
}

/** The facts of a parsed file of cases. */
export function factsOfCases({ file, document }: ParsedCases): CasesFacts {
  return { kind: 'cases', uri: file.uri, path: file.path, prompt: document.prompt?.name, cases: document.cases.length };
}

/** The path from the root that a use reads, through local names; undefined when it cannot be known. */
export function rootPath({ resolution }: VariableUse): readonly string[] | undefined {
  if (resolution.kind === 'input') return resolution.path;
  if (resolution.kind !== 'local') return undefined;
  const source = resolution.binding.source?.path;
  return source && [...source, ...resolution.path];
}

/** The place of the name of an input in a use, when the use spells it; undefined for names that come from the context. */
export function inputSegment({ resolution, segments }: VariableUse): TextRange | undefined {
  if (resolution.kind !== 'input' || resolution.path.length === 0) return undefined;
  return segmentAt(segments, resolution.path, 0)?.range;
}

/**
 * The written name of `path[index]`, when it is written: `@root.a` spells one name more than its path has, a name in a
 * block fewer, and an index such as `[0]` is no name.
 */
export function segmentAt(
  segments: readonly PathSegment[],
  path: readonly string[],
  index: number,
): PathSegment | undefined {
  let at = segments.length - 1;
  for (let i = path.length - 1; i > index; i--) if (path[i] !== '[]') at--;
  return path[index] === '[]' ? undefined : segments[at];
}

function readsOf({ analysis }: PromptDocument): { reads: ReadonlyMap<string, Read>; readsAll: boolean } {
  const stretches = stretchesOf(analysis).map(({ lists }) => readsIn(lists.variables));
  const names = new Map<string, NameReads>();
  for (const { names: more } of stretches) for (const [name, reads] of more) addReads(names, name, reads);
  const reads = new Map<string, Read>();
  for (const [name, { guarded, tested, sure }] of names) reads.set(name, { guarded: guarded || tested, sure });
  return { reads, readsAll: stretches.some(({ all }) => all) };
}

/** How some look-ups read one name. */
interface NameReads extends Read {
  /** True when it is tested somewhere, and may be missing: `{{#if fax}}Fax: {{fax}}{{/if}}`. */
  readonly tested: boolean;
}

interface StretchReads {
  readonly names: ReadonlyMap<string, NameReads>;
  readonly all: boolean;
}

/** What the uses of a part of a body read does not depend on where it stands. */
const readsIn = oncePerList((uses: readonly VariableUse[]): StretchReads => {
  const names = new Map<string, NameReads>();
  let all = false;
  for (const use of uses) {
    const { resolution, usage, guarded } = use;
    const path = rootPath(use) ?? (resolution.kind === 'unknown' ? firstName(use) : undefined);
    if (path === undefined) continue;
    const name = path[0];
    if (name === undefined) all = true;
    else {
      const tested = usage === 'condition' && path.length === 1;
      addReads(names, name, { guarded, tested, sure: resolution.kind !== 'unknown' });
    }
  }
  return { names, all };
});

function addReads(names: Map<string, NameReads>, name: string, { guarded, tested, sure }: NameReads): void {
  const known = names.get(name);
  if (known === undefined) names.set(name, { guarded, tested, sure });
  else if ((known.guarded && !guarded) || (tested && !known.tested) || (sure && !known.sure))
    names.set(name, { guarded: known.guarded && guarded, tested: known.tested || tested, sure: known.sure || sure });
}

/** What a look-up in a context that cannot be known spells; empty for the context itself. */
function firstName({ segments }: VariableUse): readonly string[] {
  return segments.slice(0, 1).map(({ text }) => text);
}

/** The inputs of a prompt as one type, so that a path from the root can be looked up in it. */
export function rootSchema({ inputs }: Pick<PromptFacts, 'inputs'>): RootSchema {
  return schemaOfInputs(inputs);
}

type RootSchema = Schema & { readonly properties: ReadonlyMap<string, Schema> };

/** An unchanged header keeps its list of inputs. */
const schemaOfInputs = oncePerObject((inputs: readonly InputDeclaration[]): RootSchema => {
  return { type: 'object', open: true, properties: new Map(inputs.map((input) => [input.name, input.schema])) };
});
