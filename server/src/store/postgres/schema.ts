/** The channel on which clients are told that facts have come. */
export const channel = 'galley';

/** Key of the advisory lock that writers take, so that the order of the numbers is the order of the commits. */
export const lockKey = '4705, 1';

/** The group roles; whoever is to use the store is made a member of one. */
export const groupRoles = ['reader', 'author', 'approver', 'deployer', 'admin'] as const;

/**
 * Steps of the form of the schema, each a list of statements, run as `galley_admin`. Steps are only ever added: the schema
 * says how many it has.
 */
export const schemaSteps: readonly (readonly string[])[] = [
  [
    `create table galley.meta (schema integer not null)`,
    `insert into galley.meta (schema) values (0)`,

    `create sequence galley.facts_seq`,
    // payload: the fact; raw: its text where it holds characters that jsonb cannot take; fork: accepted in another order
    // before it was copied here
    `create table galley.facts (
      seq bigint primary key,
      id text not null unique check (id <> '' and length(id) <= 64),
      stamp text not null check (stamp ~ '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\\.[0-4]\\d{8}$'),
      kind text not null,
      form integer not null check (form > 0),
      payload jsonb not null check ((payload->>'id') is not distinct from id and (payload->>'kind') is not distinct from kind),
      raw text,
      clone text,
      copied boolean not null default false,
      fork boolean not null default false,
      db_user text not null default session_user,
      time timestamptz not null default clock_timestamp())`,
    `create unique index facts_one_deployment_follows on galley.facts
      ((payload->>'environment'), (coalesce(payload->>'previous', '')))
      where kind = 'environment-deployed' and not fork`,

    `create function galley.place_fact() returns trigger language plpgsql security definer
      set search_path = pg_catalog, pg_temp as $$
      begin
        perform pg_advisory_xact_lock(${lockKey});
        new.seq := nextval('galley.facts_seq');
        new.db_user := session_user;
        new.time := clock_timestamp();
        return new;
      end $$`,
    `create trigger place_fact before insert on galley.facts for each row execute function galley.place_fact()`,
    `create function galley.tell_of_facts() returns trigger language plpgsql as $$
      begin
        perform pg_notify('${channel}', '');
        return null;
      end $$`,
    `create trigger tell_of_facts after insert on galley.facts for each statement execute function galley.tell_of_facts()`,
    `create function galley.keep_facts() returns trigger language plpgsql as $$
      begin
        raise exception 'facts are never changed or deleted' using errcode = 'insufficient_privilege';
      end $$`,
    `create trigger keep_facts before update or delete or truncate on galley.facts
      for each statement execute function galley.keep_facts()`,
  ],
];

/** How many of the steps this program knows. */
export const newestSchemaStep: number = schemaSteps.length;
