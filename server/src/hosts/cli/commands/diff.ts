import { Option } from 'commander';
import { ok, type Result } from '../../../base';
import { command, integerOption, type Invocation, listOption } from '../command';
import { exitCodes } from '../faults';
import { type Inputs, readInputs } from '../input-values';
import { diffText, renderedText, statText } from '../output/diff';
import { selectorHelp } from './operands';

interface DiffOptions {
  readonly word?: boolean;
  readonly stat?: boolean;
  readonly unified?: number;
  readonly rendered?: boolean;
  readonly case?: string;
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly exitCode?: boolean;
}

/** `galley diff`. */
export const diffCommand = command<DiffOptions>({
  name: 'diff',
  operands: [
    ['<left>', selectorHelp],
    ['[right]', 'the same; the draft when absent'],
  ],
  summary: 'Compare two drafts or versions, of whatever branch or environment',
  details: 'A name alone compares the draft with the newest version of its branch.',
  examples: [
    'galley diff acknowledge',
    'galley diff triage@production triage@#4 --word',
    'galley diff reply@production reply --case "late parcel"',
  ],
  options: [
    new Option('--word', 'by word instead of by line').conflicts('stat'),
    new Option('--stat', 'only how much differs'),
    integerOption('-U, --unified <lines>', 'so many equal lines around each change', 0),
    new Option('--rendered', 'what both render to with the same inputs'),
    new Option('--case <name>', 'rendered with the inputs of a case'),
    listOption('-i, --input <name=value>', 'rendered with the value of an input; again for more'),
    new Option('--inputs <file>', 'rendered with a JSON file of inputs, or - for standard input'),
    new Option('--exit-code', 'end with 1 when there are differences'),
  ],
  run: async (invocation) => {
    const { operands, options, session, signal } = invocation;
    const [left = '', right] = operands;
    const inputs = await inputsOf(left, right, invocation);
    if (!inputs.ok) return inputs;
    const input = {
      left,
      ...(right === undefined ? {} : { right }),
      ...(options.unified === undefined ? {} : { context: options.unified }),
      ...(options.word === true ? { words: true } : {}),
      ...(options.rendered === true ? { rendered: true } : {}),
      ...(options.case === undefined ? {} : { case: options.case }),
      ...(inputs.value === undefined ? {} : { inputs: inputs.value }),
    };
    const compared = await session.call('diff', input, { signal });
    if (!compared.ok) return compared;
    const { value } = compared;
    const { rendered } = value;
    const differs = options.exitCode === true && (rendered ?? value).different;
    const isBroken = rendered?.left.error !== undefined || rendered?.right.error !== undefined;
    return ok({
      json: value,
      text: (style) => {
        if (rendered !== undefined) return renderedText(value, rendered, style);
        return options.stat === true ? statText(value, style) : diffText(value, style);
      },
      exitCode: differs || isBroken ? exitCodes.failed : exitCodes.ok,
    });
  },
});

/** A value may be that of an input of either side. */
async function inputsOf(
  left: string,
  right: string | undefined,
  { options, session, signal }: Invocation<DiffOptions>,
): Promise<Result<Inputs | undefined>> {
  const { input: pairs = [], inputs: file } = options;
  if (pairs.length === 0 && file === undefined) return ok(undefined);
  const before = await session.call('show', { selector: left }, { signal });
  if (!before.ok) return before;
  const after = await session.call('show', { selector: right ?? before.value.prompt }, { signal });
  if (!after.ok) return after;
  return readInputs({ pairs, file, folder: session.folder }, [...after.value.inputs, ...before.value.inputs]);
}
