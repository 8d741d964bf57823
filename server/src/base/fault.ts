/**
 * Every reason an operation can fail for, as stable codes. Each door maps them to its own form in one place
 * (command line: exit code; language server: response error data).
 */
export const faultCodes = [
  'invalid-input', // a word, key or value the caller gave is wrong
  'invalid-config', // galley.yaml, a prompt header or a case file is wrong
  'not-found', // a named thing does not exist
  'ambiguous', // a selector fits more than one thing
  'conflict', // the state moved under the caller (expected parent, revision, alias value)
  'unchanged', // nothing to do: equal content
  'refused', // a gate or a permission said no
  'read-only', // the store cannot be written now
  'damaged', // the store or a file is damaged
  'render', // a template could not be rendered
  'provider', // a model provider failed
  'timeout', // a time limit ran out
  'cancelled', // the caller asked to stop
  'io', // the file system or network failed
  'limit', // a size limit was exceeded
  'untrusted', // the workspace is not trusted
] as const;

/** One of {@link faultCodes}. */
export type FaultCode = (typeof faultCodes)[number];

/** The one error type: what failed, where, and what to do next. It never holds prompt text, inputs or keys. */
export interface Fault {
  readonly code: FaultCode;
  /** What failed and why, one or two sentences for a person. */
  readonly message: string;
  /** Workspace-relative path with `/`, when a file is at fault. */
  readonly file?: string;
  /** Zero-based line in `file`. */
  readonly line?: number;
  /** Dotted key in `file` or in the input, such as `environments.1.gates`. */
  readonly key?: string;
  /** What the caller can do next. */
  readonly help?: string;
  /** Structured facts for programs: the gate results of a refusal, the winner of a conflict. */
  readonly details?: unknown;
}

/** Builds a {@link Fault}. */
export function fault(code: FaultCode, message: string, more: Omit<Fault, 'code' | 'message'> = {}): Fault {
  return { code, message, ...more };
}

/** Carries a {@link Fault} through code that can only throw (callbacks of libraries, worker boundaries). */
export class FaultError extends Error {
  readonly fault: Fault;

  constructor(reason: Fault) {
    super(reason.message);
    this.name = 'FaultError';
    this.fault = reason;
  }
}
