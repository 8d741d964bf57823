import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe } from 'node:test';
import { parse } from 'yaml';
import type { Json } from '../../server/src/base';
import type { InterfaceInput, VersionBehaviour } from '../../server/src/domain';
import type { RenderedMessage, RenderOptions } from '../../server/src/runner';
import { renderPrompt } from '../../server/src/runner/render/prompt';
import { compileMustache } from '../../server/src/runner/render/mustache';
import { markRoleLines, splitRoleLines } from '../../server/src/runner/render/role-lines';
import { behaviourOf } from './behaviours';
import { conformance, type ConformanceCase } from './conformance';

type Fields = { readonly [key: string]: Json };

function rendered(behaviour: VersionBehaviour, inputs: Fields, options?: RenderOptions): readonly RenderedMessage[] {
  const result = renderPrompt(behaviour, inputs, options);
  if (!result.ok) throw new Error(result.fault.message);
  return result.value.messages;
}

// --- google/dotprompt -------------------------------------------------------------------------------------------------

type Part = { readonly text?: string; readonly media?: Json; readonly metadata?: Json };
type Message = { readonly role: string; readonly content: readonly Part[]; readonly metadata?: Fields };

interface DotpromptTest {
  readonly desc: string;
  readonly data?: { readonly input?: Fields; readonly messages?: readonly Message[]; readonly context?: Fields };
  readonly options?: { readonly input?: { readonly default?: Fields } };
  readonly expect: { readonly messages?: readonly Message[] };
}

interface DotpromptSuite {
  readonly name: string;
  readonly template: string;
  readonly data?: DotpromptTest['data'];
  readonly partials?: { readonly [name: string]: string };
  readonly resolverPartials?: { readonly [name: string]: string };
  readonly tests: readonly DotpromptTest[];
}

function loadDotprompt(folder: string): readonly ConformanceCase[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) => {
    const suites = parse(readFileSync(path.join(folder, file), 'utf8')) as readonly DotpromptSuite[];
    return suites.flatMap((suite) =>
      suite.tests.map((single, index) => ({
        name: `${file.slice(0, -5)}/${suite.name}/${index}`,
        run: () => checkDotprompt(suite, single),
      })),
    );
  });
}

function checkDotprompt(suite: DotpromptSuite, { data, options, expect }: DotpromptTest): void {
  const { header, body } = splitHeader(suite.template);
  const defaults = { ...header.input?.default, ...options?.input?.default };
  const behaviour = behaviourOf(body, {
    inputs: Object.entries(defaults).map(([name, value]) => optional(name, value)),
    partials: Object.entries({ ...suite.partials, ...suite.resolverPartials }).map(([name, text]) => ({ name, text })),
  });
  const all = { ...suite.data, ...data };
  const history = (all.messages ?? []).map(({ role, content }) => ({ role, content: content[0]?.text ?? '' }));
  const messages = rendered(behaviour, all.input ?? {}, { history, context: all.context ?? {} });
  assert.deepEqual(messages.map(dotpromptMessage), expect.messages ?? []);
}

function optional(name: string, value: Json): InterfaceInput {
  return { name, type: 'any', required: false, schema: {}, default: value };
}

function splitHeader(template: string): {
  readonly header: { readonly input?: { readonly default?: Fields } };
  readonly body: string;
} {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(template);
  if (match === null) return { header: {}, body: template };
  return { header: (parse(match[1] ?? '') as object | null) ?? {}, body: (match[2] ?? '').trim() };
}

