import type { AuditDetails, AuditKind, AuditRecord, AuditVersion } from './audit';

/** What somebody did, in one line without who and when. */
export function auditText(record: AuditRecord): string {
  const told = [sentences[record.kind](record), ...overrides(record)].join('; ');
  const reason = (record.reason ?? '').trim();
  return (reason === '' ? told : `${told}: ${reason}`).replace(/\s+/g, ' ');
}

/** One sentence for each kind. A kind without a row here does not compile. */
const sentences: { readonly [Kind in AuditKind]: (details: AuditDetails) => string } = {
  'prompt-created': ({ prompt = '', file = '' }) => `started the history of ${prompt} (${file})`,
  'prompt-moved': ({ prompt = '', file = '' }) => `moved a prompt to ${prompt} (${file})`,
  'prompt-archived': ({ prompt = '' }) => `archived ${prompt}`,
  'prompt-unarchived': ({ prompt = '' }) => `took ${prompt} out of the archive`,
  'tag-set': ({ tag = '', ...of }) => `tagged ${subject(of)} ${tag}`,
  'tag-removed': ({ tag = '', ...of }) => `took the tag ${tag} from ${subject(of)}`,
  'version-committed': ({ prompt = '', version, branch = 'main', squashes = [] }) => {
    const place = branch === 'main' ? '' : ` to branch ${branch}`;
    const made = squashes.length === 0 ? '' : `, in the place of ${squashes.map((number) => `#${number}`).join(', ')}`;
    return `committed ${prompt} ${label(version)}${place}${made}`;
  },
  'version-deleted': ({ prompt = '', version }) => `deleted ${prompt} ${label(version)}`,
  'branch-created': ({ prompt = '', branch = '', from }) => `made branch ${branch} of ${prompt} from ${label(from)}`,
  'branch-deleted': ({ prompt = '', branch = '' }) => `deleted branch ${branch} of ${prompt}`,
  'alias-moved': ({ prompt = '', alias = '', from, to }) =>
    to === undefined
      ? `removed alias ${alias} of ${prompt}, which was ${label(from)}`
      : `moved alias ${alias} of ${prompt}: ${step({ from, to })}`,
  'environment-deployed': deploymentText,
  'deployment-published': ({ environment = '', revision, outcome }) =>
    `${outcome === 'done' ? 'published' : 'could not publish'} ${environment} revision ${revision ?? '?'}`,
  'environment-frozen': ({ environment = '' }) => `froze ${environment}`,
  'environment-unfrozen': ({ environment = '' }) => `ended the freeze of ${environment}`,
  'review-requested': ({ prompt = '', version }) => `asked for the approval of ${prompt} ${label(version)}`,
  'review-decided': ({ prompt = '', version, decision = '' }) =>
    `${decisions[decision] ?? decision} ${prompt} ${label(version)}`,
  'thread-started': ({ prompt = '', lines }) =>
    `commented on ${prompt}, ${lines === undefined || lines.first === lines.last ? `line ${lines?.first ?? '?'}` : `lines ${lines.first} to ${lines.last}`}`,
  'comment-added': ({ prompt = '' }) => `wrote in a thread of ${prompt}`,
  'comment-edited': ({ prompt = '' }) => `edited a comment on ${prompt}`,
  'thread-state-set': ({ prompt = '', state }) =>
    `${state === 'resolved' ? 'resolved' : 'reopened'} a thread of ${prompt}`,
  'fork-resolved': ({ environment }) =>
    `decided what counts of what two clones did at the same time${environment === undefined ? '' : ` in ${environment}`}`,
};

const decisions: { readonly [decision: string]: string } = {
  approved: 'approved',
  'changes-requested': 'asked for changes in',
  closed: 'closed the review of',
  reopened: 'reopened the review of',
};

/** So many prompts of a deployment are named. */
const namedChanges = 5;

function deploymentText({ environment = '', revision, mode, promotes, restores, changes = [] }: AuditDetails): string {
  const moves = changes.slice(0, namedChanges).map(({ prompt, from, to }) => `${prompt} ${step({ from, to })}`);
  const more = changes.length > moves.length ? [`${changes.length - moves.length} more`] : [];
  const source =
    promotes !== undefined
      ? ` from ${promotes.environment} revision ${promotes.revision}`
      : restores !== undefined
        ? ` to revision ${restores.revision}`
        : '';
  const verb = mode === 'rollback' ? 'rolled back' : promotes === undefined ? 'deployed to' : 'promoted to';
  const head = `${verb} ${environment}${source}, revision ${revision ?? '?'}`;
  return `${head} (${[...moves, ...more].join(', ')})`;
}

function overrides({ gates = [] }: AuditDetails): readonly string[] {
  return gates.flatMap(({ gate, prompt, override }) =>
    override === undefined ? [] : [`${gate} of ${prompt} overridden by ${override.author.name} (${override.reason})`],
  );
}

/** A prompt, or one of its versions. */
function subject({ prompt = '', version }: Pick<AuditDetails, 'prompt' | 'version'>): string {
  return version === undefined ? prompt : `${prompt} ${label(version)}`;
}

function step({
  from,
  to,
}: {
  readonly from: AuditVersion | undefined;
  readonly to: AuditVersion | undefined;
}): string {
  return `${label(from)} → ${label(to)}`;
}

function label(version: AuditVersion | undefined): string {
  return version === undefined ? 'none' : version.semver;
}
