import type * as vscode from 'vscode';

/** The editor's API. Everything but extension.ts gets it as an argument, so that it runs in tests without an editor. */
export type Vscode = typeof vscode;
