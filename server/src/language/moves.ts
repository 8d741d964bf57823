import type { Project } from './project';

/** A file or folder that moves. */
export interface FileMove {
  readonly oldUri: string;
  readonly newUri: string;
}

interface PathMove {
  readonly from: string;
  /** Undefined when it leaves the workspace. */
  readonly to: string | undefined;
}

/** Where the files of a workspace are after some of them, or folders of them, moved. Paths are workspace-relative. */
export class Moves {
  readonly #moves: readonly PathMove[];

  constructor(project: Project, moves: readonly FileMove[]) {
    const root = rootOf(project);
    this.#moves = moves
      .flatMap(({ oldUri, newUri }): PathMove[] => {
        const from = below(root, oldUri);
        return from === undefined ? [] : [{ from, to: below(root, newUri) }];
      })
      .sort((a, b) => b.from.length - a.from.length);
  }

  /** The path after the moves; undefined when the file leaves the workspace. */
  after(path: string): string | undefined {
    const move = this.#moves.find(({ from }) => path === from || path.startsWith(`${from}/`));
    if (move === undefined) return path;
    return move.to === undefined ? undefined : move.to + path.slice(move.from.length);
  }

  /** A glob as it reads after the moves: another when its fixed part moved. */
  glob(glob: string): string {
    const wild = glob.search(/[*?[{(!]/);
    const fixed = wild < 0 ? glob : glob.slice(0, Math.max(0, glob.lastIndexOf('/', wild)));
    const dots = /^(?:\.\/)*/.exec(fixed)?.[0] ?? '';
    const path = fixed.slice(dots.length).replace(/\/$/, '');
    const after = path === '' ? undefined : this.after(path);
    return after === undefined ? glob : dots + after + glob.slice(dots.length + path.length);
  }
}

/** The decoded uri of the root, with a final `/`; undefined while no file is known. */
function rootOf(project: Project): string | undefined {
  for (const { uri, path } of project.workspace.files()) {
    const whole = decode(uri);
    if (whole?.endsWith(path) === true) return whole.slice(0, whole.length - path.length);
  }
  return undefined;
}

function below(root: string | undefined, uri: string): string | undefined {
  const whole = decode(uri)?.replace(/\/+$/, '');
  if (root === undefined || whole === undefined) return undefined;
  return whole.startsWith(root) && whole.length > root.length ? whole.slice(root.length) : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
