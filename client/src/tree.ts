import type * as vscode from 'vscode';
import type { Fault } from '../../server/src/protocol';
import { describeFault } from './faults';
import type { Vscode } from './vscode';

/** How one node of a tree shows. */
export interface TreeRow {
  /** Unique in the tree, and the same for the same thing after a refresh: what is unfolded stays so. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Markdown; names from files must be escaped in it. */
  readonly tooltip?: string;
  /** The name of a product icon. */
  readonly icon?: string;
  /** The name of a theme colour for the icon. */
  readonly color?: string;
  /** Workspace-relative: the row takes the icon of the file, and the colours of its problems. */
  readonly file?: string;
  /** The uri of the folder that the file is in; the first when absent. */
  readonly folder?: string;
  readonly children: 'none' | 'folded' | 'unfolded';
  /** What menus ask for as `viewItem`. */
  readonly context?: string;
  /** What a click does; the node itself is the argument. */
  readonly command?: { readonly id: string; readonly title: string };
}

/** A tree without its editor. */
export interface TreeModel<Node> {
  /** The children of a node, or the roots. Failures are nodes too. */
  children(node: Node | undefined): Promise<readonly Node[]>;
  row(node: Node): TreeRow;
}

/** A row that says why there are no others. */
export function problemRow(id: string, what: string, fault: Fault): TreeRow {
  const text = describeFault(what, fault);
  return {
    id,
    label: what,
    description: fault.message,
    tooltip: text,
    icon: 'error',
    color: 'errorForeground',
    children: 'none',
  };
}

/** Shows a model as one of the editor's trees. */
export class TreeProvider<Node> implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #vscode: Vscode;
  readonly #model: TreeModel<Node>;
  readonly #uriOf: (file: string, folder?: string) => vscode.Uri | undefined;
  readonly #changed: vscode.EventEmitter<Node | undefined>;
  readonly onDidChangeTreeData: vscode.Event<Node | undefined>;

  constructor(
    vscode: Vscode,
    model: TreeModel<Node>,
    uriOf: (file: string, folder?: string) => vscode.Uri | undefined,
  ) {
    this.#vscode = vscode;
    this.#model = model;
    this.#uriOf = uriOf;
    this.#changed = new vscode.EventEmitter();
    this.onDidChangeTreeData = this.#changed.event;
  }

  /** Asks for everything again. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    return [...(await this.#model.children(node))];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    const { TreeItem, ThemeIcon, ThemeColor } = this.#vscode;
    const row = this.#model.row(node);
    const item = new TreeItem(row.label, this.#collapsibleState(row));
    item.id = row.id;
    if (row.description !== undefined) item.description = row.description;
    if (row.context !== undefined) item.contextValue = row.context;
    if (row.tooltip !== undefined) item.tooltip = new this.#vscode.MarkdownString(row.tooltip);
    if (row.icon !== undefined)
      item.iconPath = new ThemeIcon(row.icon, row.color === undefined ? undefined : new ThemeColor(row.color));
    const uri = row.file === undefined ? undefined : this.#uriOf(row.file, row.folder);
    if (uri !== undefined) {
      item.resourceUri = uri;
      item.iconPath = ThemeIcon.File;
    }
    if (row.command !== undefined)
      item.command = { command: row.command.id, title: row.command.title, arguments: [node] };
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #collapsibleState(row: TreeRow): vscode.TreeItemCollapsibleState {
    const { None, Collapsed, Expanded } = this.#vscode.TreeItemCollapsibleState;
    return { none: None, folded: Collapsed, unfolded: Expanded }[row.children];
  }
}
