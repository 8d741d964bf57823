import { diagnosticRules, nearest, type TextRange } from '../../base';
import type { ParsedFile } from '../documents';
import type { Finding } from './finding';
import { suppressionsOf, type Mention, type Suppression } from './suppress';

/** What an author silences in one file, and what of that is wrong. */
export interface Silence {
  /** Whether a finding is silenced; that it was asked for counts. */
  covers(finding: Finding): boolean;
  /** The findings about the suppressions themselves, after all others were asked for. */
  findings(others: readonly Finding[]): Finding[];
}

const nothing: Silence = { covers: () => false, findings: () => [] };

/** Codes whose findings come and go with what is not in the file, or that are about suppressions. */
const neverUnused: ReadonlySet<string> = new Set(['interface-drift', 'unknown-code', 'unused-suppression']);

/** With one of these, other findings may be missing. */
const hidesOthers: ReadonlySet<string> = new Set([
  'unclosed-tag',
  'unclosed-block',
  'mismatched-block',
  'bad-tag',
  'header-syntax',
  'case-syntax',
  'config-syntax',
  'file-too-large',
]);

/** Reads what is silenced in a file. */
export function silenceOf(parsed: ParsedFile): Silence {
  const suppressions = suppressionsOf(parsed);
  if (suppressions.length === 0) return nothing;
  const used = new Set<Suppression | Mention>();
  const byLine = new Map<number | undefined, Suppression[]>();
  for (const suppression of suppressions) {
    for (const line of suppression.lines ?? [undefined]) byLine.set(line, [...(byLine.get(line) ?? []), suppression]);
  }
  return {
    covers: ({ code, range }) => {
      const { line } = parsed.lines.positionAt(range.start);
      const here = [...(byLine.get(undefined) ?? []), ...(byLine.get(line) ?? [])];
      const hits = here.flatMap((suppression) => hitsOf(suppression, code));
      for (const hit of hits) used.add(hit);
      return hits.length > 0;
    },
    findings: (others) => {
      const unknown = suppressions.flatMap(({ mentions }) =>
        mentions.flatMap((mention) => unknownCode(parsed, mention)),
      );
      const isSure = isWholeFileKnown(parsed) && !others.some(({ code }) => hidesOthers.has(code));
      const unused = isSure ? suppressions.flatMap((suppression) => unusedIn(parsed, suppression, used)) : [];
      return [...unknown, ...unused];
    },
  };
}

/** What of a suppression means a code. */
function hitsOf(suppression: Suppression, code: string): readonly (Suppression | Mention)[] {
  if (suppression.mentions.length === 0) return code === 'unused-suppression' ? [] : [suppression];
  return suppression.mentions.filter((mention) => mention.code === code);
}

function isKnown(code: string): boolean {
  return Object.hasOwn(diagnosticRules, code);
}

/** A word that looks like a code and is none. Words of a reason have no hyphen, and none is near a code. */
function isMisspelt({ code }: Mention): boolean {
  return !isKnown(code) && (code.includes('-') || nearest(code, Object.keys(diagnosticRules)) !== undefined);
}

function unknownCode({ file }: ParsedFile, mention: Mention): Finding[] {
  if (!isMisspelt(mention)) return [];
  const { code, range } = mention;
  const meant = nearest(code, Object.keys(diagnosticRules));
  const message = `No finding has the code ${code}.`;
  if (meant === undefined) return [{ code: 'unknown-code', range, message }];
  const written = file.text.slice(range.start, range.end);
  const data = { replace: written.replace(code, meant) };
  return [{ code: 'unknown-code', range, message: `${message} Did you mean ${meant}?`, data }];
}

function isWholeFileKnown(parsed: ParsedFile): boolean {
  if (parsed.kind !== 'prompt') return true;
  const { header, foreignName } = parsed.document;
  return foreignName === undefined && header?.broken !== true && header?.partial !== true;
}

function unusedIn(parsed: ParsedFile, suppression: Suppression, used: ReadonlySet<Suppression | Mention>): Finding[] {
  const { mentions, range, removable, lines } = suppression;
  const where = lines === undefined ? 'in this file' : 'here';
  if (mentions.length === 0) {
    // What is said of a whole header may come from versions that are not known yet.
    const isInHeader = parsed.kind === 'prompt' && range.start < parsed.document.bodyStart;
    return used.has(suppression) || isInHeader ? [] : [unused('There is nothing to silence here.', range, removable)];
  }
  // Words that are no codes say why.
  const codes = mentions.filter((one) => isKnown(one.code) || isMisspelt(one));
  if (codes.length === 0) return [unused('No code is named here, so that nothing is silenced.', range, removable)];
  const idle = codes.filter((one) => isKnown(one.code) && !used.has(one) && !neverUnused.has(one.code));
  return idle.map((one) => {
    const message = `There is no finding ${one.code} ${where} to silence.`;
    return unused(message, one.range, mentions.length === 1 ? removable : itemOf(parsed.file.text, mentions, one));
  });
}

function unused(message: string, range: TextRange, remove: TextRange | undefined): Finding {
  return {
    code: 'unused-suppression',
    range,
    message,
    ...(remove === undefined ? {} : { data: { remove: [remove.start, remove.end] } }),
  };
}

/** A code in a list with what parts it from the one before or after; undefined where each has a line of its own. */
function itemOf(text: string, mentions: readonly Mention[], one: Mention): TextRange | undefined {
  const at = mentions.indexOf(one);
  const before = mentions[at - 1]?.range.end;
  const after = mentions[at + 1]?.range.start;
  const range = before === undefined ? { ...one.range, end: after ?? one.range.end } : { ...one.range, start: before };
  return /[\r\n]/.test(text.slice(range.start, range.end)) ? undefined : range;
}
