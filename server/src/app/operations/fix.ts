import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { fail, fault, ok, type Result } from '../../base';
import { fixAllKind, type LanguageService, withEdits, type WorkspaceFile } from '../../language';
import type { Finding, OperationOutput } from '../../protocol';
import { pauser } from '../pause';
import type { Context } from '../session/context';
import { findingsOf } from './findings';
import { rewrite } from './rewrite';

type Fixed = NonNullable<OperationOutput<'lint'>['fixed']>[number];

/** Fixes may make others possible; after so many rounds the rest is left. */
const mostRounds = 10;

const wholeFile = { start: { line: 0, character: 0 }, end: { line: 10_000_000, character: 0 } };

/**
 * Applies the fixes that the editor's "fix all" applies, until nothing is left to mend, and writes the files. A file that
 * an editor has open is left to it.
 */
export async function fixFiles(
  context: Context,
  files: readonly WorkspaceFile[],
  dryRun: boolean,
): Promise<Result<readonly Fixed[]>> {
  const fixed: Fixed[] = [];
  const pause = pauser();
  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (context.signal?.aborted === true) return fail(fault('cancelled', 'The check was stopped.'));
    await pause();
    if (file.version !== undefined) continue;
    const mended = fixFile(context, file);
    if (mended === undefined) continue;
    fixed.push(mended.fixed);
    const written = dryRun ? ok(undefined) : await rewrite(context.workspace, file, mended.text);
    if (!written.ok) return written;
  }
  return ok(fixed);
}

/** Undefined when there is nothing to mend. The new text lies over the file only while this works. */
function fixFile(context: Context, file: WorkspaceFile): { readonly fixed: Fixed; readonly text: string } | undefined {
  const { workspace } = context;
  const service = context.language();
  const before = findingsOf(service, file);
  if (before.length === 0) return undefined;
  let { text } = file;
  try {
    for (let round = 1; round <= mostRounds; round++) {
      const next = withEdits(text, fixAllEdits(service, file.uri));
      if (next === text) break;
      text = next;
      workspace.open(file.uri, text, round);
    }
    if (text === file.text) return undefined;
    const after = findingsOf(service, file);
    return { fixed: { file: file.path, findings: gone(before, after), diff: patch(file, text) }, text };
  } finally {
    workspace.close(file.uri);
  }
}

function fixAllEdits(service: LanguageService, uri: string): Parameters<typeof withEdits>[1] {
  const [action] = service.codeActions(uri, wholeFile, { diagnostics: [], only: [fixAllKind] });
  return (action?.edit?.documentChanges ?? []).flatMap((change) =>
    'textDocument' in change && change.textDocument.uri === uri ? change.edits.filter((edit) => 'newText' in edit) : [],
  );
}

/** The findings that are not there any more; places move, messages do not. */
function gone(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const left = new Map<string, number>();
  const keyOf = ({ code, message }: Finding): string => `${code}\n${message}`;
  for (const finding of after) left.set(keyOf(finding), (left.get(keyOf(finding)) ?? 0) + 1);
  return before.filter((finding) => {
    const count = left.get(keyOf(finding)) ?? 0;
    left.set(keyOf(finding), count - 1);
    return count <= 0;
  });
}

function patch({ path, text }: WorkspaceFile, fixed: string): string {
  const headers = { context: 2, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(path, path, text, fixed, undefined, undefined, headers);
}
