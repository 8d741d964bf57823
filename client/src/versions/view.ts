import type { Host } from '../host';
import type { Targets } from '../target';
import { setAlias } from './alias';
import { BranchCommands } from './branches';
import { CommitCommand } from './commit';
import type { CompareCommands } from './compare';
import type { DocumentContent } from './content';
import { deleteVersion } from './delete';
import { commitDependents } from './dependents';
import { compareRendered } from './rendered';
import { squashBranch } from './squash';

/** Registers the commands on versions. */
export function registerVersions(
  host: Host,
  targets: Targets,
  compare: CompareCommands,
  content: DocumentContent,
): void {
  const branches = new BranchCommands(host, targets, content);
  const commit = new CommitCommand(host, targets, branches);
  host.commands.register('galley.commit', (...args) => commit.run(args));
  host.commands.register('galley.commitDependents', (...args) => commitDependents(host, targets, args));
  host.commands.register('galley.showVersions', (...args) => compare.show(args));
  host.commands.register('galley.compare', (...args) => compare.choose(args));
  host.commands.register('galley.compareWithDraft', (...args) => compare.withDraft(args));
  host.commands.register('galley.restore', (...args) => compare.restore(args));
  host.commands.register('galley.createBranch', (...args) => branches.create(args));
  host.commands.register('galley.switchBranch', (...args) => branches.switch(args));
  host.commands.register('galley.mergeBranch', (...args) => branches.merge(args));
  host.commands.register('galley.revertVersion', (...args) => branches.change('revert', args));
  host.commands.register('galley.applyVersion', (...args) => branches.change('cherry-pick', args));
  host.commands.register('galley.compareRendered', (...args) => compareRendered(host, compare, content, args));
  host.commands.register('galley.squashBranch', (...args) => squashBranch(host, targets, args));
  host.commands.register('galley.deleteVersion', (...args) => deleteVersion(host, targets, args));
  host.commands.register('galley.setAlias', (...args) => setAlias(host, targets, args));
}
