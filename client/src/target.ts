import type * as vscode from 'vscode';
import type { VersionRef } from '../../server/src/protocol';
import { folderIn, placed, type Prompt } from './folders';
import type { CommandArgument } from './commands';
import type { Host } from './host';
import { documentSubject } from './versions/documents';
import { draftState } from './words';

/** What a command is about. */
export interface Target {
  readonly prompt: Prompt;
  /** Set when the command was started on a version. */
  readonly version?: Pick<VersionRef, 'number' | 'semver'>;
}

/** What an argument of a command names, before it is looked up. */
export interface Named {
  readonly prompt?: string;
  readonly version?: Pick<VersionRef, 'number' | 'semver'>;
  readonly uri?: string;
  /** Where the prompt is, when that is known. */
  readonly folder?: string;
}

/** Reads an argument: a row of a tree, the arguments of a CodeLens, or a URI. Undefined when it names no prompt. */
export function namedBy(argument: CommandArgument): Named | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if (isUri(argument)) return { uri: argument.toString() };
  const node = argument as Readonly<Record<string, unknown>>;
  const review = Object(node['review']) as Readonly<Record<string, unknown>>;
  const prompt = nameOf(node['prompt']) ?? nameOf(review['prompt']);
  if (prompt === undefined) return undefined;
  const version = [node['entry'], node['version'], node['alias'], review['version']].find(isVersion);
  return placed(version === undefined ? { prompt } : { prompt, version }, folderIn(argument));
}

/** Finds out what a command is about, asking when nothing says so. */
export class Targets {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /**
   * The prompt (and version) a command was started on: its argument, else the active editor, else what the person
   * picks. Undefined when they pick nothing, or when there is nothing to pick, which is said.
   * @param purpose completes the question, such as `to commit`
   */
  async resolve(args: readonly CommandArgument[], purpose: string): Promise<Target | undefined> {
    const answer = await this.#host.prompts.load();
    if (!answer.ok) {
      this.#host.messages.fault('Cannot list the prompts', answer.fault);
      return undefined;
    }
    const [first] = args;
    if (namedBy(first) !== undefined) return this.#lookUp(first);
    const active = this.#host.vscode.window.activeTextEditor?.document.uri;
    return (active && this.#atUri(active)) ?? this.#pick(answer.value, purpose);
  }

  /** The targets of every row or file chosen in a list that allows many; one otherwise. */
  async resolveAll(args: readonly CommandArgument[], purpose: string): Promise<readonly Target[]> {
    const [clicked, chosen] = args;
    if (Array.isArray(chosen) && chosen.length > 1 && chosen.includes(clicked)) {
      await this.#host.prompts.load();
      return chosen.flatMap((argument: unknown) => this.#find(argument) ?? []);
    }
    const target = await this.resolve(args, purpose);
    return target === undefined ? [] : [target];
  }

  #lookUp(argument: CommandArgument): Target | undefined {
    const target = this.#find(argument);
    if (target !== undefined) return target;
    this.#host.messages.error(
      `${this.#wordsFor(argument)} is not a prompt of this workspace. ` +
        'The folders with prompts are named under "prompts" in galley.yaml.',
    );
    return undefined;
  }

  #wordsFor(argument: CommandArgument): string {
    const { prompt, uri } = namedBy(argument) ?? {};
    if (uri === undefined) return prompt ?? 'This';
    return this.#host.vscode.workspace.asRelativePath(this.#host.vscode.Uri.parse(uri));
  }

  #find(argument: CommandArgument): Target | undefined {
    const named = namedBy(argument);
    if (named?.uri !== undefined) return this.#atUri(this.#host.vscode.Uri.parse(named.uri));
    const folder = named?.folder ?? this.#folderOfLens(argument);
    const prompt = named?.prompt === undefined ? undefined : this.#host.prompts.byName(named.prompt, folder);
    if (prompt === undefined) return undefined;
    return named?.version === undefined ? { prompt } : { prompt, version: named.version };
  }

  /** A lens names the file that it stands in. */
  #folderOfLens(argument: CommandArgument): string | undefined {
    const { uri } = Object(argument) as { uri?: unknown };
    const { prompts, vscode } = this.#host;
    return typeof uri === 'string' ? prompts.folders.of(vscode.Uri.parse(uri)) : undefined;
  }

  #atUri(uri: vscode.Uri): Target | undefined {
    const subject = documentSubject(uri);
    if (subject?.kind === 'version') {
      const prompt = this.#host.prompts.byName(subject.prompt, subject.folder);
      return prompt && { prompt, version: { number: subject.number, semver: `#${subject.number}` } };
    }
    const prompt = this.#host.prompts.byUri(uri);
    return prompt && { prompt };
  }

  async #pick(prompts: readonly Prompt[], purpose: string): Promise<Target | undefined> {
    if (prompts.length === 0) {
      this.#host.messages.info('There is no prompt in this workspace yet.', {
        label: 'New prompt',
        run: () => this.#host.vscode.commands.executeCommand('galley.newPrompt'),
      });
      return undefined;
    }
    const items = prompts.map((prompt) => {
      const words = [this.#host.prompts.folders.nameOf(prompt.folder), draftState(prompt)];
      return { label: prompt.name, description: words.filter((word) => word !== '').join(' · '), prompt };
    });
    const placeHolder = `The prompt ${purpose}`;
    const picked = await this.#host.vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
    return picked && { prompt: picked.prompt };
  }
}

function isUri(value: object): value is vscode.Uri {
  return 'scheme' in value && 'path' in value && 'fsPath' in value;
}

function nameOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { name } = Object(value) as { name?: unknown };
  return typeof name === 'string' ? name : undefined;
}

function isVersion(value: unknown): value is Pick<VersionRef, 'number' | 'semver'> {
  const { number, semver } = Object(value) as { number?: unknown; semver?: unknown };
  return typeof number === 'number' && typeof semver === 'string';
}
