import type { WireTag } from '../../../protocol';
import type { Style } from './style';

/** `[category=support, reviewed]`; nothing when there are none. */
export function tagsText(tags: readonly WireTag[] | undefined, style: Style): string {
  if (tags === undefined || tags.length === 0) return '';
  const words = tags.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`));
  return style.green(`[${words.join(', ')}]`);
}
