/** Escapes a text for use inside a double-quoted CSS attribute value. */
export function quoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}
