import type { Result } from '../../base';
import type { Draft } from '../drafts';
import type { Context } from '../session/context';

/** The draft of a prompt after its file and the partials were looked at again: a watcher may be late. */
export async function refreshDraft(context: Context, name: string): Promise<Result<Draft>> {
  const { drafts, workspace } = context;
  const before = drafts.find(name);
  if (!before.ok) return before;
  const partials = [...workspace.files()].filter((file) => file.kind === 'partial').map((file) => file.uri);
  await workspace.refresh([before.value.file.uri, ...partials]);
  return drafts.find(name);
}
