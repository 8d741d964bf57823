import type { Folders } from './folders';
import type { TreeModel, TreeRow } from './tree';

/** A folder of the window, above what is in it. */
export interface FolderNode {
  readonly kind: 'window-folder';
  readonly folder: string;
}

/**
 * The same tree for each folder of the window. Where there is only one, its nodes are the roots; where there are several,
 * each has a root of its own, as long as it has anything to show.
 */
export class FolderTree<Node extends object, Model extends TreeModel<Node>> implements TreeModel<Node | FolderNode> {
  readonly #folders: Folders;
  readonly #make: (folder: string | undefined) => Model;
  readonly #models = new Map<string | undefined, Model>();
  readonly #folderOf = new WeakMap<object, string>();

  /** @param make the tree of a folder; undefined stands for the only one */
  constructor(folders: Folders, make: (folder: string | undefined) => Model) {
    this.#folders = folders;
    this.#make = make;
  }

  /** The tree of a folder. */
  of(folder: string | undefined): Model {
    const known = this.#models.get(folder) ?? this.#make(folder);
    this.#models.set(folder, known);
    return known;
  }

  async children(node: Node | FolderNode | undefined): Promise<readonly (Node | FolderNode)[]> {
    if (node === undefined) return this.#roots();
    if (isFolder(node)) return this.#inside(node.folder, undefined);
    return this.#inside(this.#folderOf.get(node), node);
  }

  row(node: Node | FolderNode): TreeRow {
    if (isFolder(node)) {
      const { folder } = node;
      const label = this.#folders.nameOf(folder);
      return {
        id: `window-folder:${folder}`,
        label,
        icon: 'root-folder',
        children: 'unfolded',
        context: 'window-folder',
      };
    }
    const folder = this.#folderOf.get(node);
    const row = this.of(folder).row(node);
    return folder === undefined ? row : { ...row, id: `${folder} ${row.id}`, folder };
  }

  async #roots(): Promise<readonly (Node | FolderNode)[]> {
    const roots = await Promise.all(
      this.#folders.all.map(async (folder) => {
        const inside = await this.#inside(folder, undefined);
        return folder === undefined || inside.length === 0 ? inside : [{ kind: 'window-folder', folder } as const];
      }),
    );
    return roots.flat();
  }

  async #inside(folder: string | undefined, node: Node | undefined): Promise<readonly Node[]> {
    const found = await this.of(folder).children(node);
    if (folder !== undefined) for (const child of found) this.#folderOf.set(child, folder);
    return found;
  }
}

function isFolder(node: object): node is FolderNode {
  return 'kind' in node && node.kind === 'window-folder';
}
