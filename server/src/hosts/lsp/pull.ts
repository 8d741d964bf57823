import { setTimeout as delay } from 'node:timers/promises';
import {
  DocumentDiagnosticReportKind,
  type CancellationToken,
  type Connection,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import { pauser } from '../../app';
import { Emitter, type Event } from '../../base';
import { cancelled, stopIfCancelled, unlessCancelled } from './cancellation';
import type { ClientFeatures } from './client-features';
import type { Findings } from './findings';
import type { Folders } from './folders';
import { resultIdsIn, uriIn } from './params';
import type { Publisher } from './publisher';
import { WorkspaceReport, type PartialReports } from './workspace-report';

/** While somebody types, files that nobody has open are checked at most this much later, in milliseconds. */
const longestPause = 500;

/** What pulls need. */
export interface PullOptions {
  readonly client: ClientFeatures;
  readonly folders: Folders;
  readonly findings: Findings;
  readonly publisher: Publisher;
  /** The version of an open document. */
  readonly versionOf: (uri: string) => number | undefined;
  /** Resolves when the settings are known. */
  readonly configured: Promise<void>;
}

/**
 * Answers pulls of findings: of one document, and of the workspace. A pull of the workspace that has nothing new to say is
 * held until it has; of two of them, the older one is let go.
 */
export class PullDiagnostics {
  readonly #options: PullOptions;
  readonly #changed = new Emitter<void>();
  #changes = 0;
  #requests = 0;
  #answered = false;
  #disposed = false;

  constructor(options: PullOptions) {
    this.#options = options;
  }

  register({ languages: { diagnostics } }: Connection): void {
    diagnostics.on((params, token) => this.#document(params, token));
    diagnostics.onWorkspace((params, token, _, progress) => this.#workspace(params, token, progress));
  }

  /** Files that are not open may have other findings, or there are other folders. */
  changed(): void {
    this.#changes++;
    this.#changed.fire();
  }

  /** Ends the requests that are held. */
  dispose(): void {
    this.#disposed = true;
    this.changed();
  }

  async #document(params: DocumentDiagnosticParams, token: CancellationToken): Promise<DocumentDiagnosticReport> {
    const { client, folders, findings, publisher, configured } = this.#options;
    const uri = uriIn(params);
    publisher.pulled(uri);
    await unlessCancelled(token, Promise.all([folders.of(uri).ready, configured]));
    const { resultId, diagnostics } = findings.of(uri);
    if (params.previousResultId === resultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: client.pulled(diagnostics) };
  }

  async #workspace(
    params: WorkspaceDiagnosticParams,
    token: CancellationToken,
    progress: PartialReports,
  ): Promise<WorkspaceDiagnosticReport> {
    const { folders, publisher, configured } = this.#options;
    const request = ++this.#requests;
    this.changed();
    publisher.pulledWorkspace();
    await unlessCancelled(token, Promise.all([folders.ready, configured]));
    const known = resultIdsIn(params);
    for (;;) {
      const changes = this.#changes;
      const report = new WorkspaceReport(known, progress);
      await this.#collect(report, token);
      if (this.#disposed) throw cancelled();
      if (report.hasNews || !this.#answered || request !== this.#requests) {
        this.#answered = true;
        return report.end();
      }
      if (changes === this.#changes) await unlessCancelled(token, nextOf(this.#changed.event));
    }
  }

  /** Looks at every file, in slices. */
  async #collect(report: WorkspaceReport, token: CancellationToken): Promise<void> {
    const pause = pauser();
    for (const uri of this.#uris(report)) {
      await this.#whileTyping(token);
      await pause();
      stopIfCancelled(token);
      this.#look(uri, report);
    }
  }

  /** The files of all folders, and those that the editor has findings of. */
  #uris(report: WorkspaceReport): ReadonlySet<string> {
    const files = this.#options.folders.all.flatMap((folder) => [...folder.files()].map(({ uri }) => uri));
    return new Set([...files, ...report.known.keys()]);
  }

  /** What the report says of one file. An open document that is pushed has no findings in it. */
  #look(uri: string, report: WorkspaceReport): void {
    const { client, findings, publisher, versionOf } = this.#options;
    const version = versionOf(uri) ?? null;
    const isPushed = version !== null && !publisher.isPulledBy(uri);
    const { resultId, diagnostics } = isPushed ? { resultId: findings.nothing, diagnostics: [] } : findings.of(uri);
    if (report.known.get(uri) === resultId) report.same({ uri, version, resultId });
    else if (report.known.has(uri) || diagnostics.length > 0)
      report.add({ uri, version, resultId, items: client.pulled(diagnostics) }, version === null || isPushed);
  }

  /** Lets somebody type in peace, for a while. */
  async #whileTyping(token: CancellationToken): Promise<void> {
    const end = performance.now() + longestPause;
    while (this.#options.publisher.isBusy && performance.now() < end && !token.isCancellationRequested) await delay(20);
  }
}

function nextOf(event: Event<void>): Promise<void> {
  return new Promise((resolve) => {
    const listening = event(() => {
      listening.dispose();
      resolve();
    });
  });
}
