import type { Json, TextRange } from '../base';
import { jsonOf, type CaseNode } from '../template';
import type { ParsedFile, ParsedPrompt } from './documents';
import type { Project } from './project';
import { inputKeys } from './yaml-tree';

/** A value that somebody gave to an input. */
export interface Example {
  readonly value: Json;
  /** The file that it stands in, and the place there. */
  readonly parsed: ParsedFile;
  readonly range: TextRange;
  /** The case; undefined for the header of the prompt. */
  readonly caseName: string | undefined;
}

/**
 * The value of an input in the first case, else its default or sample in the header: so the values of a prompt belong
 * together. Where neither has one, that of the next case that has.
 */
export function exampleOf(project: Project, parsed: ParsedPrompt, name: string): Example | undefined {
  let isFirst = true;
  for (const { cases, file } of casesOf(project, parsed)) {
    for (const node of cases) {
      const given = node.inputs.find((input) => input.name === name);
      if (given !== undefined)
        return { value: given.value, parsed: file, range: given.valueRange, caseName: node.name };
      const header = isFirst ? headerExample(parsed, name) : undefined;
      if (header !== undefined) return header;
      isFirst = false;
    }
  }
  return isFirst ? headerExample(parsed, name) : undefined;
}

function* casesOf(
  project: Project,
  parsed: ParsedPrompt,
): Generator<{ readonly cases: readonly CaseNode[]; readonly file: ParsedFile }, void> {
  yield { cases: parsed.cases.cases, file: parsed };
  for (const file of project.casesOf(parsed.file.uri)) yield { cases: file.document.cases, file };
}

function headerExample(parsed: ParsedPrompt, name: string): Example | undefined {
  const pair = inputKeys(parsed).find(({ key }) => key === name);
  const value = jsonOf(pair?.value);
  if (pair?.value !== undefined && value !== undefined)
    return { value, parsed, range: pair.value.range, caseName: undefined };
  const declared = parsed.document.inputs.find((input) => input.name === name);
  return declared?.default === undefined
    ? undefined
    : { value: declared.default, parsed, range: declared.nameRange, caseName: undefined };
}
