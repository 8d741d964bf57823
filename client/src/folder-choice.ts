import type { Host } from './host';

/** The folder that a command from the palette is about: asks when there are several. Undefined when nothing was chosen. */
export async function chosenFolder(
  { vscode, prompts: { folders } }: Host,
  placeHolder: string,
): Promise<{ readonly uri: string | undefined } | undefined> {
  if (folders.all.length === 1) return { uri: folders.all[0] };
  const rows = folders.all.map((uri) => ({ label: folders.nameOf(uri), uri }));
  return vscode.window.showQuickPick(rows, { placeHolder });
}
