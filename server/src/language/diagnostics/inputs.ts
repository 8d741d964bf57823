import type { CallUse } from '../../template';
import type { ParsedPrompt } from '../documents';
import { usedInputs } from '../inclusions';
import { locationIn, type Finding, type PromptContext } from './finding';

/** Inputs that nothing reads. */
export function unusedInputs({ facts, project, parsed }: PromptContext): Finding[] {
  if (facts.inputs.length === 0 || facts.partial) return [];
  const own = facts.reads;
  const shadowing = shadowingCalls(parsed);
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
  const calls = shadowingCalls(parsed);
  if (calls.size === 0) return [];
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

/** Calls without arguments, which look like variables. With arguments, or as an argument, nobody mistakes one for the other. */
function shadowingCalls({ document }: ParsedPrompt): ReadonlyMap<string, CallUse> {
  if (document.dialect !== 'handlebars') return new Map();
  const bare = document.analysis.calls.filter(
    ({ argumentCount, namedArguments }) => argumentCount === 0 && namedArguments.length === 0,
  );
  return new Map(bare.map((call) => [call.name, call]));
}
