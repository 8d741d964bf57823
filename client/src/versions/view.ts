import type { Host } from '../host';
import type { Targets } from '../target';
import { setAlias } from './alias';
import { CommitCommand } from './commit';
import type { CompareCommands } from './compare';

/** Registers the commands on versions. */
export function registerVersions(host: Host, targets: Targets, compare: CompareCommands): void {
  const commit = new CommitCommand(host, targets);
  host.commands.register('galley.commit', (...args) => commit.run(args));
  host.commands.register('galley.showVersions', (...args) => compare.show(args));
  host.commands.register('galley.compare', (...args) => compare.choose(args));
  host.commands.register('galley.compareWithDraft', (...args) => compare.withDraft(args));
  host.commands.register('galley.restore', (...args) => compare.restore(args));
  host.commands.register('galley.setAlias', (...args) => setAlias(host, targets, args));
}
