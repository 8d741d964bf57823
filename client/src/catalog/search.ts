import type * as vscode from 'vscode';
import type { SearchHit } from '../../../server/src/protocol';
import { placed, type Placed } from '../folders';
import type { Host } from '../host';
import { versionUri } from '../versions/documents';
import { hitRow, mergedHits, parsedQuery } from './model';

type Hit = Placed<SearchHit>;
type Item = vscode.QuickPickItem & { readonly hit: Hit };

/** So many are shown. */
const limit = 50;

/** `Galley: Search prompts`: finds while one types; choosing a hit opens it where it was found. */
export class SearchCommand {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async run(): Promise<void> {
    const hit = await this.#pick();
    if (hit !== undefined) await this.#open(hit);
  }

  #pick(): Promise<Hit | undefined> {
    const { vscode } = this.#host;
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = 'Search prompts';
    pick.placeholder = 'A name or a text; tag:support, input:ticket, author:ada, in:production';
    let running = new vscode.CancellationTokenSource();
    pick.onDidChangeValue((line) => {
      running.cancel();
      running = new vscode.CancellationTokenSource();
      void this.#search(pick, line, running.token);
    });
    return new Promise((resolve) => {
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.hit);
        pick.hide();
      });
      pick.onDidHide(() => {
        running.cancel();
        resolve(undefined);
        pick.dispose();
      });
      pick.show();
    });
  }

  async #search(pick: vscode.QuickPick<Item>, line: string, token: vscode.CancellationToken): Promise<void> {
    pick.busy = true;
    const hits = await this.#hits(line, token);
    if (token.isCancellationRequested || hits === undefined) return;
    pick.busy = false;
    // The server has looked already: names alone would hide what was found in texts.
    pick.items = hits.map((hit) => ({ ...hitRow(hit), alwaysShow: true, hit }));
  }

  /** Undefined when it was given up for another line, or failed, which is said. */
  async #hits(line: string, token: vscode.CancellationToken): Promise<readonly Hit[] | undefined> {
    const { calls, messages, prompts } = this.#host;
    const { words, filters } = parsedQuery(line);
    if (words === '' && Object.keys(filters).length === 0) return [];
    const questions = words === '' ? [{}] : [{ name: words }, { text: words }];
    const found: Hit[] = [];
    for (const folder of prompts.folders.all) {
      const pages: SearchHit[][] = [];
      for (const question of questions) {
        const answer = await calls.call('search', { ...filters, ...question, limit }, { folder, token });
        if (token.isCancellationRequested) return undefined;
        if (!answer.ok) {
          messages.fault('Cannot search', answer.fault);
          return undefined;
        }
        pages.push(answer.value.hits);
      }
      found.push(...mergedHits(pages).map((hit) => placed(hit, folder)));
    }
    return found.slice(0, limit);
  }

  async #open({ prompt: name, file, folder, draft, version, matches }: Hit): Promise<void> {
    const { prompts, vscode } = this.#host;
    const uri =
      draft || version === undefined
        ? prompts.uriOf(file, folder)
        : versionUri(vscode, placed({ name, file }, folder), version);
    const [match] = matches;
    if (uri === undefined) return;
    if (match === undefined) return void (await vscode.window.showTextDocument(uri));
    const { start, end } = match.range;
    const at = [start, end].map(({ line, character }) => new vscode.Position(line, character));
    const selection = new vscode.Range(at[0] as vscode.Position, at[1] as vscode.Position);
    await vscode.window.showTextDocument(uri, { selection });
  }
}
