import type { Json, TextRange } from '../../base';
import { roles, unknownRole } from '../roles';
import type { Problem, PromptDocument } from '../types';
import { itemsOf, pairsOf, textOf, valueOf, type YamlNode, type YamlScalar } from '../yaml';
import { checkKeys } from './check';
import { mapOf } from './dotprompt';
import { githubKeys } from './github-keys';
import { emptyHeader, type HeaderModel } from './model';

/** A message of a GitHub Models prompt. */
export interface GithubMessage {
  readonly role: string | undefined;
  readonly roleRange: TextRange | undefined;
  readonly content: YamlScalar;
}

/** Reads what a GitHub Models prompt declares. Its inputs are its variables; the keys of `testData` count as declared. */
export function readGithub(root: YamlNode | undefined): HeaderModel {
  const problems: Problem[] = [];
  if (root?.kind === 'mapping') checkKeys(root, githubKeys.keys, githubKeys.open, problems);
  for (const message of itemsOf(valueOf(root, 'messages'))) checkMessageRole(valueOf(message, 'role'), problems);
  const implied = new Set(
    itemsOf(valueOf(root, 'testData')).flatMap((entry) => pairsOf(entry).map((pair) => pair.key)),
  );
  return {
    ...emptyHeader,
    name: textOf(valueOf(root, 'name')),
    description: textOf(valueOf(root, 'description')),
    impliedInputs: [...implied],
    model: textOf(valueOf(root, 'model')),
    parameters: mapOf(valueOf(root, 'modelParameters')),
    output: readOutput(root, problems),
    problems,
  };
}

/** The messages whose content is text. */
export function messagesOf(root: YamlNode | undefined): readonly GithubMessage[] {
  return itemsOf(valueOf(root, 'messages')).flatMap((item): GithubMessage[] => {
    const content = valueOf(item, 'content');
    if (content?.kind !== 'scalar' || typeof content.value !== 'string') return [];
    const role = valueOf(item, 'role');
    return [{ role: textOf(role), roleRange: role?.range, content }];
  });
}

function checkMessageRole(node: YamlNode | undefined, problems: Problem[]): void {
  const role = textOf(node);
  if (node === undefined || role === undefined || role.includes('{{')) return;
  const problem = unknownRole(role, roles('github-models'));
  if (problem !== undefined) problems.push({ code: 'unknown-role', range: node.range, ...problem });
}

function readOutput(root: YamlNode | undefined, problems: Problem[]): PromptDocument['output'] {
  const format = textOf(valueOf(root, 'responseFormat'));
  const node = valueOf(root, 'jsonSchema');
  if (format === undefined && node === undefined) return undefined;
  const schema = node === undefined ? undefined : schemaOf(node, problems);
  return { ...(format === undefined ? {} : { format }), ...(schema === undefined ? {} : { schema }) };
}

/** The schema is JSON text, or a map, with `name` and `schema`. */
function schemaOf(node: YamlNode, problems: Problem[]): Json | undefined {
  const text = textOf(node);
  if (text === undefined) return inner(mapOf(node));
  try {
    return inner(JSON.parse(text) as Json);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    problems.push({ code: 'bad-schema', range: node.range, message: `jsonSchema is not valid JSON: ${message}.` });
    return undefined;
  }
}

function inner(value: Json): Json {
  const named =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { readonly [key: string]: Json })
      : {};
  return named['schema'] ?? value;
}
