import type { FactKind } from '../../domain';

/** The roles of a store on PostgreSQL beside the reader, which stores nothing, and the admin, which may store all. */
export const writerRoles = ['author', 'approver', 'deployer'] as const;

type WriterRole = (typeof writerRoles)[number];

/** Who may store facts of a kind: always, or where a condition in SQL holds. */
type Permission = { readonly [role in WriterRole]?: true | string };

const author: Permission = { author: true };
const deployer: Permission = { deployer: true };
const everyWriter: Permission = { author: true, approver: true, deployer: true };

/** A kind without a row here does not compile. */
const permissions: { readonly [kind in FactKind]: Permission } = {
  'prompt-created': author,
  'prompt-moved': author,
  'prompt-archived': author,
  'prompt-unarchived': author,
  'tag-set': author,
  'tag-removed': author,
  'version-committed': author,
  'version-deleted': author,
  'branch-created': author,
  'branch-deleted': author,
  'branch-switched': everyWriter,
  'alias-moved': deployer,
  'environment-deployed': deployer,
  'deployment-published': deployer,
  'environment-frozen': deployer,
  'environment-unfrozen': deployer,
  'fork-resolved': deployer,
  'review-requested': author,
  'review-decided': { approver: true, author: `payload->>'decision' in ('closed', 'reopened')` },
  'thread-started': everyWriter,
  'comment-added': everyWriter,
  'comment-edited': everyWriter,
  'thread-state-set': everyWriter,
  'run-recorded': everyWriter,
  'runs-pruned': {},
};

/** What is read and written with what rights. Run at every migration: kinds may have come. */
export function permissionStatements(): readonly string[] {
  return [
    `grant usage on schema galley to galley_reader`,
    `grant select on galley.facts, galley.meta to galley_reader`,
    `alter table galley.facts enable row level security`,
    `drop policy if exists reader on galley.facts`,
    `create policy reader on galley.facts for select to galley_reader using (true)`,
    ...writerRoles.flatMap(writerStatements),
  ];
}

function writerStatements(role: WriterRole): readonly string[] {
  return [
    `grant insert (id, stamp, kind, form, payload, raw, clone) on galley.facts to galley_${role}`,
    `drop policy if exists ${role} on galley.facts`,
    `create policy ${role} on galley.facts for insert to galley_${role} with check (${conditionFor(role)})`,
  ];
}

function conditionFor(role: WriterRole): string {
  const conditions = Object.entries(permissions).flatMap(([kind, { [role]: allowed }]) => {
    if (allowed === undefined) return [];
    return [allowed === true ? `kind = '${kind}'` : `(kind = '${kind}' and ${allowed})`];
  });
  return conditions.join(' or ');
}
