import type { Host } from '../host';
import type { CompareCommands } from '../versions/compare';
import type { DocumentContent } from '../versions/content';
import { selectorOf } from '../versions/model';
import { comparisonLine, comparisonReport } from './comparison';

/** `Galley: Compare test results…`: runs the same cases with two versions, or a version and the draft. */
export async function compareResults(
  host: Host,
  compare: CompareCommands,
  documents: DocumentContent,
  args: readonly unknown[],
): Promise<void> {
  const sides = await compare.chosenSides(args, 'whose test results to compare');
  if (sides === undefined) return;
  const { prompt, left, right } = sides;
  const { calls, messages, vscode } = host;
  const label = `${prompt.name} ${left.semver} ↔ ${right === 'draft' ? 'draft' : right.semver}`;
  const wish = {
    before: selectorOf(prompt.name, left),
    after: right === 'draft' ? prompt.name : selectorOf(prompt.name, right),
  };
  const location = vscode.ProgressLocation.Notification;
  const answer = await vscode.window.withProgress(
    { location, title: `Running the cases of ${label}`, cancellable: true },
    (progress, token) =>
      calls.call('compare', wish, {
        token,
        onProgress: (message) => progress.report({ message }),
        folder: prompt.folder,
      }),
  );
  if (!answer.ok) return messages.fault(`Could not compare the results of ${label}`, answer.fault);
  await documents.openReport(`${label}.md`, comparisonReport(answer.value));
  messages.info(`${label}: ${comparisonLine(answer.value)}.`);
}
