import { AnalysisBuilder, type BodySource } from '../analysis';
import type { Analysis } from '../types';

/**
 * Analyses the text of a VS Code prompt file: `${input:name}` and `${input:name:placeholder}` are inputs, other
 * `${name}` marks are values of the editor.
 */
export function analyseInputMarks({ text, start, end }: BodySource): Analysis {
  const builder = new AnalysisBuilder();
  builder.scope({ start, end }, [], [], false);
  for (let at = text.indexOf('${', start); at >= 0 && at + 1 < end;)
    at = text.indexOf('${', readMark(builder, text, at, end));
  return builder.build();
}

/** The values of the editor that a prompt file can name, and what they are. Other marks belong to shells and scripts. */
export const editorValues: ReadonlyMap<string, string> = new Map([
  ['file', 'The path of the file that is open in the editor.'],
  ['fileBasename', 'The name of the file that is open in the editor.'],
  ['fileBasenameNoExtension', 'The name of the file that is open in the editor, without its ending.'],
  ['fileDirname', 'The folder of the file that is open in the editor.'],
  ['selection', 'The text that is selected in the editor.'],
  ['selectedText', 'The text that is selected in the editor.'],
  ['workspaceFolder', 'The path of the folder that is open.'],
  ['workspaceFolderBasename', 'The name of the folder that is open.'],
]);

/** Reads the mark at `open`; returns where to go on. */
function readMark(builder: AnalysisBuilder, text: string, open: number, end: number): number {
  const mark = /^\$\{([A-Za-z][\w-]*)(?:(:)([^:{}\n]*)(:[^{}\n]*)?)?(\})?/.exec(
    text.slice(open, Math.min(end, open + 1_000)),
  );
  if (mark === null) return open + 2;
  const [whole, kind = '', colon, name = '', , close] = mark;
  const range = { start: open, end: open + whole.length };
  const input = kind === 'input' && colon !== undefined;
  if (!input && !editorValues.has(kind)) return open + 2;
  if (close === undefined) {
    // Shell and template strings use the same braces: only what is surely an input is reported.
    if (!input) return open + 2;
    builder.tags.push(range);
    builder.problems.push({
      code: 'unclosed-tag',
      range,
      message: 'This mark is not closed: } is missing.',
      data: { insert: '}', at: range.end },
    });
    return range.end;
  }
  builder.tags.push(range);
  const nameStart = open + 2 + kind.length + (colon === undefined ? 0 : 1);
  const kindEnd = open + 2 + kind.length;
  builder.token(open, open + 2, 'delimiter');
  builder.token(open + 2, kindEnd, input ? 'keyword' : 'data');
  if (input) addInput(builder, name, nameStart, range);
  builder.token(nameStart + name.length, range.end - 1, 'string');
  builder.token(range.end - 1, range.end, 'delimiter');
  if (!input) {
    const segments = [{ text: kind, range: { start: open + 2, end: kindEnd } }];
    builder.variables.push({
      range: { start: open + 2, end: kindEnd },
      segments,
      usage: 'output',
      resolution: { kind: 'data', name: kind, known: true },
      guarded: false,
    });
  }
  return range.end;
}

function addInput(
  builder: AnalysisBuilder,
  name: string,
  start: number,
  tag: { readonly start: number; readonly end: number },
): void {
  if (name.trim() === '') {
    builder.problems.push({
      code: 'bad-tag',
      range: tag,
      message: 'The name of the input is missing: write ${input:name}.',
    });
    return;
  }
  const range = { start, end: start + name.length };
  builder.token(range.start, range.end, 'variable');
  builder.variables.push({
    range,
    segments: [{ text: name, range }],
    usage: 'output',
    resolution: { kind: 'input', path: [name] },
    guarded: false,
  });
}
