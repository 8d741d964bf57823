import { Emitter, type Result } from '../../base';
import type { PromptRecord, VersionBehaviour, VersionContent } from '../../domain';
import { Project, type Workspace, type WorkspaceFile } from '../../language';
import { dialects, promptFormatOf } from '../../template';
import { behaviourOf } from './behaviour';

/** Where the partials of a version are laid out: a folder that no file can be in. */
const partialRoot = '.galley/partials';

/** A version as a workspace of its own: its text and the partials it was committed with. */
export function snapshotOf(
  around: Workspace,
  { file: path }: PromptRecord,
  { source, behaviour }: VersionContent,
): { readonly workspace: Workspace; readonly file: WorkspaceFile } {
  const file: WorkspaceFile = {
    uri: `galley-version:/${path}`,
    path,
    kind: 'prompt',
    text: source,
    version: undefined,
  };
  const partials = behaviour.partials.map(({ name, text }): WorkspaceFile => {
    const place = partialPath(name);
    return { uri: `galley-version:/${place}`, path: place, kind: 'partial', text, version: undefined };
  });
  const files = new Map([file, ...partials].map((one) => [one.uri, one]));
  const dialect = dialects.find((candidate) => candidate === behaviour.dialect);
  return {
    file,
    workspace: {
      files: () => files.values(),
      file: (uri) => files.get(uri),
      config: { ...around.config, roots: [...around.config.roots, `${partialRoot}/**`], dialectOf: () => dialect },
      onDidChange: new Emitter<readonly string[] | undefined>().event,
    },
  };
}

/** A file that is included under `name`: the name itself when it is one of a file, else `_name.prompt`. */
function partialPath(name: string): string {
  if (promptFormatOf(name) !== undefined) return name;
  const slash = name.lastIndexOf('/') + 1;
  return `${partialRoot}/${name.slice(0, slash)}_${name.slice(slash)}.prompt`;
}

/** What a text would do with partials of its own, whatever the files of the workspace are. */
export function snapshotBehaviour(
  around: Workspace,
  prompt: PromptRecord,
  content: VersionContent,
): Result<VersionBehaviour> {
  const { workspace, file } = snapshotOf(around, prompt, content);
  const project = new Project(workspace);
  try {
    const parsed = project.prompt(file.uri);
    const facts = project.promptFacts(file.uri);
    if (parsed === undefined || facts === undefined) throw new Error('a snapshot has its prompt');
    return behaviourOf(project, parsed, facts);
  } finally {
    project.dispose();
  }
}
