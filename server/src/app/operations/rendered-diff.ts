import { diffArrays } from 'diff';
import { type Json, ok, type Result } from '../../base';
import { compareTexts } from '../../domain';
import type { OperationOutput, WireMessage } from '../../protocol';
import type { Context } from '../session/context';
import { inputsOfCase, type Side } from './sides';
import type { Decoded } from './types';

type Rendered = NonNullable<OperationOutput<'diff'>['rendered']>;
type Inputs = { readonly [name: string]: Json };

/** Renders two sides with the same inputs, and compares them message by message. */
export async function compareRendered(
  context: Context,
  before: Side,
  after: Side,
  { case: caseName, inputs: given, context: lines }: Decoded<'diff'>,
): Promise<Result<Rendered>> {
  const chosen = caseName === undefined ? ok<Inputs>({}) : caseInputs(context, before, after, caseName);
  if (!chosen.ok) return chosen;
  const inputs = { ...chosen.value, ...given };
  const left = await renderSide(context, before, inputs);
  const right = await renderSide(context, after, inputs);
  const messages = compareMessages(left.messages, right.messages, lines);
  return ok({
    ...(caseName === undefined ? {} : { case: caseName }),
    left,
    right,
    different: messages.some((message) => isDifferent(message)) || left.error?.message !== right.error?.message,
    messages,
  });
}

function isDifferent({ left, right, unified }: Rendered['messages'][number]): boolean {
  return left !== right || unified !== '';
}

/** A case of the later prompt, else of the earlier one. */
function caseInputs(context: Context, before: Side, after: Side, name: string): Result<Inputs> {
  const found = inputsOfCase(context, after.prompt, name);
  if (found.ok || before.prompt === after.prompt) return found;
  const other = inputsOfCase(context, before.prompt, name);
  return other.ok ? other : found;
}

async function renderSide(context: Context, { behaviour }: Side, inputs: Inputs): Promise<Rendered['left']> {
  const rendered = await (await context.renderer()).render(behaviour, inputs);
  if (rendered.ok) {
    const messages = rendered.value.messages.map(({ role, content }) => ({ role, content }));
    return { messages, missing: [...rendered.value.missing] };
  }
  const { code, message, help } = rendered.fault;
  return { messages: [], missing: [], error: { code, message, ...(help === undefined ? {} : { help }) } };
}

/** Messages that are equal are paired first; between them those that stand at the same place. */
function compareMessages(
  before: readonly WireMessage[],
  after: readonly WireMessage[],
  context?: number,
): Rendered['messages'] {
  const compared: Rendered['messages'] = [];
  let gone: WireMessage[] = [];
  let fresh: WireMessage[] = [];
  const close = (): void => {
    for (let at = 0; at < Math.max(gone.length, fresh.length); at++)
      compared.push(comparePair(compared.length + 1, gone[at], fresh[at], context));
    [gone, fresh] = [[], []];
  };
  const isSame = (one: WireMessage, other: WireMessage): boolean =>
    one.role === other.role && one.content === other.content;
  for (const { added, removed, value } of diffArrays([...before], [...after], { comparator: isSame })) {
    if (removed) gone.push(...value);
    else if (added) fresh.push(...value);
    else {
      close();
      for (const message of value) compared.push(comparePair(compared.length + 1, message, message, context));
    }
  }
  close();
  return compared;
}

function comparePair(
  number: number,
  left: WireMessage | undefined,
  right: WireMessage | undefined,
  context?: number,
): Rendered['messages'][number] {
  const side = (message: WireMessage | undefined): { readonly label: string; readonly text: string } => ({
    label: message?.role ?? 'none',
    text: message?.content ?? '',
  });
  return {
    number,
    ...(left === undefined ? {} : { left: left.role }),
    ...(right === undefined ? {} : { right: right.role }),
    unified: compareTexts(side(left), side(right), context).unified,
  };
}
