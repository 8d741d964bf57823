import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parse as parseYaml, stringify } from 'yaml';
import type { Json } from '../../server/src/base';
import { schemaToJsonSchema, type PromptDocument } from '../../server/src/template';
import { readSchema } from '../../server/src/template/schema';
import { readYaml } from '../../server/src/template/yaml';
import { conformance, parse } from './support';

type Tree = { readonly [key: string]: Json };

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => path.join(folder, file));
}

/** The first names of what a prompt reads from its inputs. */
function inputNames(document: PromptDocument): ReadonlySet<string> {
  const names = document.analysis.variables.flatMap(({ resolution }) =>
    resolution.kind === 'input' ? resolution.path.slice(0, 1) : [],
  );
  return new Set(names);
}

interface DotpromptSuite {
  readonly name: string;
  readonly template: string;
  readonly partials?: { readonly [name: string]: string };
  readonly resolverPartials?: { readonly [name: string]: string };
  readonly schemas?: Tree;
  readonly tests: readonly {
    readonly desc?: string;
    readonly data?: { readonly input?: Tree };
    readonly expect: { readonly input?: Tree; readonly output?: Tree };
  }[];
}

/** Names that a suite reads to show what happens when they are not there. */
const missingOnPurpose = new Set(['prefix', 'name', 'nonexistent', 'missing', 'undefinedVar', 'value']);

test('dotprompt: every template of its specification is read without a problem', (context) => {
  const folder = conformance(context, 'dotprompt');
  if (folder === undefined) return;
  let templates = 0;
  for (const file of filesBelow(folder, '.yaml')) {
    for (const suite of parseYaml(readFileSync(file, 'utf8')) as readonly DotpromptSuite[]) {
      const where = `${path.basename(file)} ${suite.name}`;
      const texts = [
        suite.template,
        ...Object.values(suite.partials ?? {}),
        ...Object.values(suite.resolverPartials ?? {}),
      ];
      for (const text of texts) {
        assert.deepEqual(parse(text, { file: 'x.prompt' }).problems, [], where);
        templates++;
      }
      const document = parse(suite.template, { file: 'x.prompt' });
      const given = new Set(suite.tests.flatMap(({ data }) => Object.keys(data?.input ?? {})));
      const declared = new Set([...document.inputs.map(({ name }) => name), ...document.impliedInputs]);
      for (const name of inputNames(document))
        assert.ok(given.has(name) || declared.has(name) || missingOnPurpose.has(name), `${where}: ${name}`);
    }
  }
  assert.ok(templates >= 69, `${templates} templates`);
  context.diagnostic(`dotprompt: ${templates} templates`);
});

test('dotprompt: Picoschema becomes the JSON Schema of the specification', (context) => {
  const folder = conformance(context, 'dotprompt');
  if (folder === undefined) return;
  let compared = 0;
  for (const suite of parseYaml(
    readFileSync(path.join(folder, 'picoschema.yaml'), 'utf8'),
  ) as readonly DotpromptSuite[]) {
    // Schemas registered by the application are not known to a file.
    if (suite.schemas !== undefined) continue;
    const document = parse(suite.template, { file: 'x.prompt' });
    for (const { expect } of suite.tests) {
      if (expect.output === undefined) continue;
      assert.deepEqual(
        document.output?.schema ?? null,
        withoutInferredType(suite.name, expect.output['schema'] ?? null),
        suite.name,
      );
      compared++;
    }
  }
  assert.ok(compared >= 15, `${compared} schemas`);
});

/** Dotprompt adds the type that `properties` imply; the schema as written is kept here. */
function withoutInferredType(suite: string, schema: Json): Json {
  if (suite !== 'inferred_json_schema_from_properties') return schema;
  return Object.fromEntries(Object.entries(schema as Tree).filter(([key]) => key !== 'type'));
}

test('JSON Schema is the same after reading and writing it', (context) => {
  const folder = conformance(context, 'dotprompt');
  if (folder === undefined) return;
  for (const suite of parseYaml(
    readFileSync(path.join(folder, 'picoschema.yaml'), 'utf8'),
  ) as readonly DotpromptSuite[]) {
    const schema = suite.tests[0]?.expect.output?.['schema'];
    if (schema === undefined || (typeof schema === 'object' && schema !== null && !('type' in schema))) continue;
    const text = stringify(schema);
    const read = readSchema(readYaml(text, 0, text.length).root, []);
    assert.deepEqual(
      schemaToJsonSchema(read),
      suite.name === 'inferred_json_schema_from_properties' ? { ...(schema as Tree) } : schema,
      suite.name,
    );
  }
});

