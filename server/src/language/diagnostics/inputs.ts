import { oncePerList, stretchesOf, type CallUse } from '../../template';
import type { ParsedPrompt } from '../documents';
import { usedInputs } from '../inclusions';
import { locationIn, type Finding, type PromptContext } from './finding';

/** Inputs that nothing reads. */
export function unusedInputs({ facts, project, parsed }: PromptContext): Finding[] {
  if (facts.inputs.length === 0 || facts.partial) return [];
  const own = facts.reads;
  const shadowing = shadowingNames(parsed);
  const suspects = facts.inputs.filter((input) => !own.has(input.name) && !shadowing.has(input.name));
  if (suspects.length === 0 || facts.readsAll || isUnreadable(parsed.document.foreignName, parsed.document.dialect))
    return [];
  const used = usedInputs(project, facts);
  if (used === undefined) return [];
  return suspects
    .filter((input) => !used.has(input.name))
    .map((input) => ({
      code: 'unused-input',
      range: input.nameRange,
      message: `The input ${input.name} is never used.`,
      data: { name: input.name },
    }));
}

function isUnreadable(foreignName: string | undefined, dialect: string): boolean {
  return foreignName !== undefined || dialect === 'input-marks';
}

/** Inputs that a tag seems to read by their plain name, where a helper of that name wins. */
export function shadowedHelpers({ facts, parsed }: PromptContext): Finding[] {
  const names = shadowingNames(parsed);
  if (!facts.inputs.some(({ name }) => names.has(name))) return [];
  const calls = new Map(parsed.document.analysis.calls.filter(isBare).map((call) => [call.name, call]));
  return facts.inputs.flatMap((input): Finding[] => {
    const call = calls.get(input.name);
    if (call === undefined) return [];
    return [
      {
        code: 'shadowed-helper',
        range: input.nameRange,
        message: `${input.name} is also a helper, which wins: {{${input.name}}} calls the helper. Rename the input, or read it as {{this.${input.name}}}.`,
        related: [{ location: locationIn(parsed, call.nameRange), message: 'This calls the helper.' }],
        data: { name: input.name },
      },
    ];
  });
}

/** The names of calls that look like variables. */
function shadowingNames({ document }: ParsedPrompt): ReadonlySet<string> {
  if (document.dialect !== 'handlebars') return new Set();
  return new Set(stretchesOf(document.analysis).flatMap(({ lists }) => [...bareNames(lists.calls)]));
}

const bareNames = oncePerList(
  (calls: readonly CallUse[]): ReadonlySet<string> => new Set(calls.filter(isBare).map(({ name }) => name)),
);

/** A call without arguments looks like a variable. With arguments, or as an argument, nobody mistakes one for the other. */
function isBare({ argumentCount, namedArguments }: CallUse): boolean {
  return argumentCount === 0 && namedArguments.length === 0;
}
