/** Says what is wrong with a pattern for RE2; undefined when nothing is known to be. */
export function patternError(pattern: string, flags: string): string | undefined {
  const unknown = [...flags].find((flag) => !'imsug'.includes(flag));
  if (unknown !== undefined) return `The flag ${unknown} is not known. Flags are i, m and s.`;
  if (/(?<!\\)(?:\\\\)*\(\?<?[=!]/.test(pattern))
    return 'Patterns are RE2, which has no look-around: (?=, (?!, (?<= and (?<! cannot be used.';
  if (/(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)/.test(pattern)) return 'Patterns are RE2, which has no back references.';
  try {
    new RegExp(toJavaScript(pattern));
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `The pattern cannot be read: ${message.slice(message.lastIndexOf(': ') + 2).toLowerCase()}.`;
  }
}

/** Takes out what RE2 knows and JavaScript does not: inline flags, `\A`, `\z`, POSIX classes, `\Q…\E`. */
function toJavaScript(pattern: string): string {
  return pattern
    .replace(/\\Q[\s\S]*?(?:\\E|$)/g, 'q')
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?[imsU]*(?:-[imsU]+)?\)/g, '')
    .replace(/\(\?[imsU]*(?:-[imsU]+)?:/g, '(?:')
    .replace(/\[:\^?\w+:\]/g, 'a-z')
    .replace(/\\[AzCpP](?:\{[^}]*\}|[A-Z])?/g, 'a');
}
