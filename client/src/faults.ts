import type { Fault } from '../../server/src/protocol';

/** What a person can do about a fault, as a button of its message. */
export type NextStep =
  | { readonly kind: 'open-file'; readonly label: string; readonly file: string; readonly line: number }
  | { readonly kind: 'command'; readonly label: string; readonly command: string };

const messageLimit = 900;

/**
 * The message of a fault: what failed, why, and what to do.
 * @param what failed, such as `Could not commit triage`
 */
export function describeFault(what: string, fault: Fault): string {
  const line = fault.line === undefined ? '' : `:${fault.line + 1}`;
  const mentioned = fault.file === undefined || fault.message.includes(fault.file);
  const place = mentioned ? '' : ` (${fault.file}${line})`;
  const help = fault.help === undefined ? '' : ` ${sentence(fault.help)}`;
  return `${what}${place}: ${sentence(fault.message)}${help}`;
}

/** The buttons a fault calls for, the likeliest first. */
export function nextSteps(fault: Fault): readonly NextStep[] {
  const file: readonly NextStep[] =
    fault.file === undefined
      ? []
      : [{ kind: 'open-file', label: `Open ${fileName(fault.file)}`, file: fault.file, line: fault.line ?? 0 }];
  if (fault.help?.includes('Set store password') === true)
    return [...file, { kind: 'command', label: 'Set store password', command: 'galley.setStorePassword' }];
  switch (fault.code) {
    case 'untrusted':
      return [{ kind: 'command', label: 'Manage workspace trust', command: 'workbench.trust.manage' }];
    case 'invalid-config':
    case 'render':
      return [...file, { kind: 'command', label: 'Open Problems', command: 'workbench.actions.view.problems' }];
    case 'read-only':
    case 'damaged':
    case 'io':
    case 'timeout':
    case 'provider':
      return [...file, { kind: 'command', label: 'Show output', command: 'galley.showOutput' }];
    default:
      return file;
  }
}

/**
 * The text as the editor's notifications will show it: they turn `[label](command:…)` into links that run commands, and
 * names and messages come from files that nobody vouches for.
 */
export function inertText(text: string): string {
  const unlinked = text.replaceAll('](', '] (');
  return unlinked.length > messageLimit ? `${unlinked.slice(0, messageLimit)}…` : unlinked;
}

/** What an answer of the server that is not a result says. Anything without the shape of a fault becomes one. */
export function faultOf(error: unknown): Fault {
  const { data, message, code } = Object(error) as { data?: unknown; message?: unknown; code?: unknown };
  if (isFault(data)) return data;
  if (code === requestCancelled) return { code: 'cancelled', message: 'The request was cancelled.' };
  return {
    code: 'io',
    message: typeof message === 'string' && message !== '' ? message : 'The server did not answer.',
  };
}

/** The error code of the Language Server Protocol for a request its sender has given up. */
const requestCancelled = -32800;

function isFault(value: unknown): value is Fault {
  const { code, message } = Object(value) as { code?: unknown; message?: unknown };
  return typeof code === 'string' && typeof message === 'string';
}

function sentence(text: string): string {
  return /[.!?…:]$/.test(text) ? text : `${text}.`;
}

function fileName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
