import { chosenFolder } from '../folder-choice';
import type { Host } from '../host';
import { withProgress } from '../progress';
import { namedBy, type Targets } from '../target';
import type { DocumentContent } from '../versions/content';
import { importCount, importDetail, importReport } from './model';

/** What is imported: one prompt, or all of a folder. */
interface Scope {
  readonly what: string;
  readonly prompts?: string[];
  readonly folder: string | undefined;
}

/** `Galley: Import history from git`: looks first, asks, and then makes a version for each commit that changed a prompt. */
export async function importHistory(
  host: Host,
  targets: Targets,
  documents: DocumentContent,
  args: readonly unknown[],
): Promise<void> {
  const scope = await scopeOf(host, targets, args);
  if (scope === undefined) return;
  const { calls, dialogs, messages } = host;
  const { what, folder, prompts } = scope;
  const wanted = prompts === undefined ? {} : { prompts };
  const plan = await withProgress(host, `Reading the history of ${what}`, (options) =>
    calls.call('import.git', { ...wanted, dryRun: true }, { ...options, folder }),
  );
  if (!plan.ok) return messages.fault(`Cannot read the history of ${what}`, plan.fault);
  const report = { label: 'Show report', run: () => documents.openReport('import.md', importReport(plan.value)) };
  const { versions, text } = importCount(plan.value);
  if (versions === 0) return messages.info(`There is nothing new to import of ${what}.`, report);
  if (!(await dialogs.confirm(`Import ${text} from git?`, importDetail(plan.value), 'Import'))) return;
  const made = await withProgress(host, `Importing ${text}`, (options) =>
    calls.call('import.git', wanted, { ...options, folder }),
  );
  if (!made.ok) return messages.fault(`The import of ${what} was not finished`, made.fault);
  messages.info(`Imported ${importCount(made.value).text}.`, {
    ...report,
    run: () => documents.openReport('import.md', importReport(made.value)),
  });
}

async function scopeOf(host: Host, targets: Targets, args: readonly unknown[]): Promise<Scope | undefined> {
  if (namedBy(args[0]) === undefined) {
    const folder = await chosenFolder(host, 'The folder whose history to import');
    return folder && { what: 'all prompts', folder: folder.uri };
  }
  const target = await targets.resolve(args, 'whose history to import');
  if (target === undefined) return undefined;
  const { name, folder } = target.prompt;
  return { what: name, prompts: [name], folder };
}
