import {
  AnalysisBuilder,
  matchBlocks,
  reportJinja,
  type Block,
  type BlockRules,
  type BodyContext,
  type BodySource,
} from '../analysis';
import type { Analysis, PathSegment, Resolution, Schema, VariableUsage } from '../types';
import { parseMustache, type MustacheTag } from './parser';

/** Parses and analyses a Mustache body: names are looked up through all sections around them. Never throws. */
export function analyseMustache(source: BodySource, context: BodyContext): Analysis {
  return new Analyser(source, context).run();
}

const rules: BlockRules<MustacheTag> = {
  role({ kind }) {
    if (kind === 'close') return 'close';
    return kind === 'section' || kind === 'inverted' || kind === 'parent' || kind === 'block' ? 'open' : 'none';
  },
  name: (tag) => tag.name,
  nameRange: (tag) => tag.nameRange,
  range: (tag) => tag.range,
  terminated: (tag) => tag.terminated,
  word: ({ kind }) => (kind === 'parent' || kind === 'block' ? kind : 'section'),
  closeText: (open) => `{{/${open.name}}}`,
  closeName: (open) => open.name,
  closesWithAny: () => false,
  refuseBranch: () => undefined,
};

interface Frame {
  readonly path: readonly string[] | undefined;
  readonly schema: Schema | undefined;
  readonly end: number;
}

class Analyser {
  readonly #builder = new AnalysisBuilder();
  readonly #source: BodySource;
  readonly #context: BodyContext;
  readonly #frames: Frame[] = [];
  #blocks: ReadonlyMap<MustacheTag, Block<MustacheTag>> = new Map();

  constructor(source: BodySource, context: BodyContext) {
    this.#source = source;
    this.#context = context;
  }

