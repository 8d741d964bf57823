import type { CompletionItem } from 'vscode-languageserver-types';
import { assertionCatalogue } from '../../../template';
import type { Project } from '../../project';
import { item, kinds } from './items';
import type { YamlSpot } from './yaml-spot';

/** Names of things of the workspace, where the value of `key` is one; undefined elsewhere. */
export function nameItems(spot: YamlSpot, key: string): readonly CompletionItem[] | undefined {
  const { project, parsed, cursor } = spot;
  const { path } = cursor;
  const spelled = [...path, key].join('.');
  if (key === 'type' && path.at(-1) === '[]' && path.at(-2) === 'assert') return assertionItems();
  if (key === 'tags' && cursor.flow) return tagItems(spot, [...path, key]);
  switch (parsed.kind) {
    case 'cases':
      if (spelled === 'prompt') return promptItems(project);
      return spelled === 'provider' ? providerItems(project) : undefined;
    case 'config':
      if (spelled === 'providers.default' || key === 'provider') return providerItems(project);
      return spelled.endsWith('environments.[].name') ? environmentItems(project) : undefined;
    default:
      return modelKeys.has(spelled) ? modelItems(project) : undefined;
  }
}

const modelKeys = new Set(['model', 'model.id', 'model.configuration.name', 'evaluators.[].llm.modelId']);

function promptItems(project: Project): readonly CompletionItem[] {
  return project
    .promptNames()
    .sort()
    .map((name) => item(name, kinds.prompt));
}

function assertionItems(): readonly CompletionItem[] {
  return [...assertionCatalogue.keys()].flatMap((name) => [
    item(name, kinds.assertion, { sort: '0' }),
    item(`not-${name}`, kinds.assertion, { sort: '1' }),
  ]);
}

function providerItems(project: Project): readonly CompletionItem[] {
  return [...new Set(['replay', 'render', ...project.workspace.config.providers])].map((name) =>
    item(name, kinds.word),
  );
}

/** The environments that a workspace has without saying so. */
const usualEnvironments = ['development', 'staging', 'production'];

function environmentItems({ workspace }: Project): readonly CompletionItem[] {
  return [...new Set([...usualEnvironments, ...workspace.config.environments])].map((name) => item(name, kinds.word));
}

/** The models that providers ask, and those that other prompts name; prompts that are already parsed are enough. */
function modelItems(project: Project): readonly CompletionItem[] {
  const models = new Map<string, string>();
  for (const facts of project.knownFacts()) {
    if (facts.kind === 'prompt' && facts.model !== undefined) models.set(facts.model, facts.path);
  }
  for (const [provider, model] of project.workspace.config.models ?? []) models.set(model, `provider ${provider}`);
  return [...models].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, detail]) => item(name, kinds.word, { detail }));
}

/** The tags that other cases of the file have. */
export function tagItems({ parsed, cursor }: YamlSpot, path: readonly string[]): readonly CompletionItem[] {
  if (path.at(-1) !== 'tags' || parsed.kind === 'config') return [];
  const cases = parsed.kind === 'cases' ? parsed.document.cases : parsed.cases.cases;
  const typed = parsed.file.text.slice(cursor.replace.start, cursor.replace.end);
  const tags = new Set(cases.flatMap((node) => node.tags));
  tags.delete(typed);
  return [...tags].map((tag) => item(tag, kinds.word));
}
