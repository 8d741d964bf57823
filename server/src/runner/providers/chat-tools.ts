import { fault, FaultError, type Json } from '../../base';
import { memberOf } from '../render';
import type { ChatCall } from './chat-types';

type FunctionTool = Extract<NonNullable<ChatCall['tools']>[number], { type: 'function' }>;

/**
 * Tools as the SDK takes them. A prompt may write them as `{name, description, inputSchema}` (also `parameters` or
 * `input_schema`) or as OpenAI does, under `function`. A name alone refers to such a definition.
 * @throws FaultError `invalid-input` for a tool that nothing defines
 */
export function chatTools(written: readonly Json[]): readonly FunctionTool[] {
  const tools = new Map<string, FunctionTool>();
  for (const item of written) {
    if (typeof item === 'string') continue;
    const tool = toolOf(item);
    tools.set(tool.name, tool);
  }
  for (const item of written) {
    if (typeof item === 'string' && !tools.has(item)) throw new FaultError(undefinedTool(item));
  }
  return [...tools.values()];
}

function toolOf(item: Json): FunctionTool {
  const definition = memberOf(item, 'function') ?? item;
  const name = memberOf(definition, 'name') ?? memberOf(item, 'name');
  if (typeof name !== 'string') {
    const help = 'Write {name, description, inputSchema}.';
    throw new FaultError(fault('invalid-input', 'A tool of the prompt has no name.', { key: 'tools', help }));
  }
  const description = memberOf(definition, 'description');
  const schema = ['inputSchema', 'parameters', 'input_schema'].map((key) => memberOf(definition, key)).find(isMap);
  return {
    type: 'function',
    name,
    inputSchema: (schema ?? { type: 'object', properties: {} }) as FunctionTool['inputSchema'],
    ...(typeof description === 'string' ? { description } : {}),
  };
}

function isMap(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function undefinedTool(name: string): ReturnType<typeof fault> {
  return fault('invalid-input', `The prompt names the tool "${name.slice(0, 80)}", but nothing says what it takes.`, {
    key: 'tools',
    help: 'Define it under toolDefs: {name, description, inputSchema}.',
  });
}

/** `auto`, `none`, `required`, or the name of one function as OpenAI writes it. */
export function toolChoiceOf(written: Json | undefined): ChatCall['toolChoice'] {
  if (written === 'auto' || written === 'none' || written === 'required') return { type: written };
  const toolName = memberOf(memberOf(written, 'function'), 'name');
  return typeof toolName === 'string' ? { type: 'tool', toolName } : undefined;
}
