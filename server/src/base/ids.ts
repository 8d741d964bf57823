/** Makes identifiers that sort by time of creation (ULIDs). */
export interface IdSource {
  /** A new ULID: 26 characters of Crockford base 32. */
  next(): string;
}

/** A ULID in text. */
export type Ulid = string;
