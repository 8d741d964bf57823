import { fail, fault, nearest, ok, type Result } from '../../base';
import { contentHash, type InterfaceInput, type VersionBehaviour } from '../../domain';
import { factsOfPrompt, ParsedPrompt, Project, type PromptFacts, type WorkspaceFile } from '../../language';
import { type CasesDocument, type Dialect, parsePrompt, type PromptDocument } from '../../template';
import { pauser } from '../pause';
import type { HostWorkspace } from '../types';
import { uriOf } from '../workspace/paths';
import { behaviourOf, inputsOf } from './behaviour';

/** A prompt as its file stands. */
export interface Draft {
  readonly name: string;
  readonly file: WorkspaceFile;
  readonly parsed: ParsedPrompt;
  readonly facts: PromptFacts;
}

/** What a list shows of a draft. */
export interface DraftSummary {
  readonly name: string;
  readonly file: string;
  readonly dialect: Dialect;
  readonly dialectSource: PromptDocument['dialectSource'];
  readonly format: string;
  /** The name of a format that is recognised and left alone. */
  readonly foreign: string | undefined;
  readonly description: string | undefined;
  readonly inputs: readonly InterfaceInput[];
  /** The content hash; undefined when the draft cannot be committed as it is. */
  readonly hash: string | undefined;
  readonly ownCases: number;
}

/** A file of cases with what is in it. */
export interface CaseFile {
  readonly file: WorkspaceFile;
  readonly document: CasesDocument;
}

/** The prompts of a workspace as their files stand, by name. */
export class Drafts {
  readonly project: Project;
  readonly #workspace: HostWorkspace;
  /** Of files whose summary depends on nothing but themselves. */
  readonly #summaries = new WeakMap<WorkspaceFile, DraftSummary>();

  constructor(workspace: HostWorkspace) {
    this.#workspace = workspace;
    this.project = new Project(workspace);
  }

  dispose(): void {
    this.project.dispose();
  }

  /** The names of all prompts, sorted. */
  names(): readonly string[] {
    return this.project.promptNames().sort();
  }

  has(name: string): boolean {
    return this.project.promptsNamed(name).length > 0;
  }

  /** The draft of a prompt. */
  find(name: string): Result<Draft> {
    const [uri, other] = this.project.promptsNamed(name);
    if (uri === undefined) return fail(this.#unknown(name));
    const draft = this.#at(uri, name);
    if (other === undefined || draft === undefined) return draft === undefined ? fail(this.#unknown(name)) : ok(draft);
    const second = this.#workspace.file(other)?.path ?? other;
    const help = 'Change the name in one of them.';
    return fail(fault('ambiguous', `${draft.file.path} and ${second} are both called "${name}".`, { help }));
  }

  /** The draft with another text: what an editor has not saved. */
  withText(draft: Draft, text: string): Draft {
    if (text === draft.file.text) return draft;
    const file = { ...draft.file, text };
    const { config } = this.#workspace;
    const dialect = config.dialectOf(file.path);
    const document = parsePrompt(text, {
      file: file.path,
      helpers: config.helpers,
      previous: draft.parsed.document,
      ...(dialect === undefined ? {} : { dialect }),
    });
    const parsed = new ParsedPrompt(file, document);
    return { name: draft.name, file, parsed, facts: factsOfPrompt(parsed) };
  }

  behaviour(draft: Draft): Result<VersionBehaviour> {
    return behaviourOf(this.project, draft.parsed, draft.facts);
  }

  /** What a list shows; of several files with one name, the first. */
  summary(name: string): DraftSummary | undefined {
    const [uri] = this.project.promptsNamed(name);
    const file = uri === undefined ? undefined : this.#workspace.file(uri);
    if (uri === undefined || file === undefined) return undefined;
    const known = this.#summaries.get(file);
    if (known?.name === name) return known;
    const draft = this.#at(uri, name);
    if (draft === undefined) return undefined;
    const summary = this.#summarise(draft);
    if (draft.facts.partials.length === 0) this.#summaries.set(file, summary);
    return summary;
  }

  #summarise(draft: Draft): DraftSummary {
    const { document, cases } = draft.parsed;
    const behaviour = this.behaviour(draft);
    return {
      name: draft.name,
      file: draft.file.path,
      dialect: document.dialect,
      dialectSource: document.dialectSource,
      format: document.format,
      foreign: document.foreignName,
      description: document.description,
      inputs: behaviour.ok ? behaviour.value.inputs : inputsOf(this.project, draft.facts, document),
      hash: behaviour.ok ? contentHash(behaviour.value) : undefined,
      ownCases: cases.cases.length,
    };
  }

  /** The files with cases of a prompt: those of its own, then those about it, in order of their paths. */
  caseFiles(draft: Draft): readonly CaseFile[] {
    const own = { file: draft.file, document: draft.parsed.cases };
    const others = this.project.casesOf(draft.file.uri).map(({ file, document }) => ({ file, document }));
    others.sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
    return own.document.cases.length === 0 ? others : [own, ...others];
  }

  /** What a list shows of every prompt, in order of the names. Gives the thread back while it works. */
  async summaries(): Promise<readonly DraftSummary[]> {
    const found: DraftSummary[] = [];
    const pause = pauser();
    for (const name of this.names()) {
      await pause();
      const summary = this.summary(name);
      if (summary !== undefined) found.push(summary);
    }
    return found;
  }

  /** The names of the prompts that have cases. */
  async withCases(): Promise<readonly string[]> {
    const counts = await this.caseCounts();
    const summaries = await this.summaries();
    return summaries.filter(({ file, ownCases }) => ownCases + (counts.get(file) ?? 0) > 0).map(({ name }) => name);
  }

  /** How many cases files hold for each prompt, by the path of the prompt. Gives the thread back while it works. */
  async caseCounts(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    const pause = pauser();
    for (const uri of [...this.project.uris()]) {
      await pause();
      const facts = this.project.facts(uri);
      if (facts?.kind !== 'cases') continue;
      const prompt = this.project.promptOfCases(facts);
      if (prompt !== undefined) counts.set(prompt.path, (counts.get(prompt.path) ?? 0) + facts.cases);
    }
    return counts;
  }

  #at(uri: string, name: string): Draft | undefined {
    const parsed = this.project.prompt(uri);
    const facts = this.project.promptFacts(uri);
    return parsed === undefined || facts === undefined ? undefined : { name, file: parsed.file, parsed, facts };
  }

  #unknown(name: string): ReturnType<typeof fault> {
    const near = this.project.nameOf(uriOf(this.#workspace.root, name)) ?? nearest(name, this.project.promptNames());
    const hint = near === undefined ? 'galley list shows the prompts there are.' : `Did you mean "${near}"?`;
    return fault('not-found', `There is no prompt "${name}".`, {
      key: 'prompt',
      help: hint,
      details: { unknownPrompt: name },
    });
  }
}
