import { joinAnalyses, problemLimit, type BodyContext } from './analysis';
import { readBody } from './body';
import type { CasesDocument } from './case-types';
import { githubCases, readCases } from './cases';
import { detectDialect, foreignFormatOf, promptFormatOf } from './files';
import { emptyHeader, readerOf, readHeader, type HeaderModel, type HeaderState } from './header';
import type { AnalysedBody } from './incremental';
import { roles } from './roles';
import { schemaAt } from './schema';
import type { ParseOptions, Problem, PromptDocument, PromptFormat, Schema } from './types';
import { valueOf } from './yaml';

/** Longer files are named but not checked. */
const sizeLimit = 4_000_000;

/** What is kept of a document for the next parse of the same file. */
interface Kept {
  readonly header: HeaderState;
  readonly helpers: readonly string[] | undefined;
  readonly context: BodyContext;
  readonly body: AnalysedBody | undefined;
}

const keptOf = new WeakMap<PromptDocument, Kept>();

/**
 * Parses a prompt file. Never throws; what is wrong is in `problems`. Time grows with the length of the text alone.
 * With `options.previous` an unchanged header is not read again, a broken one leaves the last good in force, and of a
 * long body only the part around the change is analysed again.
 */
export function parsePrompt(text: string, options: ParseOptions): PromptDocument {
  const format = promptFormatOf(options.file) ?? 'bare';
  const foreign = foreignFormatOf(options.file, format, text);
  if (foreign !== undefined) return untouched(text, 'foreign', foreign, []);
  if (text.length > sizeLimit) return untouched(text, format, undefined, [tooLarge(text)]);
  const before = options.previous && keptOf.get(options.previous);
  const header = readHeader(text, format, before?.header, readerOf(format));
  return assemble(text, format, header, options, before);
}

/**
 * The test cases that a prompt file holds itself: `tests:` of a Dotprompt header, `testData` and `evaluators` of a
 * GitHub Models prompt.
 */
export function casesOfPrompt(document: PromptDocument): CasesDocument {
  const problems: Problem[] = [];
  const root = keptOf.get(document)?.header.root;
  const cases =
    document.format === 'github-models' ? githubCases(root) : readCases(valueOf(root, 'tests'), [], problems);
  return { prompt: undefined, provider: undefined, cases, problems };
}

function assemble(
  text: string,
  format: PromptFormat,
  state: HeaderState,
  options: ParseOptions,
  before: Kept | undefined,
): PromptDocument {
  const { model } = state;
  const sample = format === 'github-models' ? text : text.slice(state.bodyStart);
  const { dialect, source } = detectDialect(options.file, format, sample, {
    setting: options.dialect,
    header: model.dialect,
  });
  const { helpers, previous } = options;
  const same =
    before?.header.model === model && before.helpers === helpers && previous?.format === format ? before : undefined;
  const context = same?.context ?? contextOf(format, model, options);
  const body = readBody(text, format, dialect, state, context, previous?.dialect === dialect ? same?.body : undefined);
  const { problems, ...said } = withoutDialect(model);
  const document: PromptDocument = {
    text,
    format,
    dialect,
    dialectSource: source,
    foreignName: undefined,
    ...said,
    parts: body.parts,
    bodyStart: body.start,
    analysis: body.analysis,
    problems: [...problems, ...body.analysis.problems].sort(byStart).slice(0, problemLimit),
  };
  keptOf.set(document, { header: state, helpers, context, body: body.analysed });
  return document;
}

function withoutDialect(model: HeaderModel): Omit<HeaderModel, 'dialect'> {
  const { dialect: _, ...rest } = model;
  return rest;
}

function contextOf(format: PromptFormat, model: HeaderModel, options: ParseOptions): BodyContext {
  const types = new Map<string, Schema>(model.inputs.map((input) => [input.name, input.schema]));
  const implied = new Set(model.impliedInputs);
  return {
    helpers: new Set(options.helpers),
    roles: roles(format),
    dotprompt: format === 'dotprompt',
    declares: (name) => types.has(name) || implied.has(name),
    schemaAt: ([name, ...rest]) => {
      const type = name === undefined ? undefined : types.get(name);
      const found = type === undefined ? undefined : schemaAt(type, rest);
      return found === 'missing' ? undefined : found;
    },
  };
}

/** A file that is named but not looked into. */
function untouched(
  text: string,
  format: PromptFormat,
  foreignName: string | undefined,
  problems: readonly Problem[],
): PromptDocument {
  const { problems: _, ...said } = withoutDialect(emptyHeader);
  return {
    text,
    format,
    dialect: 'braces',
    dialectSource: 'signals',
    foreignName,
    ...said,
    parts: [],
    bodyStart: 0,
    analysis: joinAnalyses([]),
    problems,
  };
}

function tooLarge(text: string): Problem {
  const megabytes = Math.round(text.length / 1_000_000);
  return {
    code: 'file-too-large',
    range: { start: 0, end: 0 },
    message: `This file has ${megabytes} million characters; more than 4 million are not checked.`,
  };
}

function byStart(a: Problem, b: Problem): number {
  return a.range.start - b.range.start || a.range.end - b.range.end;
}