  run(): Analysis {
    const { text, start, end } = this.#source;
    const builder = this.#builder;
    const { tags, problems } = parseMustache(text, start, end);
    const matched = matchBlocks(tags, end, rules);
    this.#blocks = matched.blocks;
    for (const problem of [...problems, ...matched.problems]) builder.problems.push(problem);
    builder.scope({ start, end }, [], [], false);
    for (const block of matched.blocks.values()) this.#span(block);
    for (const tag of tags) this.#tag(tag);
    this.#reportHandlebars(tags);
    reportJinja(builder, this.#source, 'Mustache writes {{#x}}…{{/x}}.');
    return builder.build();
  }

  #span({ open, close, end }: Block<MustacheTag>): void {
    this.#builder.blocks.push({
      name: open.name,
      openNameRange: open.nameRange,
      closeNameRange: close?.nameRange,
      range: { start: open.range.start, end },
      innerRange: { start: open.range.end, end: Math.max(open.range.end, close?.range.start ?? end) },
    });
  }

  #tag(tag: MustacheTag): void {
    const builder = this.#builder;
    while ((this.#frames.at(-1)?.end ?? Infinity) <= tag.range.start) this.#frames.pop();
    builder.tags.push(tag.range);
    if (tag.kind === 'comment') {
      builder.comments.push(tag.range);
      builder.token(tag.range.start, tag.range.end, 'comment');
      return;
    }
    builder.token(tag.range.start, tag.openEnd, 'delimiter');
    this.#inside(tag);
    builder.token(tag.closeStart, tag.range.end, 'delimiter');
  }

  #inside(tag: MustacheTag): void {
    const { start, end } = tag.nameRange;
    switch (tag.kind) {
      case 'variable':
        this.#use(tag, 'output');
        return;
      case 'section':
        this.#section(tag);
        return;
      case 'inverted':
        this.#use(tag, 'condition');
        return;
      case 'partial':
      case 'parent':
        this.#partial(tag);
        return;
      case 'close':
      case 'block':
        this.#builder.token(start, end, 'keyword');
        return;
      default:
        this.#builder.token(start, end, 'operator');
    }
  }

  #section(tag: MustacheTag): void {
    const resolution = this.#resolve(tag.name);
    const path = resolution.kind === 'input' ? resolution.path : undefined;
    const schema = path && this.#context.schemaAt(path);
    this.#use(tag, schema?.type === 'array' ? 'each' : schema?.type === 'object' ? 'with' : 'condition');
    const block = this.#blocks.get(tag);
    if (block === undefined) return;
    const array = schema?.type === 'array';
    const inner = path && (array ? [...path, '[]'] : path);
    const range = { start: tag.range.end, end: Math.max(tag.range.end, block.close?.range.start ?? block.end) };
    const known = schema === undefined || schema.type === 'any' ? undefined : inner;
    this.#builder.scope(range, known, [], array);
    this.#frames.push({ path: known, schema: array ? schema.items : schema, end: range.end });
  }

  #partial(tag: MustacheTag): void {
    const { start, end } = tag.nameRange;
    if (tag.dynamic) this.#use(tag, 'argument');
    else this.#builder.token(start, end, 'partial');
    const frame = this.#frames.at(-1);
    this.#builder.partials.push({
      name: tag.dynamic || !tag.terminated || tag.name === '' ? undefined : tag.name,
      nameRange: tag.nameRange,
      range: tag.range,
      namedArguments: [],
      values: [],
      context: frame === undefined ? [] : undefined,
      optional: false,
    });
  }

  #use(tag: MustacheTag, usage: VariableUsage): void {
    if (tag.name === '') return;
    const segments = segmentsOf(tag);
    const resolved = this.#resolve(tag.name);
    const [first] = resolved.kind === 'input' ? resolved.path : [];
    const half = !tag.terminated && first !== undefined && !this.#context.declares(first);
    for (const [index, { range }] of segments.entries())
      this.#builder.token(range.start, range.end, index === 0 ? 'variable' : 'property');
    if (segments.length === 0) this.#builder.token(tag.nameRange.start, tag.nameRange.end, 'keyword');
    const guarded = usage === 'condition' || tag.kind === 'section';
    this.#builder.variables.push({
      range: tag.nameRange,
      segments,
      usage,
      resolution: half ? { kind: 'unknown' } : resolved,
      guarded,
    });
  }

  /** Looks the first part of a name up through the contexts, innermost first, as far as their types are known. */
  #resolve(name: string): Resolution {
    const names = name === '.' ? [] : name.split('.');
    const [first] = names;
    for (let i = this.#frames.length - 1; i >= 0; i--) {
      const { path, schema } = this.#frames[i] ?? {};
      if (path === undefined || schema === undefined || schema.type === 'any') return { kind: 'unknown' };
      if (first === undefined) {
        // A section over a boolean keeps the context around it; in a list of them each is the context in its turn.
        if (schema.type === 'boolean' && path.at(-1) !== '[]') continue;
        return { kind: 'input', path };
      }
      if (schema.type !== 'object') continue;
      if (schema.properties?.has(first) === true) return { kind: 'input', path: [...path, ...names] };
      if (schema.open === true || schema.properties === undefined) return { kind: 'unknown' };
    }
    return { kind: 'input', path: names };
  }

  /** Blocks of Handlebars are sections with strange names here. */
  #reportHandlebars(tags: readonly MustacheTag[]): void {
    const tag = tags.find(
      ({ kind, name }) =>
        (kind === 'section' && /^(?:if|each|unless|with)\s/.test(name)) || (kind === 'variable' && name === 'else'),
    );
    if (tag === undefined) return;
    const message = `This is Handlebars. In Mustache it is a section named “${tag.name}”. Write {{#name}}…{{/name}} and {{^name}}…{{/name}}.`;
    this.#builder.problems.push({ code: 'mixed-dialect', range: tag.range, message });
  }
}

function segmentsOf({ name, nameRange }: MustacheTag): readonly PathSegment[] {
  if (name === '.') return [];
  let { start } = nameRange;
  return name.split('.').map((text) => {
    const range = { start, end: start + text.length };
    start = range.end + 1;
    return { text, range };
  });
}
