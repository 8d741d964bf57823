import type { Connection } from 'vscode-languageserver/node';
import type { ClientFeatures } from './client-features';
import type { Folders } from './folders';
import { readSettings } from './settings';

/**
 * Takes the settings of the editor: asks for those of each folder where it can be asked, else takes what it sent. What makes
 * no sense is named and left out.
 */
export async function configure(
  connection: Connection,
  { client, folders }: { readonly client: ClientFeatures; readonly folders: Folders },
  sent: unknown,
): Promise<void> {
  const named = new Set<string>();
  const read = (value: unknown): ReturnType<typeof readSettings>['settings'] => {
    const { settings, problems } = readSettings(value);
    for (const problem of problems) named.add(problem);
    return settings;
  };
  if (client.configuration) {
    const asked = folders.all;
    const items = [{ section: 'galley' }, ...asked.map(({ uri }) => ({ section: 'galley', scopeUri: uri }))];
    const answer: unknown = await connection.workspace.getConfiguration(items);
    const [general, ...each] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
    await folders.configure(read(general), new Map(asked.map((folder, index) => [folder, read(each[index])])));
  } else await folders.configure(read(sectionOf(sent)));
  for (const problem of named) connection.console.warn(`Setting left out: ${problem}`);
}

/** `settings` may be the section itself or hold it under its name. */
export function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return 'galley' in settings ? settings.galley : settings;
}
