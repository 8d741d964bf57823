import type { PromptRecord, VersionContent, VersionRecord } from '../../../domain';

/** A version that is to come into an environment, and what it would replace. */
export interface Candidate {
  readonly prompt: PromptRecord;
  readonly version: VersionRecord;
  readonly content: VersionContent;
  readonly held: { readonly version: VersionRecord; readonly content: VersionContent } | undefined;
}
