import type * as vscode from 'vscode';
import { placed } from '../folders';
import type { Host } from '../host';
import { deploymentReport } from '../deploy/model';
import { documentSubject, documentUri, scheme, type DocumentSubject } from './documents';
import { selectorOf } from './model';

/** Gives the text of read-only documents: versions, deployments, and reports of this session. */
export class DocumentContent implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #host: Host;
  readonly #reports = new Map<string, string>();
  readonly #registration: vscode.Disposable;

  constructor(host: Host) {
    this.#host = host;
    this.#registration = host.vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const subject = documentSubject(uri);
    if (subject === undefined) throw new Error(`${uri.toString()} names no document of Galley`);
    switch (subject.kind) {
      case 'version':
        return this.#version(subject);
      case 'deployment':
        return this.#deployment(subject);
      case 'report':
        return this.#reports.get(subject.key) ?? 'This report was kept until the window was loaded anew.\n';
    }
  }

  /** Opens a deployment of the history. */
  async openDeployment(environment: string, revision: number, id: string, folder?: string): Promise<void> {
    await this.#open(
      documentUri(
        this.#host.vscode,
        [environment],
        `deployment-${revision}.md`,
        placed({ kind: 'deployment', environment, id }, folder),
      ),
    );
  }

  /** Opens a text that is written nowhere. */
  async openReport(fileName: string, text: string): Promise<void> {
    await this.#open(this.keep(fileName, text));
  }

  /** A read-only document of this session, not opened. */
  keep(fileName: string, text: string): vscode.Uri {
    const key = String(this.#reports.size + 1);
    this.#reports.set(key, text);
    return documentUri(this.#host.vscode, [`report ${key}`], fileName, { kind: 'report', key });
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async #open(uri: vscode.Uri): Promise<void> {
    await this.#host.vscode.window.showTextDocument(uri, { preview: true });
  }

  async #version({ prompt, number, folder }: Extract<DocumentSubject, { kind: 'version' }>): Promise<string> {
    const answer = await this.#host.calls.call('show', { selector: selectorOf(prompt, { number }) }, { folder });
    if (!answer.ok) throw new Error(answer.fault.message);
    return answer.value.source;
  }

  async #deployment({ environment, id, folder }: Extract<DocumentSubject, { kind: 'deployment' }>): Promise<string> {
    const answer = await this.#host.calls.call('env.history', { environment }, { folder });
    if (!answer.ok) throw new Error(answer.fault.message);
    const deployment = answer.value.find((candidate) => candidate.deployment === id);
    if (deployment === undefined) throw new Error(`${environment} has no deployment ${id}`);
    return deploymentReport(deployment);
  }
}
