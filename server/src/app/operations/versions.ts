import { ok } from '../../base';
import { mainBranch, proposeBump } from '../../domain';
import { versionRef } from '../session/registry';
import { moveAlias } from './alias';
import { commitDraft } from './commit';
import { lintFiles } from './lint';
import { logOf } from './log';
import { labelAfter, standingOf } from './standing';
import type { Implementations } from './types';

export const versionOperations: Implementations<'proposal' | 'commit' | 'log' | 'alias'> = {
  async proposal(context, { prompt }) {
    const standing = await standingOf(context, prompt);
    if (!standing.ok) return standing;
    const { draft, line, hash, changes, promised } = standing.value;
    const findings = await lintFiles(context, [draft.file]);
    if (!findings.ok) return findings;
    const bump = proposeBump(promised);
    return ok({
      prompt: draft.name,
      branch: line?.branch ?? mainBranch,
      modified: line?.head?.hash !== hash,
      ...(line?.head === undefined ? {} : { head: versionRef(line.head) }),
      bump,
      semver: labelAfter(line, bump),
      changes: [...changes],
      errors: findings.value.filter((finding) => finding.severity === 'error').length,
    });
  },

  commit: commitDraft,

  async log(context, { prompt: name, ...which }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const prompt = await registry.value.findRecord(name);
    if (!prompt.ok) return prompt;
    return prompt.value === undefined ? ok([]) : logOf(registry.value, prompt.value, which);
  },

  async alias(context, input) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    return moveAlias(context, registry.value, input);
  },
};
