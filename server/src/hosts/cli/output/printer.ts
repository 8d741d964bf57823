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
  return {
    style: styleFor(wantsColour({ isTTY, environment })),
    isTTY,
    write(text) {
      if (open && text !== '') stream.write(isTTY ? withoutControls(text) : text);
    },
  };
}
