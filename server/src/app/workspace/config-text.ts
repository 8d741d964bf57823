import { configFile } from '../../protocol';
import type { HostWorkspace } from '../types';
import { uriOf } from './paths';

/** The text of the workspace's `galley.yaml`; undefined when it has none. */
export function configText(workspace: HostWorkspace): string | undefined {
  return workspace.file(uriOf(workspace.root, configFile))?.text;
}
