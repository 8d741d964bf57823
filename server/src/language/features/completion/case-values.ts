import type { CompletionItem } from 'vscode-languageserver-types';
import type { Json } from '../../../base';
import { schemaAt, type Schema } from '../../../template';
import type { ParsedFile } from '../../documents';
import { rootSchema } from '../../facts';
import { effectiveInputs } from '../../inputs';
import { typeLabel } from '../../types';
import { item, kinds } from './items';
import type { YamlSpot } from './yaml-spot';

/** Maps whose keys are names of inputs. */
const holders: { readonly [kind in ParsedFile['kind']]: readonly string[] } = {
  cases: ['cases.[].inputs', 'defaults.inputs'],
  prompt: ['input.default', 'sample', 'testData.[]', 'tests.[].inputs'],
  config: [],
};

/** The path below the names of inputs: empty in that map itself; undefined elsewhere. */
function inputPath({ kind }: ParsedFile, path: readonly string[]): readonly string[] | undefined {
  const spelled = path.join('.');
  const holder = holders[kind].find((one) => spelled === one || spelled.startsWith(`${one}.`));
  return holder === undefined ? undefined : path.slice(holder.split('.').length);
}

/** The inputs of the prompt, or the members of one, that are not given yet. */
export function inputKeyItems({ project, parsed, facts, cursor }: YamlSpot): readonly CompletionItem[] {
  const path = facts === undefined ? undefined : inputPath(parsed, cursor.path);
  if (facts === undefined || path === undefined) return [];
  const taken = new Set(cursor.siblings);
  if (path.length > 0) {
    const schema = schemaAt(rootSchema(facts), path);
    const members = schema === undefined || schema === 'missing' ? [] : [...(schema.properties ?? [])];
    const required = new Set(schema === undefined || schema === 'missing' ? [] : schema.required);
    return members
      .filter(([name]) => !taken.has(name))
      .map(([name, member]) => keyOf(name, member, required.has(name)));
  }
  const { required, names } = effectiveInputs(project, facts);
  return [...names]
    .filter((name) => !taken.has(name))
    .map((name) => keyOf(name, facts.inputs.find((input) => input.name === name)?.schema, required.includes(name)));
}

function keyOf(name: string, schema: Schema | undefined, required: boolean): CompletionItem {
  const detail = schema === undefined ? {} : { detail: typeLabel(schema) };
  return item(name, kinds.input, { ...detail, sort: required ? '0' : '1', text: `${name}: ` });
}

/** The values of an input that can be listed; undefined where no input stands. */
export function inputValueItems(
  { parsed, facts, cursor }: YamlSpot,
  key: string,
): readonly CompletionItem[] | undefined {
  const path = facts === undefined ? undefined : inputPath(parsed, cursor.path);
  if (facts === undefined || path === undefined) return undefined;
  const schema = schemaAt(rootSchema(facts), [...path, key]);
  return schema === undefined || schema === 'missing'
    ? []
    : schemaValues(schema).map((value) => item(value, kinds.word));
}

/** The values of a type that can be listed. */
function schemaValues(schema: Schema): readonly string[] {
  if (schema.enum !== undefined)
    return schema.enum.map((value: Json) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return schema.type === 'boolean' ? ['true', 'false'] : [];
}
