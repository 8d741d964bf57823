import path from 'node:path';
import { fail, fault, ok, type Result } from '../../base';
import type { Store } from '../../domain';
import type { Backup } from '../../store';
import type { Context } from '../session/context';
import type { Implementations } from './types';

/** How many facts go by between two words about it. */
const progressStep = 500;

export const backupOperations: Implementations<'store.backup' | 'store.restore'> = {
  async 'store.backup'(context, { file }) {
    const store = await context.store();
    if (!store.ok) return store;
    const { backUp } = await import('../../store');
    const { clock, signal } = context;
    const plan = { file: absolute(context, file), clock, signal, onFacts: telling(context, 'written') };
    const made = await backUp(store.value, plan);
    return made.ok ? ok({ file, ...made.value }) : made;
  },

  async 'store.restore'(context, { file, replace = false }) {
    const { checkBackup, restoreFacts } = await import('../../store');
    const target = absolute(context, file);
    const backup = await checkBackup(target, telling(context, 'checked'));
    if (!backup.ok) return backup;
    const emptied = replace ? await setAside(context) : await expectRoom(context, backup.value);
    if (!emptied.ok) return emptied;
    const { store, aside } = emptied.value;
    const restored = await restoreFacts(store, target, backup.value, telling(context, 'restored'));
    if (!restored.ok) return restored;
    const { made, ids, digest } = backup.value;
    return ok({ made, facts: ids.size, digest, ...(aside === undefined ? {} : { aside }) });
  },
};

function absolute({ workspace }: Context, file: string): string {
  return path.resolve(workspace.root, file);
}

function telling({ onProgress }: Context, what: string): (count: number) => void {
  return (count) => {
    if (count % progressStep === 0) onProgress?.(`${count} facts ${what}`);
  };
}

/** The store that takes a backup, and where the one before it went. */
interface Emptied {
  readonly store: Store;
  readonly aside?: string;
}

/** The store must hold nothing but what the backup holds too. */
async function expectRoom(context: Context, backup: Backup): Promise<Result<Emptied>> {
  const store = await context.store();
  if (!store.ok) return store;
  const { strangerIn } = await import('../../store');
  const stranger = await strangerIn(store.value, backup);
  if (!stranger.ok) return stranger;
  if (stranger.value === undefined) return ok({ store: store.value });
  const message = 'The store holds what is not in the backup.';
  return fail(
    fault('conflict', message, { help: 'With --replace the present store is set aside first, not deleted.' }),
  );
}

/** The present store, which may be damaged, goes into a folder beside the new one. */
async function setAside(context: Context): Promise<Result<Emptied>> {
  const present = await context.store();
  const status = present.ok ? await present.value.status() : undefined;
  if (status?.ok === true && !path.isAbsolute(status.value.path)) {
    const message = 'A store on a server is not replaced.';
    return fail(fault('refused', message, { help: 'Restore into an empty database.' }));
  }
  const stamp = new Date(context.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const name = `replaced-${stamp}-${context.ids.next()}`;
  const store = await context.openAnew({ setAside: name });
  if (!store.ok) return store;
  const wasThere = !present.ok || (status?.ok === true && status.value.facts > 0);
  return ok({ store: store.value, ...(wasThere ? { aside: `.galley/${name}` } : {}) });
}
