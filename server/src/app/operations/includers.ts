import type { Context } from '../session/context';

/** The names of the prompts and partials that include some files, at any depth. */
export function includersOfFiles(project: Context['drafts']['project'], uris: readonly string[]): ReadonlySet<string> {
  const pending = [...uris];
  const seen = new Set<string>();
  const names = new Set<string>();
  for (let uri = pending.pop(); uri !== undefined; uri = pending.pop()) {
    for (const includer of project.includers(uri)) {
      if (seen.has(includer.uri)) continue;
      seen.add(includer.uri);
      pending.push(includer.uri);
      const name = project.nameOf(includer.uri);
      if (name !== undefined) names.add(name);
    }
  }
  return names;
}