interface MustacheTest {
  readonly name: string;
  readonly template: string;
  readonly data: Json;
  readonly partials?: { readonly [name: string]: string };
}

/** All names anywhere in a value. */
function namesIn(value: Json, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, member] of Object.entries(value as Tree)) {
    found.add(key);
    namesIn(member, found);
  }
  return found;
}

test('mustache: every template of its specification is read without a problem', (context) => {
  const folder = conformance(context, 'mustache');
  if (folder === undefined) return;
  let templates = 0;
  for (const file of filesBelow(folder, '.json')) {
    const { tests } = JSON.parse(readFileSync(file, 'utf8')) as { readonly tests: readonly MustacheTest[] };
    for (const { name, template, data, partials } of tests) {
      const where = `${path.basename(file)} ${name}`;
      for (const text of [template, ...Object.values(partials ?? {})]) {
        assert.deepEqual(parse(text, { file: 'x.mustache' }).problems, [], where);
        templates++;
      }
      if (
        file.includes('~') ||
        /Misses?$|Failed Lookup|Broken Chain|Initial Resolution|Context Precedence|Interpolation$|never single keys/.test(
          name,
        )
      )
        continue;
      const known = namesIn(data);
      for (const input of inputNames(parse(template, { file: 'x.mustache' })))
        assert.ok(known.has(input), `${where}: ${input}`);
    }
  }
  assert.ok(templates >= 190, `${templates} templates`);
  context.diagnostic(`mustache: ${templates} templates`);
});

interface PromptyVector {
  readonly operation: string;
  readonly vector: {
    readonly name: string;
    readonly input: {
      readonly template?: string;
      readonly engine?: string;
      readonly inputs?: Tree;
      readonly rendered?: string;
      readonly frontmatter?: Tree;
    };
    readonly expected: { readonly messages?: readonly { readonly role: string }[]; readonly error?: string };
  };
}

describe('prompty vectors', () => {
  const vectorsOf = (folder: string, ...operations: readonly string[]): readonly PromptyVector['vector'][] => {
    const { vectors } = JSON.parse(readFileSync(path.join(folder, 'vectors.json'), 'utf8')) as {
      readonly vectors: readonly PromptyVector[];
    };
    return vectors.filter(({ operation }) => operations.includes(operation)).map(({ vector }) => vector);
  };

  test('every template is read without a problem, and reads the inputs', (context) => {
    const folder = conformance(context, 'prompty');
    if (folder === undefined) return;
    const vectors = vectorsOf(folder, 'render', 'renderSegments');
    for (const { name, input } of vectors) {
      const document = parse(`---\nname: n\n---\n${input.template ?? ''}`, {
        file: 'x.prompty',
        ...(input.engine === 'mustache' ? { dialect: 'mustache' as const } : {}),
      });
      assert.deepEqual(document.problems, [], name);
      const known = new Set(Object.keys(input.inputs ?? {}));
      const missing = [...inputNames(document)].filter((used) => !known.has(used));
      if (!/default|missing|undefined|no_inputs|empty/.test(name)) assert.deepEqual(missing, [], name);
    }
    context.diagnostic(`prompty: ${vectors.length} templates`);
  });

  test('role lines make the messages of the vectors', (context) => {
    const folder = conformance(context, 'prompty');
    if (folder === undefined) return;
    let same = 0;
    for (const { name, input, expected } of vectorsOf(folder, 'parse')) {
      // A thread puts in messages that are not in the text.
      if (expected.messages === undefined || input.rendered === undefined || name.startsWith('thread')) continue;
      const body = input.rendered;
      const { roles } = parse(`---\nname: n\n---\n${body}`, { file: 'x.prompty' }).analysis;
      const wanted = expected.messages.map(({ role }) => role);
      // Text before the first role line is a message of the system, without a line of its own.
      const found = roles.map(({ role }) => role);
      const leading = wanted.length === found.length + 1 ? wanted.slice(1) : wanted;
      assert.deepEqual(found, leading, name);
      same++;
    }
    assert.ok(same >= 15, `${same} vectors`);
  });

  test('headers are read without a problem', (context) => {
    const folder = conformance(context, 'prompty');
    if (folder === undefined) return;
    for (const { name, input, expected } of vectorsOf(folder, 'load')) {
      if (
        input.frontmatter === undefined ||
        (expected.error !== undefined && !/environment|file/i.test(expected.error))
      )
        continue;
      const document = parse(`---\n${stringify(input.frontmatter)}---\nuser:\nhi\n`, { file: 'x.prompty' });
      assert.deepEqual(document.problems, [], name);
      if (typeof input.frontmatter['name'] === 'string') assert.equal(document.name, input.frontmatter['name']);
    }
  });
});
