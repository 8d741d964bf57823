import type { Writable } from 'node:stream';
import { type Style, styleFor, wantsColour, withoutControls } from './style';

/** A standard stream of a process. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** Where a printer writes. */
export interface PrinterOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: { readonly [name: string]: string | undefined };
}

/** One of the two streams of the command line, with the marks that suit it. */
export interface Output {
  readonly style: Style;
  readonly isTTY: boolean;
  /** Writes text as it is to a file or pipe; on a terminal without foreign control characters. */
  write(text: string): void;
  /** Resolves when what was written has gone out; false when nobody reads any more. */
  drained(): Promise<boolean>;
  /** Shows a line on a terminal that the next text replaces; nothing elsewhere. */
  status(line: string): void;
  /** Takes that line away. */
  clearStatus(): void;
}

/** The only way out for text: results to standard output, everything else to standard error. */
export interface Printer {
  readonly out: Output;
  readonly err: Output;
}

/** A reader that goes away (`galley list | head -1`) silences the rest; the work itself goes on to its end. */
export function createPrinter({ stdout, stderr, environment }: PrinterOptions): Printer {
  return Object.freeze({ out: createOutput(stdout, environment), err: createOutput(stderr, environment) });
}

function createOutput(stream: OutputStream, environment: PrinterOptions['environment']): Output {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE' && error.code !== 'EOF') throw error;
  });
  const isTTY = stream.isTTY === true;
  let status = '';
  const send = (text: string): void => {
    if (open && text !== '') stream.write(text);
  };
  const replaceStatus = (line: string): void => {
    if (line === status) return;
    send(eraseLine + line);
    status = line;
  };
  return {
    style: styleFor(wantsColour({ isTTY, environment })),
    isTTY,
    write(text) {
      replaceStatus('');
      send(isTTY ? withoutControls(text) : text);
    },
    async drained() {
      while (open && stream.writableNeedDrain && !stream.destroyed) {
        await anyOf(stream, ['drain', 'error', 'close']);
      }
      return open && !stream.destroyed;
    },
    status(line) {
      if (isTTY) replaceStatus([...withoutControls(line)].slice(0, (stream.columns || 80) - 1).join(''));
    },
    clearStatus: () => replaceStatus(''),
  };
}

/** Resolves with the first of some events, and listens no longer than that. */
function anyOf(stream: OutputStream, events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
  });
}

/** Carriage return and Erase in Line (ECMA-48 8.3.41). */
const eraseLine = '\r\u001b[2K';
