import { WorkspaceSession } from './session/session';
import type { Session, SessionOptions } from './types';

export type * from './types';
export { pauser } from './pause';
export { createWorkspace, settingsOnly } from './workspace';
export { IndexCache } from './workspace/index-cache';
export { hasStore } from './session/store-place';
export { kindOfDocument } from './workspace/kinds';

/** Opens a session on a workspace. What operations need is loaded with the first call. */
export function openSession(options: SessionOptions): Session {
  return new WorkspaceSession(options);
}
