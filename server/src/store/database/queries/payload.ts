import { type RawBuilder, sql, type SqlBool } from 'kysely';

/** A member of a JSON object as it is written there. */
export function member(key: string, value: string): string {
  return `${JSON.stringify(key)}:${JSON.stringify(value)}`;
}

/** Whether the payload of a fact holds a text; within strings of JSON quotes are escaped, so that members are not found there. */
export function says(text: unknown): RawBuilder<SqlBool> {
  return sql<SqlBool>`replace(facts.payload, ${text}, '') <> facts.payload`;
}

/** Whether the payload of a fact has a member with this value. */
export function payloadSays(key: string, value: string): RawBuilder<SqlBool> {
  return says(member(key, value));
}
