import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { parse as parseYaml, stringify } from 'yaml';
import type { Json } from '../../server/src/base';
import { schemaToJsonSchema } from '../../server/src/template';
import { readSchema } from '../../server/src/template/schema';
import { readYaml } from '../../server/src/template/yaml';
import {
  handlebarsLookups,
  inputNames,
  jinjaLookups,
  mustacheLookups,
  readsEverything,
  writtenNames,
} from './oracles/lookups';
import { shared } from '../support/shared';
import { parse } from './support';

const dotprompt = shared('conformance', 'dotprompt');
const mustache = shared('conformance', 'mustache');
const prompty = shared('conformance', 'prompty');

type Tree = { readonly [key: string]: Json };

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => path.join(folder, file));
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

test(
  'dotprompt: every template of its specification is read without a problem, and looks up what the engine does',
  { skip: dotprompt.skip },
  () => {
    const count = { templates: 0, names: 0, everything: 0 };
    for (const file of filesBelow(dotprompt.place, '.yaml')) {
      for (const suite of parseYaml(readFileSync(file, 'utf8')) as readonly DotpromptSuite[]) {
        const where = `${path.basename(file)} ${suite.name}`;
        const given = suite.tests.map(({ data }) => data?.input ?? {});
        const partials = Object.entries({ ...suite.partials, ...suite.resolverPartials });
        for (const text of [suite.template, ...partials.map(([, partial]) => partial)]) {
          const document = parse(text, { file: 'x.prompt' });
          assert.deepEqual(document.problems, [], where);
          const body = text.slice(document.bodyStart);
          const looked = handlebarsLookups(
            body,
            partials.map(([name]) => name),
            given,
          );
          // Where the whole context is read there is nothing to compare.
          if (readsEverything(document)) count.everything++;
          else assert.deepEqual(inputNames(document), [...looked].sort(), where);
          count.templates++;
          count.names += looked.size;
        }
      }
    }
    assert.deepEqual(count, { templates: 76, names: 59, everything: 6 });
  },
);

test('dotprompt: Picoschema becomes the JSON Schema of the specification', { skip: dotprompt.skip }, () => {
  let compared = 0;
  for (const suite of parseYaml(
    readFileSync(path.join(dotprompt.place, 'picoschema.yaml'), 'utf8'),
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
  assert.equal(compared, 17);
});

/** Dotprompt adds the type that `properties` imply; the schema as written is kept here. */
function withoutInferredType(suite: string, schema: Json): Json {
  if (suite !== 'inferred_json_schema_from_properties') return schema;
  return Object.fromEntries(Object.entries(schema as Tree).filter(([key]) => key !== 'type'));
}

test('JSON Schema is the same after reading and writing it', { skip: dotprompt.skip }, () => {
  let compared = 0;
  for (const suite of parseYaml(
    readFileSync(path.join(dotprompt.place, 'picoschema.yaml'), 'utf8'),
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
    compared++;
  }
  assert.equal(compared, 19);
});

interface MustacheTest {
  readonly name: string;
  readonly template: string;
  readonly data: Json;
  readonly partials?: { readonly [name: string]: string };
}

/** Why mustache.js cannot be asked about a file of the specification. */
const unknownToMustacheJs = new Map([
  ['~inheritance.json', 'mustache.js has no parents and blocks'],
  ['~dynamic-names.json', 'mustache.js has no dynamic names'],
]);

test(
  'mustache: every template of its specification is read without a problem, and looks up what the engine does',
  { skip: mustache.skip },
  () => {
    const count = { templates: 0, asked: 0 };
    for (const file of filesBelow(mustache.place, '.json')) {
      const { tests } = JSON.parse(readFileSync(file, 'utf8')) as { readonly tests: readonly MustacheTest[] };
      const reason = unknownToMustacheJs.get(path.basename(file));
      for (const { name, template, data, partials } of tests) {
        const where = `${path.basename(file)} ${name}`;
        for (const text of [template, ...Object.values(partials ?? {})]) {
          const document = parse(text, { file: 'x.mustache' });
          assert.deepEqual(document.problems, [], where);
          count.templates++;
          if (reason !== undefined) assert.deepEqual(writtenNames(document), namesOfTags(text), where);
          else {
            assert.deepEqual(writtenNames(document), [...mustacheLookups(text, data)].sort(), where);
            count.asked++;
          }
        }
      }
    }
    assert.deepEqual(count, { templates: 257, asked: 160 });
  },
);

/** The names in the tags of a text, by their form alone. */
function namesOfTags(text: string): readonly string[] {
  const names = text.matchAll(/\{\{(?:\{|&|#|\^|[<>]\s*\*)?\s*([\w.*]+)\s*\}\}/g);
  return [...new Set([...names].map(([, name]) => name ?? ''))].sort();
}

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
  const vectorsOf = (...operations: readonly string[]): readonly PromptyVector['vector'][] => {
    const { vectors } = JSON.parse(readFileSync(path.join(prompty.place, 'vectors.json'), 'utf8')) as {
      readonly vectors: readonly PromptyVector[];
    };
    return vectors.filter(({ operation }) => operations.includes(operation)).map(({ vector }) => vector);
  };

  test('every template is read without a problem, and looks up what the engine does', { skip: prompty.skip }, () => {
    const vectors = vectorsOf('render', 'renderSegments');
    for (const { name, input } of vectors) {
      const text = input.template ?? '';
      const isMustache = input.engine === 'mustache';
      const document = parse(`---\nname: n\n---\n${text}`, {
        file: 'x.prompty',
        ...(isMustache ? { dialect: 'mustache' as const } : {}),
      });
      assert.deepEqual(document.problems, [], name);
      const looked = isMustache ? mustacheLookups(text, input.inputs ?? {}) : jinjaLookups(text, input.inputs ?? {});
      assert.deepEqual(isMustache ? writtenNames(document) : inputNames(document), [...looked].sort(), name);
    }
    assert.equal(vectors.length, 28);
  });

  test('role lines make the messages of the vectors', { skip: prompty.skip }, () => {
    let same = 0;
    for (const { name, input, expected } of vectorsOf('parse')) {
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
    assert.equal(same, 18);
  });

  test('headers are read without a problem', { skip: prompty.skip }, () => {
    let read = 0;
    for (const { name, input, expected } of vectorsOf('load')) {
      if (
        input.frontmatter === undefined ||
        (expected.error !== undefined && !/environment|file/i.test(expected.error))
      )
        continue;
      const document = parse(`---\n${stringify(input.frontmatter)}---\nuser:\nhi\n`, { file: 'x.prompty' });
      assert.deepEqual(document.problems, [], name);
      if (typeof input.frontmatter['name'] === 'string') assert.equal(document.name, input.frontmatter['name']);
      read++;
    }
    assert.equal(read, 17);
  });
});
