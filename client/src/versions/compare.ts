import type * as vscode from 'vscode';
import type { LogEntry, VersionRef } from '../../../server/src/protocol';
import { placed, type Prompt } from '../folders';
import type { Host } from '../host';
import type { Targets } from '../target';
import { versionUri } from './documents';
import { replaceDraft } from './draft';
import { changesText, diffTitle, selectorOf } from './model';
import { pickVersion, versionItems, versionsOf } from './picks';

type Version = Pick<VersionRef, 'number' | 'semver'>;
/** The draft, or a version. */
export type Side = Version | 'draft';

/** What is compared, the older one on the left. */
export interface Sides {
  readonly prompt: Prompt;
  readonly left: Version;
  readonly right: Side;
}

/** Commands that look at versions: show, compare, restore. */
export class CompareCommands {
  readonly #host: Host;
  readonly #targets: Targets;

  constructor(host: Host, targets: Targets) {
    this.#host = host;
    this.#targets = targets;
  }

  /** `Galley: Show versions`: the versions of a prompt; choosing one compares it with the draft, its buttons do more. */
  async show(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'whose versions to show');
    if (target === undefined) return;
    const { prompt } = target;
    const entries = await versionsOf(this.#host, prompt);
    if (entries === undefined) return;
    const chosen = await this.#pickAction(prompt, entries);
    if (chosen === undefined) return;
    const node = placed({ prompt: prompt.name, entry: chosen.entry }, prompt.folder);
    if (chosen.command === undefined) await this.compare(prompt, chosen.entry, 'draft');
    else await this.#host.vscode.commands.executeCommand(chosen.command, node);
  }

  /** `Galley: Compare with draft`, on a version. */
  async withDraft(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'to compare');
    if (target === undefined) return;
    const version =
      target.version ?? (await pickVersion(this.#host, target.prompt, 'The version to compare with the draft'));
    if (version !== undefined) await this.compare(target.prompt, version, 'draft');
  }

  /** `Galley: Compare…`: asks for what is not given; two versions, or a version and the draft. */
  async choose(args: readonly unknown[]): Promise<void> {
    const sides = await this.chosenSides(args, 'to compare');
    if (sides !== undefined) await this.compare(sides.prompt, sides.left, sides.right);
  }

  /** Asks for two versions, or a version and the draft. @param purpose completes the question which prompt is meant */
  async chosenSides(args: readonly unknown[], purpose: string): Promise<Sides | undefined> {
    const target = await this.#targets.resolve(args, purpose);
    if (target === undefined) return undefined;
    const { prompt } = target;
    const left = target.version ?? (await pickVersion(this.#host, prompt, 'The version to compare'));
    if (left === undefined) return undefined;
    const right = await this.#pickOther(prompt, left);
    if (right === undefined) return undefined;
    const inOrder = right === 'draft' || right.number > left.number;
    return inOrder ? { prompt, left, right } : { prompt, left: right, right: left };
  }

  /** `Galley: Restore version to draft`: as an edit that can be undone, not saved. */
  async restore(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'to restore');
    if (target === undefined) return;
    const { prompt } = target;
    const version = target.version ?? (await pickVersion(this.#host, prompt, 'The version to restore'));
    if (version === undefined) return;
    const { calls, messages } = this.#host;
    const selector = selectorOf(prompt.name, version);
    const answer = await calls.call('show', { selector }, { folder: prompt.folder });
    if (!answer.ok) return messages.fault(`Could not restore ${prompt.name} ${version.semver}`, answer.fault);
    const label = answer.value.version?.semver ?? version.semver;
    if (await replaceDraft(this.#host, prompt, answer.value.source))
      messages.info(`The draft of ${prompt.name} is now the text of ${label}. Undo brings the former draft back.`);
    else messages.error(`Could not restore ${prompt.name} ${label}: the editor refused to change ${prompt.file}.`);
  }

  /** Opens the native diff editor, its title naming what the change does to the interface. */
  async compare(prompt: Prompt, left: Version, right: Side): Promise<void> {
    const { calls, messages, vscode } = this.#host;
    const names = {
      left: selectorOf(prompt.name, left),
      right: right === 'draft' ? prompt.name : selectorOf(prompt.name, right),
    };
    const answer = await calls.call('diff', names, { folder: prompt.folder });
    if (!answer.ok) return messages.fault(`Could not compare the versions of ${prompt.name}`, answer.fault);
    const rightLabel = right === 'draft' ? 'draft' : right.semver;
    const title = diffTitle(prompt.name, left.semver, rightLabel, answer.value);
    const rightUri =
      right === 'draft' ? this.#host.prompts.uriOf(prompt.file, prompt.folder) : versionUri(vscode, prompt, right);
    await vscode.commands.executeCommand('vscode.diff', versionUri(vscode, prompt, left), rightUri, title);
    const changes = changesText(answer.value.changes);
    if (changes !== undefined) messages.info(`${prompt.name} ${left.semver} ↔ ${rightLabel}: ${changes}`);
  }

  async #pickOther(prompt: Prompt, left: Version): Promise<Side | undefined> {
    const entries = await versionsOf(this.#host, prompt);
    if (entries === undefined) return undefined;
    const others = entries.filter((entry) => entry.number !== left.number);
    const draft = {
      label: 'draft',
      description: prompt.modified ? 'modified' : '',
      detail: prompt.file,
      entry: undefined,
    };
    const placeHolder = `What to compare ${left.semver} with`;
    const items = [draft, ...versionItems(others, this.#host.now())];
    const picked = await this.#host.vscode.window.showQuickPick(items, { title: prompt.name, placeHolder });
    return picked && (picked.entry ?? 'draft');
  }

  #pickAction(
    prompt: Prompt,
    entries: readonly LogEntry[],
  ): Promise<{ readonly entry: LogEntry; readonly command?: string } | undefined> {
    const { vscode } = this.#host;
    const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { entry: LogEntry }>();
    const buttons = [
      { iconPath: new vscode.ThemeIcon('rocket'), tooltip: 'Deploy to…', command: 'galley.deploy' },
      { iconPath: new vscode.ThemeIcon('diff'), tooltip: 'Compare…', command: 'galley.compare' },
      { iconPath: new vscode.ThemeIcon('discard'), tooltip: 'Restore version to draft', command: 'galley.restore' },
    ];
    pick.title = `Versions of ${prompt.name}`;
    pick.placeholder = 'Choose a version to compare it with the draft';
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.items = versionItems(entries, this.#host.now()).map((item) => ({ ...item, buttons }));
    return new Promise((resolve) => {
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        if (item !== undefined) resolve({ entry: item.entry });
        pick.hide();
      });
      pick.onDidTriggerItemButton(({ item, button }) => {
        const command = buttons.find((candidate) => candidate === button)?.command;
        resolve({ entry: item.entry, ...(command === undefined ? {} : { command }) });
        pick.hide();
      });
      pick.onDidHide(() => {
        resolve(undefined);
        pick.dispose();
      });
      pick.show();
    });
  }
}
