import type { Diagnostic } from 'vscode-languageserver';
import type { LanguageService } from '../../language';

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
  readonly service: Pick<LanguageService, 'diagnostics' | 'takeAffected'>;
  readonly send: (params: { uri: string; version?: number; diagnostics: Diagnostic[] }) => void;
  readonly isOpen: (uri: string) => boolean;
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
 * to the last one; for other files when there is time. What has not changed is not sent again.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #timing: PublisherTiming;
  /** What was last sent for each file; closed files without findings are not listed. */
  readonly #sent = new Map<string, Sent>();
  readonly #waiting = new Set<string>();
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
    if (!burst) {
      this.#immediate = setImmediate(() => this.#flush());
      return;
    }
    const wait = Math.min(this.#timing.settle, this.#pendingSince + this.#timing.atLeast - now);
    this.#timer = setTimeout(() => this.#flush(), Math.max(0, wait));
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
    for (const uri of this.#options.service.takeAffected()) {
      const isOpen = this.#options.isOpen(uri) || this.#sent.get(uri)?.version !== undefined;
      if (isOpen) this.#waiting.delete(uri);
      if (isOpen) this.#publish(uri);
      else this.#waiting.add(uri);
    }
    if (this.#waiting.size > 0) this.#continue();
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
    const found = this.#options.service.diagnostics(uri);
    const diagnostics = found?.diagnostics ?? [];
    const version = found?.version;
    const text = JSON.stringify(diagnostics);
    const before = this.#sent.get(uri) ?? nothingSent;
    if (before.version === version && before.text === text) return;
    if (version === undefined && diagnostics.length === 0) this.#sent.delete(uri);
    else this.#sent.set(uri, { version, text });
    this.#options.send({ uri, ...(version === undefined ? {} : { version }), diagnostics });
  }
}
