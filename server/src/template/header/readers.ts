import type { PromptFormat } from '../types';
import { readDotprompt } from './dotprompt';
import { emptyHeader } from './model';
import type { HeaderReader } from './read';

/** How the header of a format is read. */
export function readerOf(format: PromptFormat): HeaderReader {
  switch (format) {
    case 'dotprompt':
      return readDotprompt;
    default:
      return () => emptyHeader;
  }
}
