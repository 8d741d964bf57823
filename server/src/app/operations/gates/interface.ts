import { Emitter } from '../../../base';
import { type BrokenCaller, diffInterfaces, interfaceOf, type InterfaceEvidence, mustBeGiven } from '../../../domain';
import { createLanguageService, Project, type Workspace, type WorkspaceFile } from '../../../language';
import type { Context } from '../../session/context';
import { findingsOf } from '../findings';
import { type TestSubject, versionSubject } from '../run-cases';
import type { Candidate } from './candidate';

/** How the interface differs from the one that the environment holds, and what breaks by it. */
export function interfaceEvidence(context: Context, candidate: Candidate): InterfaceEvidence {
  const { prompt, version, content, held } = candidate;
  const after = interfaceOf(content.behaviour);
  const changes = held === undefined ? [] : diffInterfaces(interfaceOf(held.content.behaviour), after);
  const breaks = changes.some((change) => change.breaking);
  return {
    from: held?.version.semver,
    to: version.semver,
    changes,
    brokenCases: breaks ? brokenCases(versionSubject(context, prompt, version, content)) : [],
    brokenCallers: breaks && held !== undefined ? brokenCallers(context, candidate, held.content.source) : [],
  };
}

/** The cases that do not give what the version requires, or give what it does not know. */
function brokenCases({ behaviour, cases, openInputs }: TestSubject): readonly string[] {
  const known = new Set(behaviour.inputs.map((input) => input.name));
  const needed = behaviour.inputs.filter(mustBeGiven).map((input) => input.name);
  return cases.flatMap(({ node }) => {
    const given = new Set(node.inputs.map((input) => input.name));
    const breaks =
      needed.some((name) => !given.has(name)) || (!openInputs && [...given].some((name) => !known.has(name)));
    return breaks ? [node.name] : [];
  });
}

/** Findings in the files of the workspace that include the prompt, which are not there with what is held. */
function brokenCallers(
  { workspace }: Context,
  { prompt, content }: Candidate,
  before: string,
): readonly BrokenCaller[] {
  const known = new Set(callerFindings(workspace, prompt.file, before).map(keyOf));
  return callerFindings(workspace, prompt.file, content.source).filter((found) => !known.has(keyOf(found)));
}

function keyOf({ file, line, message }: BrokenCaller): string {
  return `${file}\0${line}\0${message}`;
}

/** What is wrong with the files that include the one at `path`, when that has the given text. */
function callerFindings(around: Workspace, path: string, text: string): readonly BrokenCaller[] {
  const workspace = withText(around, path, text);
  const project = new Project(workspace);
  const service = createLanguageService({ workspace });
  try {
    const own = [...project.uris()].find((uri) => project.pathOf(uri) === path);
    const callers = own === undefined ? [] : project.includerUris(own);
    return callers.flatMap((uri) => {
      const file = workspace.file(uri);
      const findings = file === undefined ? [] : findingsOf(service, file);
      return findings
        .filter(({ severity }) => severity === 'error' || severity === 'warning')
        .map(({ range, message }) => ({ file: file?.path ?? '', line: range.start.line, message }));
    });
  } finally {
    service.dispose();
    project.dispose();
  }
}

/** The workspace as it would be if a file had another text. */
function withText(around: Workspace, path: string, text: string): Workspace {
  const changed = (file: WorkspaceFile): WorkspaceFile => (file.path === path ? { ...file, text } : file);
  return {
    files: () => [...around.files()].map(changed),
    file: (uri) => {
      const file = around.file(uri);
      return file === undefined ? undefined : changed(file);
    },
    config: around.config,
    onDidChange: new Emitter<readonly string[] | undefined>().event,
  };
}
