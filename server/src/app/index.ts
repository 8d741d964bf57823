import { WorkspaceSession } from './session/session';
import type { Session, SessionOptions } from './types';

export type * from './types';
export { createWorkspace } from './workspace';

/** Opens a session on a workspace. What operations need is loaded with the first call. */
export function openSession(options: SessionOptions): Session {
  return new WorkspaceSession(options);
}
