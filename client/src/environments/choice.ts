import { folderIn, placed, placedAll, type Environment, type Placed } from '../folders';
import type { Host } from '../host';

/** An environment that a command is about, and the prompts in it; all when absent. */
export type ChosenEnvironment = Placed<{ readonly environment: string; readonly prompts?: string[] }>;

/** The environment of a row or of the arguments of a command; asks for one of those that hold something when there is none. */
export async function chosenEnvironment(
  host: Host,
  args: readonly unknown[],
  placeHolder: string,
): Promise<ChosenEnvironment | undefined> {
  const { environment, prompt } = Object(args[0]) as { environment?: unknown; prompt?: unknown };
  const name = typeof environment === 'string' ? environment : (Object(environment) as { name?: unknown }).name;
  if (typeof name === 'string')
    return placed(
      { environment: name, ...(typeof prompt === 'string' ? { prompts: [prompt] } : {}) },
      folderIn(args[0]),
    );
  const moved = await movedEnvironments(host);
  if (moved?.length === 0) host.messages.info('Nothing has been deployed yet.');
  if (moved === undefined || moved.length === 0) return undefined;
  const { folders } = host.prompts;
  const rows = moved.map(({ name: label, revision, folder }) => ({
    label,
    description: [folders.nameOf(folder), `revision ${revision}`].filter((word) => word !== '').join(' · '),
    folder,
  }));
  const picked = await host.vscode.window.showQuickPick(rows, { placeHolder });
  return picked && placed({ environment: picked.label }, picked.folder);
}

/** The environments of all folders that hold something; when they cannot be had, that is said. */
async function movedEnvironments(host: Host): Promise<readonly Environment[] | undefined> {
  const { folders } = host.prompts;
  const answers = await Promise.all(folders.all.map((folder) => environmentsOf(host, folder)));
  const known = answers.flatMap((answer) => answer ?? []);
  return answers.includes(undefined) ? undefined : known.filter(({ revision }) => revision > 0);
}

/** The environments of a folder; when they cannot be had, that is said. */
export async function environmentsOf(
  { calls, messages }: Host,
  folder: string | undefined,
): Promise<readonly Environment[] | undefined> {
  const answer = placedAll(await calls.call('env', {}, { folder }), folder);
  if (answer.ok) return answer.value;
  messages.fault('Cannot list the environments', answer.fault);
  return undefined;
}
