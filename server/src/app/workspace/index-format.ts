import type { SavedFile, SavedIndex } from '../../language';

/** Changes with every change of what is written here. */
export const formatVersion = 1;

type Found = readonly [uses: readonly number[], diagnostics: NonNullable<SavedFile['found']>['diagnostics']];
type FileRow = readonly [
  uri: string,
  path: string,
  kind: SavedFile['kind'],
  digest: string,
  name: string,
  declared: string,
  reads: string,
  includes: readonly string[],
  computed: 0 | 1,
  found: Found | 0,
];

interface Written {
  readonly format: number;
  readonly about: string;
  readonly keys: readonly string[];
  readonly files: readonly FileRow[];
  readonly nodes: readonly (readonly [node: string, uses: readonly number[]])[];
}

/** An index as text. Keys stand in it once. */
export function writeIndex({ files, nodes }: SavedIndex, about: string): string {
  const keys = new Map<string, number>();
  const number = (key: string): number => {
    const known = keys.get(key) ?? keys.size;
    keys.set(key, known);
    return known;
  };
  const rows = [...files].map(([uri, { path, kind, digest, name, face, includes, computed, found }]): FileRow => [
    uri,
    path,
    kind,
    digest,
    name,
    ...face,
    includes,
    computed ? 1 : 0,
    found === undefined ? 0 : [found.uses.map(number), found.diagnostics],
  ]);
  const others = nodes.map(([node, uses]) => [node, uses.map(number)] as const);
  const written: Written = { format: formatVersion, about, keys: [...keys.keys()], files: rows, nodes: others };
  return JSON.stringify(written);
}

/** The index in a text. Undefined when it is broken, of another format, or about something else. */
export function readIndex(text: string, about: string): SavedIndex | undefined {
  try {
    const written = JSON.parse(text) as Written;
    if (written.format !== formatVersion || written.about !== about) return undefined;
    return unpack(written);
  } catch {
    return undefined;
  }
}

/** @throws when what was written is not of this form */
function unpack({ keys, files, nodes }: Written): SavedIndex {
  const spelled = (uses: readonly number[]): string[] => uses.map((use) => expectText(keys[use]));
  return {
    files: new Map(
      files.map(([uri, path, kind, digest, name, declared, reads, includes, computed, found]) => [
        expectText(uri),
        {
          path: expectText(path),
          kind,
          digest: expectText(digest),
          name: expectText(name),
          face: [expectText(declared), expectText(reads)],
          includes: includes.map(expectText),
          computed: computed === 1,
          ...(found === 0 ? {} : { found: { uses: spelled(found[0]), diagnostics: expectList(found[1]) } }),
        },
      ]),
    ),
    nodes: nodes.map(([node, uses]) => [expectText(node), spelled(uses)]),
  };
}

function expectText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('not a text');
  return value;
}

function expectList<T>(value: T[]): T[] {
  if (!Array.isArray(value)) throw new TypeError('not a list');
  return value;
}
