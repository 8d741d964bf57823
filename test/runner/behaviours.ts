import type { InterfaceInput, TemplateMessage, VersionBehaviour } from '../../server/src/domain';
import type { AssertionSpec } from '../../server/src/runner';

/** A prompt of one Handlebars text, with whatever a test wants otherwise. */
export function behaviourOf(text: string, more: Partial<VersionBehaviour> = {}): VersionBehaviour {
  return {
    format: 'dotprompt',
    dialect: 'handlebars',
    type: 'text',
    messages: [{ text }],
    parameters: {},
    tools: [],
    inputs: [],
    partials: [],
    ...more,
  };
}

/** The messages of a GitHub Models prompt. */
export function messagesOf(...messages: readonly TemplateMessage[]): Partial<VersionBehaviour> {
  return { format: 'github-models', dialect: 'braces', type: 'chat', messages };
}

/** Declared inputs: `name` is required, `name?` is not. */
export function inputsOf(...names: readonly string[]): readonly InterfaceInput[] {
  return names.map((name) => {
    const optional = name.endsWith('?');
    return {
      name: optional ? name.slice(0, -1) : name,
      type: 'string',
      required: !optional,
      schema: { type: 'string' },
    };
  });
}

/** An assertion as a case file writes it: `{ type: 'not-contains', value: 'x' }`. */
export function assertionOf({ type, value, ...options }: { type: string } & AssertionSpec['options']): AssertionSpec {
  const negated = type.startsWith('not-');
  return { type: negated ? type.slice(4) : type, negated, value, options };
}
