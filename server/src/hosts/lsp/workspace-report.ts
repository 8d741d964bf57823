import {
  DocumentDiagnosticReportKind,
  type Diagnostic,
  type ResultProgressReporter,
  type WorkspaceDiagnosticReport,
  type WorkspaceDiagnosticReportPartialResult,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';

/** Where parts of a report go when the editor wants them as they come. */
export type PartialReports = ResultProgressReporter<WorkspaceDiagnosticReportPartialResult> | undefined;

/** So many files are told of together … */
const filesPerPart = 50;
/** … or what there is after so many milliseconds. */
const longestWait = 100;

interface FileFindings {
  readonly uri: string;
  readonly version: number | null;
  readonly resultId: string;
  readonly items: Diagnostic[];
}

/** The answer to one pull of the workspace, in parts where the editor wants them. */
export class WorkspaceReport {
  /** What the editor has, by result ids. What is sent in parts counts at once. */
  readonly known: Map<string, string>;
  readonly #progress: PartialReports;
  readonly #same: WorkspaceDocumentDiagnosticReport[] = [];
  #items: WorkspaceDocumentDiagnosticReport[] = [];
  #flushed = performance.now();
  #hasNews = false;

  constructor(known: Map<string, string>, progress: PartialReports) {
    this.known = known;
    this.#progress = progress;
  }

  /** Whether it says anything that the editor is waiting for. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  same({ uri, version, resultId }: Omit<FileFindings, 'items'>): void {
    this.#same.push({ kind: DocumentDiagnosticReportKind.Unchanged, uri, version, resultId });
  }

  /** @param isNews false for what the editor learns in another way too */
  add({ uri, version, resultId, items }: FileFindings, isNews: boolean): void {
    this.#items.push({ kind: DocumentDiagnosticReportKind.Full, uri, version, resultId, items });
    this.#hasNews ||= isNews;
    if (this.#items.length >= filesPerPart || performance.now() - this.#flushed > longestWait) this.#flush();
  }

  /** The answer: what has not been sent in parts. */
  end(): WorkspaceDiagnosticReport {
    this.#items.push(...this.#same);
    this.#flush();
    return { items: this.#items };
  }

  #flush(): void {
    if (this.#progress === undefined) return;
    this.#flushed = performance.now();
    if (this.#items.length === 0) return;
    for (const { uri, resultId } of this.#items) if (resultId !== undefined) this.known.set(uri, resultId);
    this.#progress.report({ items: this.#items });
    this.#items = [];
  }
}
