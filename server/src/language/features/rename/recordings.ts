import { LineIndex } from '../../../base';
import { readYaml, valueOf } from '../../../template';
import { siblingUri, type Edits } from '../../edits';
import type { RelatedFile, Workspace } from '../../ports';
import { yamlNameAt } from '../../yaml-tree';

/**
 * Lets the recorded answers of a prompt follow its name: they are found by it, and say it. Gives the paths where there
 * are others already.
 */
export function moveRecordings(
  workspace: Workspace,
  oldName: string,
  newName: string,
  edits: Edits,
): readonly string[] {
  const taken: string[] = [];
  for (const recording of workspace.recordings?.(oldName) ?? []) {
    const { uri, path, text } = recording;
    const newPath = `${path.slice(0, -`${oldName}.yaml`.length)}${newName}.yaml`;
    const name = valueOf(readYaml(text, 0, text.length).root, 'prompt');
    if (name?.kind !== 'scalar' || name.value !== oldName) continue;
    if (workspace.recordings?.(newName).some((other) => other.path === newPath) === true) {
      taken.push(newPath);
      continue;
    }
    edits.replace(editedFile(recording), name.range, yamlNameAt(text, name.range, newName));
    edits.move(uri, siblingUri(recording, newPath));
  }
  return taken;
}

function editedFile(file: RelatedFile): Parameters<Edits['replace']>[0] {
  return { file, lines: new LineIndex(file.text) };
}
