import type { VersionRef, WireDeployment, WireGateResult } from '../../../protocol';
import type { Style } from './style';
import { aligned } from './table';
import { versionText } from './versions';

/** What a deployment or rollback did, or would do, with the evidence of every gate. */
export function deploymentText(deployment: WireDeployment, style: Style): string {
  const { environment, revision, kind, changes, gates } = deployment;
  const planned = deployment.deployment === undefined;
  const verb = kind === 'deploy' ? ['deployed to', 'would deploy to'] : ['rolled back', 'would roll back'];
  const head = `${verb[planned ? 1 : 0]} ${style.bold(environment)}, revision ${revision}${sourceText(deployment)}${planned ? '; nothing was changed' : ''}\n`;
  const moves = aligned(changes.map(({ prompt, from, to }) => ['', prompt, labelOf(from), '→', labelOf(to)]));
  return head + moves + gatesText(gates, style) + publishedText(deployment, style);
}

/** Where the state comes from that a deployment brought: `, as staging@12`. */
export function sourceText({ promotes, restores, environment }: WireDeployment): string {
  if (promotes !== undefined) return `, as ${promotes.environment}@${promotes.revision}`;
  return restores === undefined ? '' : `, as ${environment}@${restores}`;
}

/** `1.4.0 #12`, or `none`. */
export function labelOf(version: VersionRef | undefined): string {
  return version === undefined ? 'none' : versionText(version);
}

/** One line for each gate and prompt. */
export function gatesText(gates: readonly WireGateResult[], style: Style): string {
  if (gates.length === 0) return '';
  const symbols = {
    passed: style.green('✓'),
    failed: style.red('✗'),
    skipped: style.dim('-'),
    overridden: style.yellow('!'),
  };
  const rows = gates.map((result) => ['', symbols[result.outcome], result.gate, result.prompt, gateSummary(result)]);
  return `Gates\n${aligned(rows)}`;
}

/** What a gate found, and who went on in spite of it. */
export function gateSummary({ summary, override }: WireGateResult): string {
  return override === undefined ? summary : `overridden by ${override.author.name}: ${override.reason} (${summary})`;
}

function publishedText({ published, target, publishError, environment }: WireDeployment, style: Style): string {
  if (published === 'failed') {
    const why = publishError === undefined ? '' : `: ${publishError}`;
    return `${style.red('not published')}${why}\n  next  galley publish ${environment}\n`;
  }
  return published === 'done' && target !== undefined ? `published to ${target}\n` : '';
}
