import { sql } from 'kysely';
import { factSchema } from '../facts/upcast';
import type { Db } from './tables';

const by = 'author_name text not null, author_email text, time text not null';

/** Steps of the form of the tables, each a list of statements. Steps are only ever added: a database says how many it has. */
const migrations: readonly (readonly string[])[] = [
  [
    `create table meta (generation integer not null, "offset" integer not null, schema integer not null) strict`,
    `insert into meta (generation, "offset", schema) values (1, 0, 0)`,

    `create table facts (seq integer primary key, id text not null unique, kind text not null, ${by}, door text not null,
      payload text not null, skipped text) strict`,
    `create table bodies (hash text not null unique, text text not null) strict`,

    `create table prompts (id text primary key not null, seq integer not null, name text not null, file text not null, ${by})
      strict`,
    `create index prompts_name on prompts (name)`,
    `create index prompts_file on prompts (file)`,

    `create table versions (id text primary key not null, seq integer not null, prompt text not null references prompts (id),
      number integer not null, semver text not null, hash text not null, branch text not null, message text not null,
      bump_reason text, ${by}, door text not null, source text not null references bodies (hash),
      behaviour text not null references bodies (hash), unique (prompt, number)) strict`,
    `create index versions_semver on versions (prompt, semver)`,
    `create table version_parents (version text not null references versions (id), position integer not null,
      parent text not null references versions (id), primary key (version, position)) strict`,
    `create table branches (prompt text not null references prompts (id), name text not null,
      head text not null references versions (id), primary key (prompt, name)) strict`,

    `create table aliases (prompt text not null references prompts (id), alias text not null,
      version text not null references versions (id), ${by}, primary key (prompt, alias)) strict`,
    `create table alias_moves (id text primary key not null, seq integer not null,
      prompt text not null references prompts (id), alias text not null, from_version text references versions (id),
      to_version text references versions (id), reason text not null, ${by}, door text not null) strict`,
    `create index alias_moves_prompt on alias_moves (prompt)`,

    `create table deployments (id text primary key not null, seq integer not null, environment text not null,
      revision integer not null, kind text not null, previous text references deployments (id), reason text not null,
      ${by}, door text not null, published text not null, publish_error text, unique (environment, revision)) strict`,
    `create table deployment_changes (deployment text not null references deployments (id), position integer not null,
      prompt text not null references prompts (id), from_version text references versions (id),
      to_version text references versions (id), primary key (deployment, position)) strict`,
    `create index deployment_changes_prompt on deployment_changes (prompt)`,
    `create table gate_results (deployment text not null references deployments (id), position integer not null,
      gate text not null, prompt text not null, outcome text not null, summary text not null, evidence text not null,
      primary key (deployment, position)) strict`,
    `create table environments (name text primary key not null, revision integer not null,
      deployment text not null references deployments (id)) strict`,
    `create table environment_state (environment text not null references environments (name),
      prompt text not null references prompts (id), version text not null references versions (id),
      deployment text not null references deployments (id), ${by}, primary key (environment, prompt)) strict`,

    `create table threads (id text primary key not null, seq integer not null, prompt text not null references prompts (id),
      version text references versions (id), source text not null references bodies (hash), start_line integer not null,
      end_line integer not null, lines text not null, state text not null, ${by}) strict`,
    `create index threads_prompt on threads (prompt)`,
    `create table comments (id text primary key not null, seq integer not null, thread text not null references threads (id),
      body text not null, ${by}, edited text) strict`,
    `create index comments_thread on comments (thread)`,

    `create table reviews (id text primary key not null, seq integer not null, prompt text not null references prompts (id),
      version text not null references versions (id), state text not null, message text not null, ${by}) strict`,
    `create index reviews_prompt on reviews (prompt)`,
    `create index reviews_version on reviews (version)`,
    `create table review_decisions (id text primary key not null, seq integer not null,
      review text not null references reviews (id), decision text not null, reason text not null, ${by}) strict`,
    `create index review_decisions_review on review_decisions (review)`,

    `create table runs (id text primary key not null, seq integer not null, prompt text not null references prompts (id),
      hash text not null, provider text not null, passed integer not null, failed integer not null,
      errored integer not null, skipped integer not null, ${by}) strict`,
    `create index runs_prompt on runs (prompt)`,
    `create index runs_hash on runs (hash)`,
    `create table results (run text not null references runs (id), position integer not null, case_name text not null,
      outcome text not null, latency_ms real not null, primary key (run, position)) strict`,
  ],
  [
    `create table working_branches (prompt text primary key not null references prompts (id), branch text not null) strict`,
  ],
  [
    `alter table meta add column fact_schema integer not null default 1`,
    `alter table facts add column stamp text not null default ''`,
    `alter table aliases add column move text not null default ''`,
    `create table prompt_ids (id text primary key not null, prompt text not null references prompts (id)) strict`,
    `create table forks (id text primary key not null, seq integer not null, kind text not null, prompt text not null,
      name text not null, state text not null) strict`,
    `create index forks_name on forks (name)`,
    `create table segments (name text primary key not null, bytes integer not null, facts text not null) strict`,
  ],
  [
    `alter table deployments add column promotes text references deployments (id)`,
    `alter table deployments add column restores text references deployments (id)`,
    `alter table deployments add column digest text`,
    `create table freezes (id text primary key not null, seq integer not null, environment text not null,
      reason text not null, ${by}, door text not null, ended_time text, ended_by text, ended_reason text) strict`,
    `create index freezes_environment on freezes (environment)`,
  ],
  [
    `alter table gate_results add column override_by text`,
    `alter table results add column input_tokens integer`,
    `alter table results add column output_tokens integer`,
  ],
  [`alter table versions add column origin text`],
  [
    `alter table prompts add column archived_time text`,
    `alter table prompts add column archived_by text`,
    `alter table prompts add column archived_reason text`,
    `create table tags (prompt text not null references prompts (id), version text not null, key text not null, value text,
      ${by}, primary key (prompt, version, key)) strict`,
  ],
  [
    `alter table versions add column squashed_into text references versions (id)`,
    `alter table versions add column deleted_time text`,
    `alter table versions add column deleted_by text`,
    `alter table versions add column deleted_reason text`,
  ],
  [`alter table facts add column db_user text`],
];

/** How many migrations this program knows. */
export const newestSchema: number = migrations.length;

/** Brings the tables of a database from the form `schema` (0: none) to the newest. */
export async function migrate(db: Db, schema: number): Promise<void> {
  for (const statement of migrations.slice(schema).flat()) await sql.raw(statement).execute(db);
  if (schema < newestSchema)
    await db.updateTable('meta').set({ schema: newestSchema, fact_schema: factSchema }).execute();
}
