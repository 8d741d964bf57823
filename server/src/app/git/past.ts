import { Emitter, fail, fault, ok, type Result } from '../../base';
import type { VersionContent } from '../../domain';
import { inclusionWord, Project, type Workspace, type WorkspaceFile } from '../../language';
import { isPartialFile, promptFormatOf } from '../../template';
import { behaviourOf } from '../drafts';
import { type FileCommit, filesAt, textsOf } from './history';

/** Reads what prompts were at commits, with the partials of then. `galley.yaml` counts as it is now. */
export class PastPrompts {
  readonly #root: string;
  readonly #folder: string;
  readonly #around: Workspace;
  readonly #signal: AbortSignal | undefined;
  readonly #texts = new Map<string, string>();

  /** @param folder where the workspace is in its repository */
  constructor(root: string, folder: string, around: Workspace, signal: AbortSignal | undefined) {
    this.#root = root;
    this.#folder = folder;
    this.#around = around;
    this.#signal = signal;
  }

  /**
   * What a prompt was at a commit. Fails with `invalid-input` or `not-found` when it could not have been a version.
   * @param now its path as it is
   */
  async contentAt(change: FileCommit, text: string, now: string): Promise<Result<VersionContent>> {
    const path = this.#local(change.path);
    const alone = this.#behaviour(path, now, new Map([[path, text]]));
    if (alone.includes === 'nothing')
      return alone.behaviour.ok ? content(text, alone.behaviour.value) : alone.behaviour;
    const files = await this.#filesFor(change.commit, path, text, alone.includes === 'anything');
    if (!files.ok) return files;
    const { behaviour } = this.#behaviour(path, now, files.value);
    return behaviour.ok ? content(text, behaviour.value) : behaviour;
  }

  #local(path: string): string {
    return path.startsWith(this.#folder) ? path.slice(this.#folder.length) : path;
  }

  /** The prompt and all that it may include, at any depth: files whose name it spells. */
  async #filesFor(
    commit: string,
    path: string,
    text: string,
    anything: boolean,
  ): Promise<Result<ReadonlyMap<string, string>>> {
    const tree = await filesAt(this.#root, commit, this.#folder, this.#signal);
    if (!tree.ok) return tree;
    const others = new Map(
      [...tree.value]
        .map(([one, blob]) => [this.#local(one), blob] as const)
        .filter(([one]) => promptFormatOf(one) !== undefined),
    );
    const found = new Map([[path, text]]);
    for (let fresh = [text]; fresh.length > 0;) {
      const wanted = [...others].filter(
        ([one]) =>
          !found.has(one) &&
          ((anything && isPartialFile(one)) || fresh.some((each) => each.includes(inclusionWord(one)))),
      );
      const read = await this.#read(wanted.map(([, blob]) => blob));
      if (!read.ok) return read;
      fresh = [];
      for (const [one, blob] of wanted) {
        const other = this.#texts.get(blob) ?? '';
        found.set(one, other);
        fresh.push(other);
      }
    }
    return ok(found);
  }

  async #read(blobs: readonly string[]): Promise<Result<undefined>> {
    if (this.#texts.size > mostTexts) this.#texts.clear();
    const fresh = blobs.filter((blob) => !this.#texts.has(blob));
    const read = await textsOf(this.#root, fresh, this.#signal);
    if (!read.ok) return read;
    for (const blob of fresh) this.#texts.set(blob, read.value.get(blob) ?? '');
    return ok(undefined);
  }

  #behaviour(
    path: string,
    now: string,
    texts: ReadonlyMap<string, string>,
  ): { readonly behaviour: ReturnType<typeof behaviourOf>; readonly includes: 'nothing' | 'something' | 'anything' } {
    const { workspace, uri } = this.#workspace(path, now, texts);
    const project = new Project(workspace);
    try {
      const parsed = project.prompt(uri);
      const facts = project.promptFacts(uri);
      if (parsed === undefined || facts === undefined) {
        const reason = fault('invalid-input', `${path} was no prompt.`, { file: path });
        return { behaviour: fail(reason), includes: 'nothing' };
      }
      const uses = facts.partials.filter(({ definition }) => definition === undefined);
      const includes =
        uses.length === 0 ? 'nothing' : uses.some(({ name }) => name === undefined) ? 'anything' : 'something';
      return { behaviour: behaviourOf(project, parsed, facts), includes };
    } finally {
      project.dispose();
    }
  }

  #workspace(
    path: string,
    now: string,
    texts: ReadonlyMap<string, string>,
  ): { readonly workspace: Workspace; readonly uri: string } {
    const uriOf = (one: string): string => `galley-commit:/${one}`;
    const files = new Map(
      [...texts].map(([one, text]): readonly [string, WorkspaceFile] => {
        const kind = one !== path && isPartialFile(one) ? 'partial' : 'prompt';
        return [uriOf(one), { uri: uriOf(one), path: one, kind, text, version: undefined }];
      }),
    );
    const { config } = this.#around;
    const dialectOf = (one: string): ReturnType<typeof config.dialectOf> =>
      config.dialectOf(one) ?? (one === path ? config.dialectOf(now) : undefined);
    return {
      uri: uriOf(path),
      workspace: {
        files: () => files.values(),
        file: (uri) => files.get(uri),
        config: { ...config, dialectOf },
        onDidChange: new Emitter<readonly string[] | undefined>().event,
      },
    };
  }
}

/** So many texts of partials are kept. */
const mostTexts = 2000;

function content(source: string, behaviour: VersionContent['behaviour']): Result<VersionContent> {
  return ok({ source, behaviour });
}
