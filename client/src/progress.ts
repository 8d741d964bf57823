import type { Answer, CallOptions } from './call';
import type { Host } from './host';

/** Shows the progress of a call in a notification, where it can be cancelled. */
export function withProgress<T>(
  { vscode }: Pick<Host, 'vscode'>,
  title: string,
  call: (options: CallOptions) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, (progress, token) =>
      call({ token, onProgress: (message) => progress.report({ message }) }),
    ),
  );
}
