import type { CompletionItem, CompletionList, Position } from 'vscode-languageserver-types';
import { assertionCatalogue, helperCatalogue, jinjaStatements, schemaAt } from '../../../template';
import { rootSchema } from '../../facts';
import { callableMarkdown, code, fenced, inputSignature, markdown, membersOf, plain } from '../../markdown';
import type { Project } from '../../project';
import { keyAt } from '../../yaml-keys';
import { yamlRange } from '../../yaml-tree';
import type { CompletionOptions } from '../../service';
import { dataHover } from '../hover/names';
import { bodyCompletion } from './body';
import { kinds, type ListData } from './items';
import { roleLineCompletion } from './roles';
import { casesCompletion, configCompletion, headerCompletion } from './yaml';

/** What can be written at a position. */
export function completion(
  project: Project,
  uri: string,
  position: Position,
  options: CompletionOptions,
): CompletionList | undefined {
  const parsed = project.documents.get(uri);
  if (parsed === undefined) return undefined;
  const offset = parsed.lines.offsetAt(position);
  if (parsed.kind === 'cases') return casesCompletion(project, parsed, offset, options);
  if (parsed.kind === 'config') return configCompletion(project, parsed, offset, options);
  const facts = project.promptFacts(uri);
  if (facts === undefined || parsed.document.foreignName !== undefined) return undefined;
  const found = bodyCompletion(project, parsed, facts, offset, options);
  if (found !== undefined) return found;
  const range = yamlRange(parsed);
  const inHeader =
    range !== undefined &&
    offset >= range.start &&
    offset <= range.end &&
    (offset < parsed.document.bodyStart || parsed.document.format === 'github-models');
  return inHeader
    ? headerCompletion(project, parsed, facts, range, offset, options)
    : roleLineCompletion(parsed, offset);
}

/** Adds the documentation of an item; one that is not ours, or has nothing to say, comes back as it was. */
export function resolveCompletion(project: Project, item: CompletionItem): CompletionItem {
  const documentation = isListData(item.data) ? documentationOf(project, item, item.data) : undefined;
  return documentation === undefined ? item : { ...item, documentation };
}

function isListData(data: unknown): data is ListData {
  return (
    typeof data === 'object' &&
    data !== null &&
    'uri' in data &&
    typeof data.uri === 'string' &&
    'path' in data &&
    Array.isArray(data.path)
  );
}

function documentationOf(
  project: Project,
  { label, kind, detail }: CompletionItem,
  { uri, path }: ListData,
): CompletionItem['documentation'] {
  const parsed = project.documents.get(uri);
  if (parsed === undefined) return undefined;
  switch (kind) {
    case kinds.helper: {
      const found =
        parsed.kind === 'prompt'
          ? helperCatalogue(parsed.document.dialect, parsed.document.format).find(
              (one) => one.name === label && one.signature === detail,
            )
          : undefined;
      return found === undefined ? undefined : callableMarkdown(found);
    }
    case kinds.input:
      return inputDocumentation(project, uri, label.replace(/^(?:\.\.\/)+/, ''));
    case kinds.member:
      return memberDocumentation(project, uri, [...path, label]);
    case kinds.key: {
      const key = keyAt(project, parsed, [...path, label]);
      return key === undefined ? undefined : markdown([key.documentation]);
    }
    case kinds.assertion: {
      const rule = assertionCatalogue.get(label.replace(/^not-/, ''));
      return rule === undefined
        ? undefined
        : markdown([label.startsWith('not-') ? 'Holds when this does not:' : undefined, rule.documentation]);
    }
    case kinds.partial: {
      const file = project.partialFile(parsed.file.path, label);
      const facts = file === undefined ? undefined : project.promptFacts(file);
      return facts === undefined
        ? undefined
        : markdown([code(facts.path), facts.description === undefined ? undefined : plain(facts.description)]);
    }
    case kinds.keyword: {
      const words =
        parsed.kind === 'prompt' && parsed.document.dialect === 'jinja' ? jinjaStatements.get(label) : undefined;
      return words === undefined ? undefined : markdown([words]);
    }
    case kinds.data: {
      if (parsed.kind !== 'prompt') return undefined;
      return dataHover(parsed.document, detail?.startsWith('loop.') === true ? `loop.${label}` : label);
    }
    case kinds.prompt: {
      const [file] = project.promptsNamed(label);
      const facts = file === undefined ? undefined : project.promptFacts(file);
      return facts === undefined
        ? undefined
        : markdown([code(facts.path), facts.description === undefined ? undefined : plain(facts.description)]);
    }
    default:
      return undefined;
  }
}

/** In a case file the inputs are those of the prompt it is about. */
function inputDocumentation(project: Project, uri: string, name: string): CompletionItem['documentation'] {
  const own = project.facts(uri);
  const facts = own?.kind === 'cases' ? project.promptOfCases(own) : own;
  const input = facts?.kind === 'prompt' ? facts.inputs.find((one) => one.name === name) : undefined;
  if (input === undefined) return undefined;
  return markdown([
    fenced(inputSignature(input)),
    input.description === undefined ? undefined : plain(input.description),
    membersOf(input.schema),
  ]);
}

function memberDocumentation(project: Project, uri: string, path: readonly string[]): CompletionItem['documentation'] {
  const facts = project.promptFacts(uri);
  const schema = facts === undefined ? undefined : schemaAt(rootSchema(facts), path);
  if (schema === undefined || schema === 'missing') return undefined;
  return markdown([schema.description === undefined ? undefined : plain(schema.description), membersOf(schema)]);
}
