/**
 * A reading of a hybrid logical clock: `2026-03-01T12:00:00.000Z.000000000`, a time and a count. A clone stamps what it
 * appends later than all it has seen, whatever its clock says, so that stamps never contradict what came from what. In the
 * order of text.
 */
export type Stamp = string;

const form = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)\.([0-4]\d{8})$/;
const timeForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** Whether a text from outside is a stamp. Its count leaves room for those that come after it. */
export function isStamp(text: unknown): text is Stamp {
  return typeof text === 'string' && form.test(text);
}

/** The stamp of a fact of this time that comes after `last`. */
export function stampAfter(last: Stamp | undefined, time: string): Stamp {
  const [before = '', count = ''] = last === undefined ? [] : [last.slice(0, -10), last.slice(-9)];
  if (timeForm.test(time) && time > before) return `${time}.000000000`;
  if (before === '') return '0000-01-01T00:00:00.000Z.000000000';
  return `${before}.${String(Number(count) + 1).padStart(9, '0')}`;
}

/** The order of facts: by stamp, and by id where two clones stamped alike. */
export function compareStamped(a: Stamped, b: Stamped): number {
  if (a.stamp !== b.stamp) return a.stamp < b.stamp ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** What has a place in the order. */
export interface Stamped {
  readonly stamp: Stamp;
  readonly id: string;
}
