import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { invalidParams } from './cancellation';
import { isRange, member } from './params';

/** Makes and changes documents as the editor says, when it says something that makes sense. */
export const documentKeeper = {
  /** @throws {ResponseError} without a uri or a text */
  create(uri: unknown, languageId: unknown, version: unknown, text: unknown): TextDocument {
    if (typeof uri !== 'string' || typeof text !== 'string') throw invalidParams('A document has a uri and a text.');
    return TextDocument.create(uri, typeof languageId === 'string' ? languageId : '', numberOf(version), text);
  },

  /** @throws {ResponseError} for changes that are none; the document stays as it is */
  update(document: TextDocument, changes: readonly TextDocumentContentChangeEvent[], version: unknown): TextDocument {
    if (!changes.every(isChange)) throw invalidParams('A change has a text, and positions where it has a range.');
    return TextDocument.update(document, [...changes], numberOf(version));
  },
};

function numberOf(version: unknown): number {
  return typeof version === 'number' ? version : 0;
}

function isChange(change: unknown): boolean {
  if (typeof member(change, 'text') !== 'string') return false;
  const range = member(change, 'range');
  return range === undefined || isRange(range);
}
