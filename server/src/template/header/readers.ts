import type { PromptFormat } from '../types';
import { readDotprompt } from './dotprompt';
import { dotpromptKeys } from './dotprompt-keys';
import { readGithub } from './github';
import { githubKeys } from './github-keys';
import type { HeaderCatalogue } from './keys';
import { emptyHeader } from './model';
import { readPrompty } from './prompty';
import { promptyKeys } from './prompty-keys';
import type { HeaderReader } from './read';
import { readVscode, vscodeKeys } from './vscode';

/** How the header of a format is read. */
export function readerOf(format: PromptFormat): HeaderReader {
  switch (format) {
    case 'dotprompt':
      return readDotprompt;
    case 'prompty':
      return readPrompty;
    case 'github-models':
      return readGithub;
    case 'vscode-prompt':
      return readVscode;
    default:
      return () => emptyHeader;
  }
}

/** The keys of a format's header: for completion and hover. They are checked by the parser. */
export function headerCatalogue(format: PromptFormat): HeaderCatalogue {
  switch (format) {
    case 'dotprompt':
      return dotpromptKeys;
    case 'prompty':
      return promptyKeys;
    case 'github-models':
      return githubKeys;
    case 'vscode-prompt':
      return vscodeKeys;
    default:
      return { keys: [], open: true };
  }
}
