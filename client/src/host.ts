import type * as vscode from 'vscode';
import type { Calls } from './call';
import type { Commands } from './commands';
import type { Dialogs } from './dialogs';
import type { Messages } from './messages';
import type { PromptIndex } from './prompts/prompt-index';
import type { Vscode } from './vscode';

/** What every feature is built from. */
export interface Host {
  readonly vscode: Vscode;
  readonly calls: Calls;
  readonly commands: Commands;
  readonly messages: Messages;
  readonly dialogs: Dialogs;
  readonly prompts: PromptIndex;
  readonly log: vscode.LogOutputChannel;
  /** The time now, as milliseconds since 1970; descriptions such as "2 minutes ago" count from it. */
  readonly now: () => number;
}
