/** A version and those it was made from. */
export interface GraphNode {
  readonly number: number;
  readonly parents: readonly number[];
}

/** What stands before the line of a version, and the lines between it and the one before. */
export interface GraphRow {
  readonly before: readonly string[];
  readonly cell: string;
}

/**
 * The lines of a history, as `git log --graph` draws them: `*` is a version, `|` goes on to its parent, `\` starts and `/` ends
 * a line beside it. One row for each node, in their order (children before parents).
 */
export function graphRows(nodes: readonly GraphNode[]): readonly GraphRow[] {
  const lanes: (number | undefined)[] = [];
  return nodes
    .map(({ number, parents }) => {
      const column = placeOf(lanes, number);
      const ending = lanes.flatMap((wanted, index) => (wanted === number && index !== column ? [index] : []));
      const before = ending.length === 0 ? [] : [drawn(lanes, ending, '/')];
      for (const index of ending) lanes[index] = undefined;
      lanes[column] = number;
      const cell = drawn(lanes, [column], '*');
      const [first, ...others] = parents;
      lanes[column] = first;
      const starting = others.filter((parent) => !lanes.includes(parent)).map((parent) => start(lanes, parent));
      while (lanes.length > 0 && lanes.at(-1) === undefined) lanes.pop();
      return { before, cell, after: starting.length === 0 ? [] : [drawn(lanes, starting, '\\')] };
    })
    .map(({ before, cell }, index, rows) => ({ before: [...(rows[index - 1]?.after ?? []), ...before], cell }));
}

function placeOf(lanes: (number | undefined)[], number: number): number {
  const found = lanes.indexOf(number);
  return found < 0 ? start(lanes, number) : found;
}

function start(lanes: (number | undefined)[], number: number): number {
  const free = lanes.indexOf(undefined);
  const index = free < 0 ? lanes.length : free;
  lanes[index] = number;
  return index;
}

function drawn(lanes: readonly (number | undefined)[], marked: readonly number[], mark: string): string {
  return lanes
    .map((wanted, index) => (marked.includes(index) ? mark : wanted === undefined ? ' ' : '|'))
    .join(' ')
    .trimEnd();
}
