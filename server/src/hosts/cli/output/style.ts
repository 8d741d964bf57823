/** Marks up text for a terminal, or leaves it alone. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** What decides about colour of a stream. */
export interface ColourFacts {
  readonly isTTY: boolean;
  readonly environment: { readonly [name: string]: string | undefined };
}

/**
 * Colour on a terminal only. NO_COLOR (https://no-color.org) forbids it, FORCE_COLOR asks for it elsewhere too,
 * `TERM=dumb` is no terminal for colours.
 */
export function wantsColour({ isTTY, environment }: ColourFacts): boolean {
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  return isTTY && environment['TERM'] !== 'dumb';
}

const same = (text: string): string => text;

const plain: Style = { bold: same, dim: same, red: same, green: same, yellow: same, cyan: same };

/** Select Graphic Rendition codes (ECMA-48 8.3.117) of each mark: start and end. */
const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

const coloured: Style = {
  bold: (text) => mark(codes.bold, text),
  dim: (text) => mark(codes.dim, text),
  red: (text) => mark(codes.red, text),
  green: (text) => mark(codes.green, text),
  yellow: (text) => mark(codes.yellow, text),
  cyan: (text) => mark(codes.cyan, text),
};

function mark([start, end]: readonly [number, number], text: string): string {
  return text === '' ? '' : `\u001b[${start}m${text}\u001b[${end}m`;
}

/** The style of a stream. */
export function styleFor(colour: boolean): Style {
  return colour ? coloured : plain;
}

const ownCodes = [...new Set(Object.values(codes).flat())].join('|');
const controls = new RegExp(`(\\u001b\\[(?:${ownCodes})m)|[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]`, 'g');

/**
 * Makes control characters visible, so that a prompt or an answer cannot steer the terminal it is shown on. Line breaks,
 * tabs and the marks of {@link Style} stay.
 */
export function withoutControls(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(controls, (found, own?: string) => own ?? `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** The text without the marks of {@link Style}: what counts for alignment. */
export function withoutMarks(text: string): string {
  // eslint-disable-next-line no-control-regex -- the marks start with a control character
  return text.replace(/\u001b\[\d+m/g, '');
}
