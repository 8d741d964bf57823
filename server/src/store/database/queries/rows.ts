import type { Author } from '../../../domain';

/** The author in the columns of a row. */
export function authorOf(row: { readonly author_name: string; readonly author_email: string | null }): Author {
  return row.author_email === null ? { name: row.author_name } : { name: row.author_name, email: row.author_email };
}

/** `{ [key]: value }`, or nothing when the column is null: absent members stay absent. */
export function optional<Key extends string, Value>(key: Key, value: Value | null): { readonly [key in Key]?: Value } {
  return (value === null ? {} : { [key]: value }) as { readonly [key in Key]?: Value };
}
