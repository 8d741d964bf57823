import type { CodeLens, Command, Range } from 'vscode-languageserver-types';
import type { ParsedPrompt } from '../documents';
import { partialOccurrences } from '../occurrences';
import type { Catalog } from '../ports';
import type { Project } from '../project';

const top: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** What is handed to the commands behind the lenses. */
interface LensArguments {
  readonly prompt: string;
  readonly uri: string;
}

/** Above a prompt: its version, where it is deployed, its cases. Above a case file: its cases. */
export function codeLenses(project: Project, catalog: Catalog | undefined, uri: string): CodeLens[] {
  const parsed = project.documents.get(uri);
  if (parsed?.kind === 'cases') {
    const facts = project.promptOfCases({ path: parsed.file.path, prompt: parsed.document.prompt?.name });
    const name = facts === undefined ? undefined : project.nameOf(facts.uri);
    return name === undefined || facts === undefined
      ? []
      : caseLenses({ prompt: name, uri: facts.uri }, parsed.document.cases.length);
  }
  if (parsed?.kind !== 'prompt' || parsed.document.foreignName !== undefined) return [];
  if (parsed.isPartial) return inclusionLens(project, uri);
  const name = project.nameOf(uri);
  if (name === undefined) return [];
  const data = { prompt: name, uri };
  return [...versionLenses(parsed, catalog, data), ...caseLenses(data, countCases(project, parsed))];
}

/** How often a partial is included. It is no button: the references of its name show where. */
function inclusionLens(project: Project, uri: string): CodeLens[] {
  const count = partialOccurrences(project, uri).length;
  if (count === 0) return [{ range: top, command: { title: 'not included anywhere', command: '' } }];
  return [{ range: top, command: { title: count === 1 ? '1 inclusion' : `${count} inclusions`, command: '' } }];
}

function countCases(project: Project, parsed: ParsedPrompt): number {
  const files = project.casesOf(parsed.file.uri);
  return files.reduce((sum, { document }) => sum + document.cases.length, parsed.cases.cases.length);
}

function versionLenses(parsed: ParsedPrompt, catalog: Catalog | undefined, data: LensArguments): CodeLens[] {
  const entry = catalog?.entry(data.prompt);
  if (entry === undefined) return [];
  if (entry.head === undefined) return [lens('not committed yet', 'galley.commit', data)];
  const { semver } = entry.head;
  const modified = entry.isModified(parsed.file.text);
  const version = modified
    ? [lens(`modified since ${semver}`, 'galley.commit', data), lens('compare', 'galley.compare', data)]
    : [lens(semver, 'galley.showVersions', data)];
  const environments = entry.environments.map(({ environment, semver: there }) => `${environment} ${there}`);
  const shown = environments.slice(0, 4).join(' · ') + (environments.length > 4 ? ' · …' : '');
  return environments.length === 0 ? version : [...version, lens(shown, 'galley.deploy', data)];
}

function caseLenses(data: LensArguments, count: number): CodeLens[] {
  return count === 0 ? [] : [lens(count === 1 ? 'run 1 case' : `run ${count} cases`, 'galley.runCases', data)];
}

function lens(title: string, command: string, { prompt, uri }: LensArguments): CodeLens {
  const target: Command = { title, command, arguments: [{ prompt, uri }] };
  return { range: top, command: target };
}
