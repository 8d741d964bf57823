import { joinAnalyses, problemLimit, type BodyContext } from './analysis';
import { readBody } from './body';
import type { CasesDocument } from './case-types';
import { githubCases, readCases } from './cases';
import { detectDialect, foreignFormatOf, promptFormatOf } from './files';
import { emptyHeader, readerOf, readHeader, type HeaderModel, type HeaderState } from './header';
import { roles } from './roles';
import { schemaAt } from './schema';
import type { ParseOptions, Problem, PromptDocument, PromptFormat, Schema } from './types';
import { valueOf } from './yaml';

/** Longer files are named but not checked. */
const sizeLimit = 4_000_000;

/** The header states of documents, for the next parse of the same file. */
const headers = new WeakMap<PromptDocument, HeaderState>();

/**
 * Parses a prompt file. Never throws; what is wrong is in `problems`. Time grows with the length of the text alone.
 * With `options.previous` an unchanged header is not read again, and a broken one leaves the last good in force.
 */
export function parsePrompt(text: string, options: ParseOptions): PromptDocument {
  const format = promptFormatOf(options.file) ?? 'bare';
  const foreign = foreignFormatOf(options.file, format, text);
  if (foreign !== undefined) return untouched(text, 'foreign', foreign, []);
  if (text.length > sizeLimit) return untouched(text, format, undefined, [tooLarge(text)]);
  const state = readHeader(text, format, options.previous && headers.get(options.previous), readerOf(format));
  const document = assemble(text, format, state, options);
  headers.set(document, state);
  return document;
}

/**
 * The test cases that a prompt file holds itself: `tests:` of a Dotprompt header, `testData` and `evaluators` of a
 * GitHub Models prompt.
 */
export function casesOfPrompt(document: PromptDocument): CasesDocument {
  const problems: Problem[] = [];
  const root = headers.get(document)?.root;
  const cases =
    document.format === 'github-models' ? githubCases(root) : readCases(valueOf(root, 'tests'), [], problems);
  return { prompt: undefined, provider: undefined, cases, problems };
}

function assemble(text: string, format: PromptFormat, state: HeaderState, options: ParseOptions): PromptDocument {
  const { model } = state;
  const sample = format === 'github-models' ? text : text.slice(state.bodyStart);
  const { dialect, source } = detectDialect(options.file, format, sample, {
    setting: options.dialect,
    header: model.dialect,
  });
  const body = readBody(text, format, dialect, state, contextOf(format, model, options));
  const { problems, ...said } = withoutDialect(model);
  return {
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
