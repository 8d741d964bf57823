import type { Diagnostic } from 'vscode-languageserver/node';
import type { Findings } from './findings';

/** When findings are worked out and sent. Milliseconds. */
export interface PublisherTiming {
  /** An edit after so long a silence is answered at once; closer ones are a burst. */
  readonly quiet: number;
  /** In a burst, findings are sent so long after its last edit … */
  readonly settle: number;
  /** … and at least this often. */
  readonly atLeast: number;
  /** Files that nobody has open are checked after so long a silence … */
  readonly idle: number;
  /** … in slices of this length, between which the editor is served. */
  readonly slice: number;
}

const timing: PublisherTiming = { quiet: 35, settle: 50, atLeast: 150, idle: 800, slice: 8 };

/** What a publisher needs. */
export interface PublisherOptions {
  readonly findings: Pick<Findings, 'of' | 'takeAffected'>;
  readonly send: (params: { uri: string; version?: number; diagnostics: Diagnostic[] }) => void;
  /** The version of an open document. */
  readonly versionOf: (uri: string) => number | undefined;
  /** Called when files that the editor pulls, and that it does not have open, may have other findings. */
  readonly onPulledChange: () => void;
  readonly timing?: PublisherTiming;
}

interface Sent {
  readonly version: number | undefined;
  /** The findings as JSON. */
  readonly text: string;
}

const nothingSent: Sent = { version: undefined, text: '[]' };

/**
 * Sends findings: for open documents with their version, the first edit at once and those of a burst together, always up
 * to the last one; for other files when there is time. What has not changed is not sent again. What the editor pulls is
 * not sent at all: an open document from the first pull until it is closed, other files from the first pull of the workspace.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #timing: PublisherTiming;
  /** What was last sent for each file; closed files without findings are not listed. */
  readonly #sent = new Map<string, Sent>();
  readonly #waiting = new Set<string>();
  readonly #pulled = new Set<string>();
  #pullsWorkspace = false;
  #held = true;
  #lastEdit = -Infinity;
  #pendingSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #background: NodeJS.Timeout | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#timing = options.timing ?? timing;
  }

  /** Starts to send: the files of the workspace are known now. */
  release(): void {
    this.#held = false;
    this.changed();
  }

  /** Something changed: an edit, a file on disk, settings. */
  changed(): void {
    const now = performance.now();
    const burst = now - this.#lastEdit < this.#timing.quiet;
    this.#lastEdit = now;
    if (this.#held || this.#immediate !== undefined) return;
    this.#pendingSince ??= now;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // An editor that pulls gets the time to ask for a document it has just opened.
    if (!burst && this.#pulled.size === 0) {
      this.#immediate = setImmediate(() => this.#flush());
      return;
    }
    const wait = Math.min(this.#timing.settle, this.#pendingSince + this.#timing.atLeast - now);
    this.#timer = setTimeout(() => this.#flush(), Math.max(0, wait));
  }

  /** Whether the editor has pulled anything. */
  get isPulled(): boolean {
    return this.#pullsWorkspace || this.#pulled.size > 0;
  }

  /** Whether something changed a moment ago: somebody may be typing. */
  get isBusy(): boolean {
    return performance.now() - this.#lastEdit < this.#timing.settle;
  }

  /** Whether the editor learns of a file's findings by asking. */
  isPulledBy(uri: string): boolean {
    return this.#pulled.has(uri) || (this.#pullsWorkspace && this.#options.versionOf(uri) === undefined);
  }

  /** The editor pulls the findings of this file. */
  pulled(uri: string): void {
    this.#pulled.add(uri);
    this.#takeBack(uri);
  }

  /** The editor pulls the findings of files that are not open. */
  pulledWorkspace(): void {
    if (this.#pullsWorkspace) return;
    this.#pullsWorkspace = true;
    for (const uri of [...this.#sent.keys()]) if (this.isPulledBy(uri)) this.#takeBack(uri);
    this.#waiting.clear();
  }

  /** A document was opened or closed: whether it is pulled shows anew. */
  forget(uri: string): void {
    this.#pulled.delete(uri);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#background);
    if (this.#immediate !== undefined) clearImmediate(this.#immediate);
  }

  #flush(): void {
    this.#timer = undefined;
    this.#immediate = undefined;
    this.#pendingSince = undefined;
    let pulledChange = false;
    for (const uri of this.#options.findings.takeAffected()) {
      const isOpen = this.#options.versionOf(uri) !== undefined;
      if (this.isPulledBy(uri)) {
        this.#takeBack(uri);
        pulledChange ||= !isOpen;
      } else if (isOpen || this.#sent.get(uri)?.version !== undefined) {
        this.#waiting.delete(uri);
        this.#publish(uri);
      } else this.#waiting.add(uri);
    }
    if (this.#waiting.size > 0) this.#continue();
    if (pulledChange) this.#options.onPulledChange();
  }

  /** Checks files that are not open, a slice at a time, and never while somebody types. */
  #continue(): void {
    if (this.#background !== undefined) return;
    const wait = this.#lastEdit + this.#timing.idle - performance.now();
    this.#background = setTimeout(() => this.#checkSome(), Math.max(1, wait));
  }

  #checkSome(): void {
    this.#background = undefined;
    const start = performance.now();
    if (start - this.#lastEdit >= this.#timing.idle) {
      for (const uri of this.#waiting) {
        this.#waiting.delete(uri);
        this.#publish(uri);
        if (performance.now() - start > this.#timing.slice) break;
      }
    }
    if (this.#waiting.size > 0) this.#continue();
  }

  #publish(uri: string): void {
    const { version, text, diagnostics } = this.#options.findings.of(uri);
    const before = this.#sent.get(uri) ?? nothingSent;
    if (before.version === version && before.text === text) return;
    if (version === undefined && diagnostics.length === 0) this.#sent.delete(uri);
    else this.#sent.set(uri, { version, text });
    this.#options.send({ uri, ...(version === undefined ? {} : { version }), diagnostics });
  }

  /** Clears what was sent for a file. */
  #takeBack(uri: string): void {
    const before = this.#sent.get(uri);
    this.#sent.delete(uri);
    this.#waiting.delete(uri);
    if (before === undefined || before.text === '[]') return;
    const version = this.#options.versionOf(uri);
    this.#options.send({ uri, ...(version === undefined ? {} : { version }), diagnostics: [] });
  }
}
