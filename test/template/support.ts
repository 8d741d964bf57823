import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePrompt, type ParseOptions, type PromptDocument, type VariableUse } from '../../server/src/template';
import { drawRanges, parseMarks } from '../support/markers';
import { repoRoot } from '../support/repo';

/** Parses a sample as `file`, `x.prompt` when nothing else is said. */
export function parse(text: string, options: Partial<ParseOptions> = {}): PromptDocument {
  return parsePrompt(text, { file: 'x.prompt', ...options });
}

/** Each look-up as `written -> meaning usage`, with `?` behind a guarded one. */
export function uses(document: PromptDocument): readonly string[] {
  return document.analysis.variables.map((use) => `${written(document, use)} -> ${meaning(use)}`);
}

function written({ text }: PromptDocument, { range }: VariableUse): string {
  return text.slice(range.start, range.end);
}

/** What a look-up means: `input a/b`, `local x/b (source)`, `data @index`, `unknown`. */
export function meaning({ resolution, usage, guarded }: VariableUse): string {
  const how = ` ${usage}${guarded ? '?' : ''}`;
  switch (resolution.kind) {
    case 'input':
      return `input ${resolution.path.join('/') || '.'}${how}`;
    case 'local': {
      const source = resolution.binding.source === undefined ? '' : ` (${resolution.binding.source.path.join('/')})`;
      return `local ${[resolution.binding.name, ...resolution.path].join('/')}${source}${how}`;
    }
    case 'data':
      return `data ${resolution.name}${resolution.known ? '' : ' not known'}${how}`;
    default:
      return `unknown${how}`;
  }
}

/** Asserts the problems of a sample: their places are marked with ⟦ ⟧ in it, their codes are given in order of place. */
export function expectProblems(
  sample: string,
  codes: readonly string[],
  options: Partial<ParseOptions> = {},
): PromptDocument {
  const { text } = parseMarks(sample);
  const document = parse(text, options);
  const ranges = document.problems.map((problem) => problem.range);
  assert.equal(drawRanges(text, ranges), sample, document.problems.map((problem) => problem.message).join('\n'));
  assert.deepEqual(
    document.problems.map((problem) => problem.code),
    codes,
  );
  return document;
}

/** A file of the repository as text. */
export function read(file: string): string {
  return readFileSync(path.join(repoRoot, file), 'utf8');
}
