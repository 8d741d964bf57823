/** `1 case`, `3 cases`. */
export function count(number: number, word: string): string {
  return `${number} ${number === 1 ? word : `${word}s`}`;
}

/** An ISO time as `2026-02-03 14:05` in local time. */
export function shortTime(iso: string): string {
  const time = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** Each line of a text behind some spaces. */
export function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}

/** The first lines of a text, and how many are left out. */
export function firstLines(text: string, most: number): string {
  const lines = text.replace(/\n+$/, '').split('\n');
  if (lines.length <= most) return lines.join('\n');
  return [...lines.slice(0, most), `… ${count(lines.length - most, 'more line')} (--json shows all)`].join('\n');
}
