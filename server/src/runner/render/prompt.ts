import { fail, fault, type Fault, FaultError, ok, type Result } from '../../base';
import type { TemplateMessage, VersionBehaviour } from '../../domain';
import { compileFstring } from './fstring';
import { compileHandlebars } from './handlebars';
import { compileJinja } from './jinja';
import { splitMessages } from './messages';
import { compileMustache } from './mustache';
import { compilePlaceholders, isPlaceholderDialect } from './placeholders';
import { markRoleLines, splitRoleLines } from './role-lines';
import type { InputValues, RenderedMessage, RenderOptions, RenderResult, TextRenderer } from './types';
import { missingInputs, withDefaults } from './values';

/** The longest rendered text, in UTF-16 units, when the caller gives none. */
const defaultMaxLength = 1_000_000;

/** A prompt whose templates are compiled; rendering it again costs no parsing. */
export interface CompiledPrompt {
  render(inputs: InputValues, options?: RenderOptions): Result<RenderResult>;
}

interface CompiledMessage {
  readonly role: string | undefined;
  readonly render: TextRenderer;
}

/**
 * Compiles the templates of a prompt on first use. A template that cannot be read fails each rendering with `render`.
 * Nothing limits the time it takes: hosts that live long use `createRenderer`, which renders in a worker.
 */
export function compilePrompt(behaviour: VersionBehaviour): CompiledPrompt {
  let compiled: readonly CompiledMessage[] | undefined;
  return {
    render(inputs, options = {}): Result<RenderResult> {
      let index = 0;
      try {
        compiled ??= behaviour.messages.map((message, position) => {
          index = position;
          return { role: message.role, render: compileText(behaviour, message) };
        });
        const values = withDefaults(behaviour.inputs, inputs);
        const missing = missingInputs(behaviour.inputs, inputs);
        let room = options.maxLength ?? defaultMaxLength;
        const texts = compiled.map((message, position) => {
          index = position;
          const text = message.render(values, options);
          room -= text.length;
          if (room < 0) throw new FaultError(tooLong(options.maxLength ?? defaultMaxLength));
          return { role: message.role, text };
        });
        return ok({ messages: messagesOf(behaviour, texts, options), missing });
      } catch (error) {
        return fail(placed(faultOf(error), options, index));
      }
    },
  };
}

const cache = new WeakMap<VersionBehaviour, CompiledPrompt>();

/** Renders a prompt here and now, without a limit of time. Compiled templates are kept as long as `behaviour` lives. */
export function renderPrompt(
  behaviour: VersionBehaviour,
  inputs: InputValues,
  options: RenderOptions = {},
): Result<RenderResult> {
  const compiled = cache.get(behaviour) ?? compilePrompt(behaviour);
  cache.set(behaviour, compiled);
  return compiled.render(inputs, options);
}

function compileText(behaviour: VersionBehaviour, message: TemplateMessage): TextRenderer {
  const { dialect } = behaviour;
  const text = hasRoleLines(behaviour, message) ? markRoleLines(message.text) : message.text;
  if (dialect === 'handlebars') return compileHandlebars(text, behaviour.partials);
  if (dialect === 'mustache') return compileMustache(text, behaviour.partials);
  if (dialect === 'jinja') return compileJinja(text);
  if (dialect === 'fstring') return compileFstring(text);
  if (isPlaceholderDialect(dialect)) return compilePlaceholders(text, dialect, behaviour.inputs);
  throw new FaultError(fault('render', `Prompts in the dialect "${dialect}" cannot be rendered.`));
}

/** Prompty marks messages by lines; the other formats by helpers or not at all. */
function hasRoleLines(behaviour: VersionBehaviour, message: { readonly role?: string | undefined }): boolean {
  return behaviour.format === 'prompty' && message.role === undefined;
}

function messagesOf(
  behaviour: VersionBehaviour,
  texts: readonly { readonly role: string | undefined; readonly text: string }[],
  options: RenderOptions,
): readonly RenderedMessage[] {
  const history = options.history ?? [];
  const [only] = texts;
  if (texts.length === 1 && only?.role === undefined && only !== undefined) {
    return hasRoleLines(behaviour, only) ? splitRoleLines(only.text) : splitMessages(only.text, 'user', history);
  }
  return texts.flatMap(({ role, text }) =>
    role === undefined ? splitMessages(text, 'user', []) : splitMessages(text, role, []),
  );
}

function tooLong(limit: number): Fault {
  return fault('limit', `The rendered prompt is longer than ${limit} characters.`, {
    help: 'Check loops over long lists, and the sizes of the inputs.',
  });
}

function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof RangeError) {
    const help = 'Look for partials that include each other.';
    return fault('render', 'The template nests too deeply.', { help });
  }
  const message = error instanceof Error ? error.message : String(error);
  return fault('render', `The prompt could not be rendered: ${message.slice(0, 300)}`);
}

/** The line of a fault counts in the template text; callers want the line of the file. */
function placed(reason: Fault, options: RenderOptions, index: number): Fault {
  const { source } = options;
  if (source === undefined) return reason;
  const first = source.lines[index];
  const line = reason.line === undefined || first === undefined ? undefined : first + reason.line;
  const { line: _, ...rest } = reason;
  return { ...rest, file: source.file, ...(line === undefined ? {} : { line }) };
}
