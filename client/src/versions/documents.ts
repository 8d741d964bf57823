import type * as vscode from 'vscode';
import type { VersionRef } from '../../../server/src/protocol';
import { folderIn, placed, type Placed, type Prompt } from '../folders';
import type { Vscode } from '../vscode';

/** The scheme of read-only documents: the text of versions, and reports. */
export const scheme = 'galley';

/** What a read-only document shows. */
export type DocumentSubject =
  | Placed<{ readonly kind: 'version'; readonly prompt: string; readonly number: number }>
  | Placed<{ readonly kind: 'deployment'; readonly environment: string; readonly id: string }>
  /** Something that is kept for this session only. */
  | { readonly kind: 'report'; readonly key: string };

/**
 * The place of a read-only document. Its last segment is what the tab shows, and what the language is recognised by.
 * @param folders shown in the breadcrumbs, such as `triage`, `1.1.0`
 */
export function documentUri(
  vscode: Vscode,
  folders: readonly string[],
  fileName: string,
  subject: DocumentSubject,
): vscode.Uri {
  const path = [...folders, fileName].map((segment) => segment.replaceAll('/', '∕')).join('/');
  return vscode.Uri.from({ scheme, path: `/${path}`, query: JSON.stringify(subject) });
}

/** The place of the text of a version; its tab shows the name of the prompt's file. */
export function versionUri(
  vscode: Vscode,
  { name, file, folder }: Pick<Prompt, 'name' | 'file' | 'folder'>,
  { number, semver }: Pick<VersionRef, 'number' | 'semver'>,
): vscode.Uri {
  const fileName = file.slice(file.lastIndexOf('/') + 1);
  const subject = placed({ kind: 'version', prompt: name, number } as const, folder);
  return documentUri(vscode, [`${name} ${semver}`], fileName, subject);
}

/** Reads back what {@link documentUri} wrote; undefined for any other URI. */
export function documentSubject(uri: Pick<vscode.Uri, 'scheme' | 'query'>): DocumentSubject | undefined {
  if (uri.scheme !== scheme) return undefined;
  let query: unknown;
  try {
    query = JSON.parse(uri.query);
  } catch {
    return undefined;
  }
  const { kind, prompt, number, environment, id, key } = Object(query) as Readonly<Record<string, unknown>>;
  const folder = folderIn(query);
  if (kind === 'version' && typeof prompt === 'string' && typeof number === 'number')
    return placed({ kind, prompt, number } as const, folder);
  if (kind === 'deployment' && typeof environment === 'string' && typeof id === 'string')
    return placed({ kind, environment, id } as const, folder);
  if (kind === 'report' && typeof key === 'string') return { kind, key };
  return undefined;
}
