import type { ParsedPrompt } from '../../documents';
import { rootPath } from '../../facts';

/** What the uses of a variable say about its type. */
export interface Shape {
  readonly members: ReadonlyMap<string, Shape>;
  /** What its elements look like, when it is looped over. */
  readonly items: Shape | undefined;
  /** True when it is tested before it is used, so that it may be left out. */
  readonly optional: boolean;
  /** True when it is only ever tested. */
  readonly flag: boolean;
}

interface Draft {
  readonly members: Map<string, Draft>;
  items: Draft | undefined;
  tested: boolean;
  used: boolean;
}

/** Members of members deeper than this are not told apart. */
const depthLimit = 32;

/** The shapes of the variables of a prompt, by name, as far as its body shows them. */
export function shapesOf(parsed: ParsedPrompt): ReadonlyMap<string, Shape> {
  const root = draft();
  for (const use of parsed.document.analysis.variables) {
    const path = rootPath(use);
    if (path === undefined || path.length === 0) continue;
    const leaf = path.slice(0, depthLimit).reduce(step, root);
    if (use.usage === 'each') leaf.items ??= draft();
    if (use.usage === 'condition') leaf.tested = true;
    else leaf.used = true;
  }
  return new Map([...root.members].map(([name, member]) => [name, finish(member)]));
}

function draft(): Draft {
  return { members: new Map(), items: undefined, tested: false, used: false };
}

function step(owner: Draft, name: string): Draft {
  if (name === '[]') return (owner.items ??= draft());
  const known = owner.members.get(name);
  if (known !== undefined) return known;
  const made = draft();
  owner.members.set(name, made);
  return made;
}

function finish({ members, items, tested, used }: Draft): Shape {
  const shapes = new Map([...members].map(([name, member]) => [name, finish(member)]));
  const shape = { members: shapes, items: items && finish(items), optional: tested };
  return { ...shape, flag: tested && !used && shapes.size === 0 && items === undefined };
}

/** A variable of which nothing is known. */
export const plainShape: Shape = { members: new Map(), items: undefined, optional: false, flag: false };
