import type * as vscode from 'vscode';
import type { CaseInfo, WireRange } from '../../../server/src/protocol';
import type { Host } from '../host';
import { caseTree, type CaseNode, type GroupNode } from './model';

/**
 * The items of the Test Explorer, changed in place when the cases change: what stays keeps its result. No item has a
 * description: the editor would read it out in place of the name.
 */
export class CaseItems {
  readonly #host: Host;
  readonly #controller: vscode.TestController;
  readonly #cases = new WeakMap<vscode.TestItem, CaseInfo>();
  #roots: readonly GroupNode[] = [];

  constructor(host: Host, controller: vscode.TestController) {
    this.#host = host;
    this.#controller = controller;
  }

  /** The case an item stands for; undefined for a group. */
  caseOf(item: vscode.TestItem): CaseInfo | undefined {
    return this.#cases.get(item);
  }

  /** Shows these cases and no others. */
  update(cases: readonly CaseInfo[]): void {
    this.#roots = caseTree(cases, this.#host.prompts.all);
    this.#controller.items.replace(
      this.#roots.map((group) => this.#group(this.#controller.items.get(group.id), group)),
    );
  }

  /** The groups with cases of a prompt. */
  ofPrompt(prompt: string): readonly vscode.TestItem[] {
    return this.#find((group) => group.cases.some(({ info }) => info.prompt === prompt));
  }

  /** The groups a file has a part in: the prompt itself, or the cases. */
  ofFile(uri: vscode.Uri): readonly vscode.TestItem[] {
    const isFile = (file: string): boolean => this.#host.prompts.uriOf(file)?.toString() === uri.toString();
    return this.#find((group) => isFile(group.file) || group.cases.some(({ info }) => isFile(info.file)));
  }

  /** The prompts a file has cases of. */
  promptsOf(uri: vscode.Uri): readonly string[] {
    const isFile = (file: string): boolean => this.#host.prompts.uriOf(file)?.toString() === uri.toString();
    const all = this.#roots.flatMap((root) => [root, ...root.groups]).flatMap((group) => group.cases);
    return [...new Set(all.filter(({ info }) => isFile(info.file)).map(({ info }) => info.prompt))];
  }

  /** The cases that were asked for: all of them, or those included, less those excluded; groups stand for their cases. */
  wanted(request: Pick<vscode.TestRunRequest, 'include' | 'exclude'>): readonly vscode.TestItem[] {
    const excluded = new Set(request.exclude ?? []);
    const found = new Set<vscode.TestItem>();
    const visit = (item: vscode.TestItem): void => {
      if (excluded.has(item)) return;
      if (this.#cases.has(item)) found.add(item);
      item.children.forEach(visit);
    };
    if (request.include === undefined) this.#controller.items.forEach(visit);
    else request.include.forEach(visit);
    return [...found];
  }

  range(range: WireRange): vscode.Range {
    const { start, end } = range;
    return new this.#host.vscode.Range(start.line, start.character, end.line, end.character);
  }

  #find(matches: (group: GroupNode) => boolean): readonly vscode.TestItem[] {
    return this.#roots.flatMap((root) => {
      const item = this.#controller.items.get(root.id);
      if (item === undefined) return [];
      if (matches(root)) return [item];
      return root.groups.filter(matches).flatMap((group) => item.children.get(group.id) ?? []);
    });
  }

  #group(known: vscode.TestItem | undefined, group: GroupNode): vscode.TestItem {
    const uri = this.#host.prompts.uriOf(group.file);
    const item = this.#reuse(known, group.id, group.label, uri);
    if (uri !== undefined && group.cases.length > 0) item.range = new this.#host.vscode.Range(0, 0, 0, 0);
    const groups = group.groups.map((inner) => this.#group(item.children.get(inner.id), inner));
    const cases = group.cases.map((node, index) => this.#case(item.children.get(node.id), node, index));
    item.children.replace([...groups, ...cases]);
    return item;
  }

  #case(known: vscode.TestItem | undefined, { id, info }: CaseNode, index: number): vscode.TestItem {
    const item = this.#reuse(known, id, info.case, this.#host.prompts.uriOf(info.file));
    item.range = this.range(info.range);
    item.sortText = String(index).padStart(6, '0');
    item.tags = info.tags.map((tag) => new this.#host.vscode.TestTag(tag));
    item.error = info.error;
    this.#cases.set(item, info);
    return item;
  }

  #reuse(known: vscode.TestItem | undefined, id: string, label: string, uri: vscode.Uri | undefined): vscode.TestItem {
    const same = known !== undefined && known.label === label && known.uri?.toString() === uri?.toString();
    return same ? known : this.#controller.createTestItem(id, label, uri);
  }
}
