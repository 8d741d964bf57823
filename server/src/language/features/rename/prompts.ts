import type { Edits } from '../../edits';
import type { Entity } from '../../entity';
import { promptNameOccurrences } from '../../occurrences';
import type { Catalog } from '../../ports';
import type { Project } from '../../project';
import { RenameRefused } from '../../service';
import { yamlNameAt } from '../../yaml-tree';
import { moveRecordings } from './recordings';

type PromptEntity = Extract<Entity, { kind: 'prompt' }>;

/** Refuses to rename a prompt that has versions: they and the environments know it by its name. */
export function refuseDeployedPrompt(project: Project, catalog: Catalog | undefined, { name }: PromptEntity): void {
  const [uri, other] = project.promptsNamed(name);
  if (uri === undefined) throw new RenameRefused(`There is no prompt ${name} in the workspace.`);
  if (other !== undefined) throw new RenameRefused(`More than one file has the name ${name}. Edit their headers.`);
  if (project.prompt(uri)?.document.name !== name)
    throw new RenameRefused('This prompt is named by its file: rename the file, and its cases follow.');
  if (catalog?.entry(name)?.head !== undefined)
    throw new RenameRefused(`${name} has versions, which follow a new name with Galley: Rename Prompt or galley mv.`);
}

/** Gives a prompt another name, in its header, in the files of cases that name it and in its recorded answers. */
export function renamePrompt(
  project: Project,
  catalog: Catalog | undefined,
  entity: PromptEntity,
  newName: string,
  edits: Edits,
): void {
  refuseDeployedPrompt(project, catalog, entity);
  if (catalog?.entry(newName)?.head !== undefined)
    throw new RenameRefused(`There are already versions of a prompt ${newName}.`);
  renameNamedPrompt(project, entity.name, newName, edits);
}

/** The same without a look at versions, for who takes them along. @throws {RenameRefused} */
export function renameNamedPrompt(project: Project, name: string, newName: string, edits: Edits): void {
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*(?:\/[\p{L}\p{N}_.-]+)*$/u.test(newName) || newName.length > 200)
    throw new RenameRefused(
      `“${newName.slice(0, 100)}” is no name for a prompt. Letters, digits, _, - and . may stand between /.`,
    );
  if (project.promptsNamed(newName).length > 0) throw new RenameRefused(`There is already a prompt ${newName}.`);
  const [taken] = moveRecordings(project.workspace, name, newName, edits);
  if (taken !== undefined) throw new RenameRefused(`There are already recorded answers in ${taken}.`);
  for (const { parsed, range } of promptNameOccurrences(project, name))
    edits.replace(parsed, range, yamlNameAt(parsed.file.text, range, newName));
}