function dotpromptMessage({ role, content, parts, metadata }: RenderedMessage): Message {
  const all = parts ?? [{ kind: 'text' as const, text: content }];
  return {
    role,
    content: all.map((part): Part => {
      if (part.kind === 'text') return { text: part.text };
      if (part.kind === 'section') return { metadata: { pending: true, purpose: part.name } };
      const { kind: _, ...media } = part;
      return { media };
    }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

// --- mustache/spec ----------------------------------------------------------------------------------------------------

interface MustacheSuite {
  readonly tests: readonly {
    readonly name: string;
    readonly data: Fields;
    readonly template: string;
    readonly partials?: { readonly [name: string]: string };
    readonly expected: string;
  }[];
}

/** The parts that every implementation must have, and those that it may have. */
const loadMustache = (folder: string): readonly ConformanceCase[] => mustacheCases(folder, /^\w+\.json$/);
const loadOptionalMustache = (folder: string): readonly ConformanceCase[] => mustacheCases(folder, /^~[\w-]+\.json$/);

function mustacheCases(folder: string, files: RegExp): readonly ConformanceCase[] {
  const chosen = readdirSync(folder).filter((file) => files.test(file));
  return chosen.flatMap((file) => {
    const suite = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as MustacheSuite;
    return suite.tests.map(({ name, data, template, partials = {}, expected }, index) => ({
      name: `${file.slice(0, -5)}/${suite.tests.findIndex((other) => other.name === name) < index ? `${name} again` : name}`,
      run: () => {
        const named = Object.entries(partials).map(([partial, text]) => ({ name: partial, text }));
        assert.equal(compileMustache(template, named)(data, {}), expected);
      },
    }));
  });
}

// --- microsoft/prompty ------------------------------------------------------------------------------------------------

interface PromptyVector {
  readonly name: string;
  readonly input: {
    readonly template: string;
    readonly engine: string;
    readonly inputs: Fields;
    readonly rendered: string;
  };
  readonly expected: { readonly rendered: string; readonly messages: readonly PromptyMessage[] };
}
type PromptyMessage = {
  readonly role: string;
  readonly content: readonly { readonly value: string }[];
  readonly metadata?: Fields;
};

function loadPrompty(folder: string): readonly ConformanceCase[] {
  const file = JSON.parse(readFileSync(path.join(folder, 'vectors.json'), 'utf8')) as {
    readonly vectors: readonly { readonly operation: string; readonly vector: PromptyVector }[];
  };
  return file.vectors.flatMap(({ operation, vector }) => {
    if (operation === 'parse') return [{ name: `parse/${vector.name}`, run: () => checkPromptyParse(vector) }];
    if (operation === 'render') return [{ name: `render/${vector.name}`, run: () => checkPromptyRender(vector) }];
    return [];
  });
}

function checkPromptyParse({ input, expected }: PromptyVector): void {
  const messages = splitRoleLines(markRoleLines(input.rendered)).map(({ role, content, metadata }) => ({
    role,
    content: [{ kind: 'text', value: content }],
    ...(metadata === undefined ? {} : { metadata }),
  }));
  assert.deepEqual(messages, expected.messages);
}

function checkPromptyRender({ input, expected }: PromptyVector): void {
  const dialect = input.engine === 'jinja2' ? 'jinja' : 'mustache';
  const behaviour = behaviourOf(input.template, { format: 'bare', dialect });
  assert.equal(rendered(behaviour, input.inputs)[0]?.content ?? '', expected.rendered);
}

const notHtml = 'a prompt is not HTML: values are put in as they are';
const mustacheMisses = new Map([
  ['interpolation/HTML Escaping', notHtml],
  ['interpolation/Implicit Iterators - HTML Escaping', notHtml],
  ['sections/Implicit Iterator - HTML Escaping', notHtml],
]);

/** Reasons why cases of the optional parts miss. */
const optionalParts: readonly (readonly [file: string, reason: string, cases: readonly string[]])[] = [
  [
    '~dynamic-names',
    'mustache.js, which renders, has no dynamic names',
    [
      'Basic Behavior - Partial',
      'Basic Behavior - Name Resolution',
      'Context',
      'Dotted Names',
      'Dotted Names - Failed Lookup',
      'Dotted names - Context Stacking',
      'Dotted names - Context Stacking Under Repetition',
      'Dotted names - Context Stacking Failed Lookup',
      'Recursion',
      'Surrounding Whitespace',
      'Inline Indentation',
      'Standalone Line Endings',
      'Standalone Without Previous Line',
      'Standalone Without Newline',
      'Standalone Indentation',
      'Padding Whitespace',
    ],
  ],
  [
    '~inheritance',
    'mustache.js, which renders, has no parents and blocks',
    [
      'Default',
      'Variable',
      'Triple Mustache',
      'Sections',
      'Negative Sections',
      'Mustache Injection',
      'Inherit',
      'Overridden content',
      'Data does not override block',
      'Data does not override block default',
      'Overridden parent',
      'Two overridden parents',
      'Override parent with newlines',
      'Inherit indentation',
      'Only one override',
      'Parent template',
      'Recursion',
      'Multi-level inheritance',
      'Multi-level inheritance, no sub child',
      'Text inside parent',
      'Text inside parent again',
      'Block scope',
      'Standalone parent',
      'Standalone block',
      'Block reindentation',
      'Intrinsic indentation',
      'Nested block reindentation',
    ],
  ],
  [
    '~lambdas',
    'an input is data: there are no lambdas',
    [
      'Interpolation',
      'Interpolation - Expansion',
      'Interpolation - Alternate Delimiters',
      'Interpolation - Multiple Calls',
      'Escaping',
      'Section',
      'Section - Expansion',
      'Section - Alternate Delimiters',
      'Section - Multiple Calls',
    ],
  ],
];
const optionalMisses = new Map(
  optionalParts.flatMap(([file, reason, cases]) => cases.map((single) => [`${file}/${single}`, reason] as const)),
);

const noThreads = 'a conversation is given to Galley as history, not as an input of kind thread';
const promptyMisses = new Map([
  ['parse/thread_nonce_expansion', noThreads],
  ['render/thread_nonce_injection', noThreads],
]);

describe('conformance of rendering', () => {
  conformance('dotprompt', 117, new Map(), loadDotprompt);
  conformance('mustache', 136, mustacheMisses, loadMustache);
  conformance('mustache', 58, optionalMisses, loadOptionalMustache);
  conformance('prompty', 42, promptyMisses, loadPrompty);
});
