import { chosenFolder } from '../folder-choice';
import { folderIn } from '../folders';
import type { Host } from '../host';
import type { DocumentContent } from '../versions/content';
import { auditDocument } from './model';

/** The most that one request gives. */
const shown = 1000;

/** Registers the command that shows who did what. */
export function registerAudit(host: Host, documents: DocumentContent): void {
  host.commands.register('galley.showAuditLog', async (...args) => {
    const environment = environmentOf(args[0]);
    const folder =
      environment === undefined
        ? await chosenFolder(host, 'The folder whose audit log to show')
        : { uri: folderIn(args[0]) };
    if (folder === undefined) return;
    const subject = environment === undefined ? {} : { environment };
    const answer = await host.calls.call('audit', { ...subject, limit: shown }, { folder: folder.uri });
    if (!answer.ok) return host.messages.fault('Cannot show the audit log', answer.fault);
    // Known to the editor as a log, which gives it colours.
    const name = environment === undefined ? 'audit.log' : `audit of ${environment}.log`;
    await documents.openReport(name, auditDocument(subject, answer.value));
  });
}

function environmentOf(argument: unknown): string | undefined {
  const { environment } = Object(argument) as { environment?: { name?: unknown } };
  return typeof environment?.name === 'string' ? environment.name : undefined;
}
