import { fail, fault, ok, type Result } from '../base';

/** A key with perhaps a value, on a prompt or a version. */
export interface Tag {
  readonly key: string;
  readonly value?: string;
}

/** The key that says which category a prompt belongs to; it stands on prompts only and always has a value. */
export const categoryKey = 'category';

/** So long is a value at most, in UTF-16 units. */
const longestValue = 200;

const keyPattern = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;
const controls = /\p{Cc}/u;

/**
 * Checks a tag and takes away white space around its value.
 * @param isVersion whether it is to stand on a version
 */
export function checkTag({ key, value }: Tag, isVersion: boolean): Result<Tag> {
  const refuse = (why: string, help: string): Result<Tag> =>
    fail(fault('invalid-input', `"${key}" cannot be a tag: ${why}.`, { key: 'tags', help }));
  if (!keyPattern.test(key))
    return refuse('it is not a key', 'A key is a letter, then letters, digits, -, _ or ., at most 64.');
  const trimmed = value?.trim();
  if (trimmed !== undefined && (trimmed === '' || trimmed.length > longestValue || controls.test(trimmed)))
    return refuse(
      'its value does not fit',
      `A value is one line of 1 to ${longestValue} characters; leave out the = for none.`,
    );
  if (key === categoryKey && isVersion)
    return refuse('the category is that of the whole prompt', 'Name the prompt without a version.');
  if (key === categoryKey && trimmed === undefined)
    return refuse('it needs a value', `For example ${categoryKey}=support.`);
  return ok(trimmed === undefined ? { key } : { key, value: trimmed });
}

/** `key` or `key=value`. */
export function formatTag({ key, value }: Tag): string {
  return value === undefined ? key : `${key}=${value}`;
}
