import type * as vscode from 'vscode';
import type { Fault } from '../../../server/src/protocol';
import { reasonBox } from '../deploy/outcome';
import { placedAll } from '../folders';
import type { Host } from '../host';
import { Coalesced } from '../server/model';
import { type Fork, forkKey, forkLabel, forkRows, forkWarning, openForks, resolvableName } from './model';

/** Warns of each fork once, and shows and ends forks. */
export function registerForks(host: Host): vscode.Disposable {
  const notice = new ForkNotice(host);
  host.commands.register('galley.showForks', () => notice.show());
  // The list of prompts follows whatever clones share.
  return host.prompts.onDidChange(() => void notice.look());
}

class ForkNotice {
  readonly #host: Host;
  readonly #told = new Set<string>();
  readonly #looks: Coalesced;

  constructor(host: Host) {
    this.#host = host;
    this.#looks = new Coalesced(() => this.#tell());
  }

  async look(): Promise<void> {
    await this.#looks.trigger();
  }

  /** `Galley: Show forks`: a list; what is picked can be ended, or says what ends it. */
  async show(): Promise<void> {
    const { vscode, messages } = this.#host;
    const forks = await this.#forks((what, fault) => messages.fault(what, fault));
    if (forks === undefined) return;
    if (forks.length === 0) return messages.info('There are no forks: nobody did different things at the same time.');
    const row = await vscode.window.showQuickPick([...forkRows(forks)], {
      placeHolder: 'Which fork to decide? What was there first stands until then',
    });
    if (row !== undefined) await this.#decide(row.fork);
  }

  async #tell(): Promise<void> {
    const forks = (await this.#forks(() => undefined)) ?? [];
    const fresh = forks.filter((fork) => !this.#told.has(forkKey(fork)));
    if (fresh.length === 0) return;
    for (const fork of fresh) this.#told.add(forkKey(fork));
    this.#host.messages.warn(forkWarning(fresh), {
      label: 'Show forks',
      run: () => this.#host.vscode.commands.executeCommand('galley.showForks'),
    });
  }

  async #decide(fork: Fork): Promise<void> {
    const { vscode, calls, messages } = this.#host;
    const name = resolvableName(fork);
    if (name === undefined) return messages.info(`${forkLabel(fork)}: ${fork.next}`);
    const keep = `Keep what stands: ${fork.stands ?? 'nothing'}`;
    const choices = [{ label: keep }, { label: 'Decide later' }];
    const choice = await vscode.window.showQuickPick(choices, { placeHolder: fork.next });
    if (choice?.label !== keep) return;
    const reason = await vscode.window.showInputBox(reasonBox(`Decide ${forkLabel(fork)}`, 'Why does it stay so?'));
    if (reason === undefined) return;
    const answer = await calls.call('forks.resolve', { name, reason }, { folder: fork.folder });
    if (!answer.ok) return messages.fault(`Could not decide ${forkLabel(fork)}`, answer.fault);
    messages.info(`Decided ${forkLabel(fork)}: it stays as it is. Share this with the others by git.`);
  }

  /** Those of all folders; a folder whose forks cannot be had has none. */
  async #forks(onFault: (what: string, fault: Fault) => void): Promise<readonly Fork[] | undefined> {
    const { calls, prompts } = this.#host;
    const found: Fork[] = [];
    for (const folder of prompts.folders.all) {
      // Without a version nothing can have been done: the store need not be opened.
      if (prompts.all.every((prompt) => prompt.folder !== folder || prompt.head === undefined)) continue;
      const answer = placedAll(await calls.call('forks', {}, { folder }), folder);
      if (answer.ok) found.push(...openForks(answer.value));
      else {
        onFault('Cannot show the forks', answer.fault);
        return undefined;
      }
    }
    return found;
  }
}
