import type { Json, Ulid } from '../../base';
import type { VersionContent, VersionRecord } from '../../domain';

/** The version of the format of a release file. Readers refuse what they do not know. */
export const releaseFormat = 1;

/** A version that an environment holds, under the name of its prompt. */
export interface ReleasedVersion {
  readonly name: string;
  readonly version: VersionRecord;
  readonly content: VersionContent;
}

/** One revision of an environment. */
export interface Release {
  readonly environment: string;
  readonly revision: number;
  readonly deployment: Ulid;
  /** When it was deployed: ISO 8601, UTC. */
  readonly time: string;
  readonly prompts: readonly ReleasedVersion[];
}

/**
 * The text of a release file: everything an application needs to render the prompts without Galley. Equal revisions give
 * equal text; prompts are in order of their names and one key stands on one line, so that a diff shows what moved.
 */
export function releaseText({ environment, revision, deployment, time, prompts }: Release): string {
  const ordered = [...prompts].sort((a, b) => (a.name < b.name ? -1 : 1));
  const release = {
    galley: releaseFormat,
    environment,
    revision,
    deployment,
    time,
    prompts: Object.fromEntries(ordered.map((one) => [one.name, releasedPrompt(one)])),
  };
  return `${JSON.stringify(release, undefined, 2)}\n`;
}

function releasedPrompt({ version, content: { behaviour } }: ReleasedVersion): {
  readonly [key: string]: Json | undefined;
} {
  const { format, dialect, type, model, parameters, tools, inputs, output, messages, partials } = behaviour;
  return {
    number: version.number,
    semver: version.semver,
    hash: version.hash,
    format,
    dialect,
    type,
    model,
    parameters,
    tools,
    inputs: inputs.map((input) => ({ ...input })),
    output,
    messages: messages.map((message) => ({ ...message })),
    partials: Object.fromEntries(partials.map(({ name, text }) => [name, text])),
  };
}
