import type { Range, SymbolInformation } from 'vscode-languageserver-types';
import type { WorkspaceFile } from '../../ports';
import type { Project } from '../../project';
import type { Steps } from '../../steps';
import { symbolKinds } from './document';

const fileStart: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** So many symbols are given. */
const symbolLimit = 500;

/** So many files are read for their inputs and cases: those that nobody has opened cost a parse. */
const readLimit = 200;

/** A longer query than any name finds nothing. In UTF-16 units. */
const longestQuery = 500;

/** A symbol and how well its name fits: less is better. */
type Found = readonly [rank: number, symbol: SymbolInformation];

/** Prompts, partials, inputs and cases by name; the best first, up to a bound. An empty query lists prompts and partials. */
export function* workspaceSymbols(project: Project, query: string): Steps<SymbolInformation[]> {
  if (query.length > longestQuery) return [];
  const found: Found[] = [];
  let reads = 0;
  for (const uri of [...project.uris()]) {
    yield;
    const file = project.workspace.file(uri);
    const name = project.nameOf(uri);
    if (file === undefined || name === undefined || file.kind === 'config') continue;
    if (file.kind !== 'cases') {
      const location = { uri, range: fileStart };
      add(found, query, { name, kind: symbolKinds.file, location, containerName: file.path });
    }
    if (query.length < 2 || reads >= readLimit || !mayHold(file, query)) continue;
    reads++;
    if (file.kind === 'cases') caseSymbols(project, file, query, found);
    else inputSymbols(project, file, name, query, found);
  }
  found.sort(([a, one], [b, other]) => a - b || (one.name < other.name ? -1 : 1));
  return found.slice(0, symbolLimit).map(([, symbol]) => symbol);
}

/** Inputs and cases are looked for where the query stands in the text as it is. */
function mayHold({ text }: WorkspaceFile, query: string): boolean {
  return text.includes(query) || text.toLowerCase().includes(query.toLowerCase());
}

function add(found: Found[], query: string, symbol: SymbolInformation): void {
  const rank = rankOf(query.toLowerCase(), symbol.name.toLowerCase());
  if (rank !== undefined) found.push([rank, symbol]);
}

function inputSymbols(project: Project, { uri }: WorkspaceFile, prompt: string, query: string, found: Found[]): void {
  const parsed = project.prompt(uri);
  for (const { name, nameRange } of parsed?.document.inputs ?? []) {
    if (parsed === undefined) return;
    const location = { uri, range: parsed.lines.rangeAt(nameRange) };
    add(found, query, { name, kind: symbolKinds.variable, location, containerName: prompt });
  }
}

function caseSymbols(project: Project, { uri, path }: WorkspaceFile, query: string, found: Found[]): void {
  const parsed = project.documents.get(uri);
  if (parsed?.kind !== 'cases') return;
  for (const { name, nameRange } of parsed.document.cases) {
    const location = { uri, range: parsed.lines.rangeAt(nameRange) };
    add(found, query, { name, kind: symbolKinds.test, location, containerName: path });
  }
}

/** 0 for the name itself, then: it starts with the query, holds it, holds its characters in this order. */
function rankOf(query: string, name: string): number | undefined {
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  if (name.includes(query)) return 2;
  let at = 0;
  for (const char of name) if (char === query[at]) at++;
  return at === query.length ? 3 : undefined;
}
