import type * as vscode from 'vscode';
import type { WireRange } from '../../../server/src/protocol';
import type { Case, Placed, Prompt } from '../folders';
import type { Host } from '../host';
import { caseTree, type CaseNode, type GroupNode } from './model';

/**
 * The items of the Test Explorer, changed in place when the cases change: what stays keeps its result. No item has a
 * description: the editor would read it out in place of the name.
 */
export class CaseItems {
  readonly #host: Host;
  readonly #controller: vscode.TestController;
  readonly #cases = new WeakMap<vscode.TestItem, Case>();
  #roots: readonly GroupNode[] = [];

  constructor(host: Host, controller: vscode.TestController) {
    this.#host = host;
    this.#controller = controller;
  }

  /** The case an item stands for; undefined for a group. */
  caseOf(item: vscode.TestItem): Case | undefined {
    return this.#cases.get(item);
  }

  /** Shows these cases and no others. */
  update(cases: readonly Case[]): void {
    this.#roots = this.#host.prompts.folders.all.flatMap((folder) => this.#rootsOf(folder, cases));
    this.#controller.items.replace(
      this.#roots.map((group) => this.#group(this.#controller.items.get(group.id), group)),
    );
  }

  /** The groups with cases of a prompt. */
  ofPrompt({ name, folder }: Prompt): readonly vscode.TestItem[] {
    return this.#find((group) => group.cases.some(({ info }) => info.prompt === name && info.folder === folder));
  }

  /** The groups a file has a part in: the prompt itself, or the cases. */
  ofFile(uri: vscode.Uri): readonly vscode.TestItem[] {
    return this.#find((group) => this.#is(group, uri) || group.cases.some(({ info }) => this.#is(info, uri)));
  }

  /** The prompts a file has cases of. */
  promptsOf(uri: vscode.Uri): readonly Prompt[] {
    const found = this.#groups().flatMap(({ cases }) => cases.filter(({ info }) => this.#is(info, uri)));
    return [...new Set(found.flatMap(({ info }) => this.#host.prompts.byName(info.prompt, info.folder) ?? []))];
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

  /** Items by the folder that their cases are of; undefined stands for the only one. */
  byFolder(items: readonly vscode.TestItem[]): ReadonlyMap<string | undefined, readonly vscode.TestItem[]> {
    return Map.groupBy(items, (item) => this.#cases.get(item)?.folder);
  }

  range(range: WireRange): vscode.Range {
    const { start, end } = range;
    return new this.#host.vscode.Range(start.line, start.character, end.line, end.character);
  }

  /** The groups of one folder; among several folders below one for the folder. */
  #rootsOf(folder: string | undefined, cases: readonly Case[]): readonly GroupNode[] {
    const { prompts } = this.#host;
    const inFolder = (one: { readonly folder?: string }): boolean => one.folder === folder;
    const groups = caseTree(cases.filter(inFolder), prompts.all.filter(inFolder));
    if (folder === undefined || groups.length === 0) return groups;
    return [{ id: folder, label: prompts.folders.nameOf(folder), file: '', folder, groups, cases: [] }];
  }

  #is({ file, folder }: Placed<{ readonly file: string }>, uri: vscode.Uri): boolean {
    return this.#host.prompts.uriOf(file, folder)?.toString() === uri.toString();
  }

  /** All groups, outer ones first. */
  #groups(): readonly GroupNode[] {
    const all = [...this.#roots];
    for (const group of all) all.push(...group.groups);
    return all;
  }

  /** The items of the outermost groups that match. */
  #find(matches: (group: GroupNode) => boolean): readonly vscode.TestItem[] {
    const search = (groups: readonly GroupNode[], items: vscode.TestItemCollection): readonly vscode.TestItem[] =>
      groups.flatMap((group) => {
        const item = items.get(group.id);
        if (item === undefined) return [];
        return matches(group) ? [item] : search(group.groups, item.children);
      });
    return search(this.#roots, this.#controller.items);
  }

  #group(known: vscode.TestItem | undefined, group: GroupNode): vscode.TestItem {
    const uri = this.#host.prompts.uriOf(group.file, group.folder);
    const item = this.#reuse(known, group.id, group.label, uri);
    if (uri !== undefined && group.cases.length > 0) item.range = new this.#host.vscode.Range(0, 0, 0, 0);
    const groups = group.groups.map((inner) => this.#group(item.children.get(inner.id), inner));
    const cases = group.cases.map((node, index) => this.#case(item.children.get(node.id), node, index));
    item.children.replace([...groups, ...cases]);
    return item;
  }

  #case(known: vscode.TestItem | undefined, { id, info }: CaseNode, index: number): vscode.TestItem {
    const item = this.#reuse(known, id, info.case, this.#host.prompts.uriOf(info.file, info.folder));
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
