import type { Json } from '../../base';
import type { YamlNode } from './tree';

/** More nodes than this in one value are not read: aliases of aliases can stand for billions. */
const nodeLimit = 50_000;

/** The plain value of a node; null for a missing one, undefined when it is larger than 50,000 nodes. */
export function jsonOf(node: YamlNode | undefined): Json | undefined {
  const budget = { left: nodeLimit };
  const value = convert(node, budget);
  return budget.left < 0 ? undefined : value;
}

function convert(node: YamlNode | undefined, budget: { left: number }): Json {
  if (node === undefined || --budget.left < 0) return null;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') {
    const items: Json[] = [];
    for (const item of node.items) {
      if (budget.left < 0) break;
      items.push(convert(item, budget));
    }
    return items;
  }
  const members: [string, Json][] = [];
  for (const pair of node.pairs) {
    if (budget.left < 0) break;
    members.push([pair.key, convert(pair.value, budget)]);
  }
  // fromEntries defines own members: a key named __proto__ stays a plain key.
  return Object.fromEntries(members);
}
