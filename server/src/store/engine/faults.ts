import { fault, FaultError, type Fault } from '../../base';

/** The fault that an error means; a bug is thrown again. */
export function faultOf(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault;
  if (error instanceof Error && 'syscall' in error && 'code' in error) {
    return fault('io', `The disk refused the store: ${error.message}.`, { help: diskHelp(String(error.code)) });
  }
  if (error instanceof Error && /malformed|not a database|disk image|out of memory/.test(error.message)) {
    return fault('damaged', `The database of the store cannot be used: ${error.message}.`, { help: reopen });
  }
  throw error;
}

/** What to do about an error of the file system with this code. */
export function diskHelp(code: string): string {
  const safe = 'What was told as done is stored.';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `Free some disk space, then try again. ${safe}`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `Check the permissions of the .galley folder, then try again. ${safe}`;
    default:
      return `Try again; if it comes back, check the disk and copy the .galley folder. ${safe}`;
  }
}

/** What to do when the files cannot be trusted. */
export const salvageHelp =
  'Copy the .galley folder first. Then run galley doctor --repair: the store goes on from what can be read.';

/** What to do after an error that may pass. */
export const reopen = 'Reload the window, or run the command again.';

/** The lock is a must and another process keeps it. */
export function lockedFault(): Fault {
  return fault('io', 'Another process keeps the lock of the store (.galley/store.lock).', {
    help: 'Try again. If no other window or command uses this workspace, the lock is broken after ten seconds.',
  });
}
