import { pairsOf, valueOf, type YamlPair } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { Edits } from '../../edits';
import { inputKeys, yamlOf } from '../../yaml-tree';

/** The edits that remove an input with its default or sample value. */
export function removeEdits(parsed: ParsedPrompt, name: string): Edits | undefined {
  const { inputs, header } = parsed.document;
  const input = inputs.find((candidate) => candidate.name === name);
  if (input === undefined || header?.broken === true) return undefined;
  const edits = new Edits();
  const owner = inputs.length === 1 ? emptiedOwner(parsed) : undefined;
  edits.replace(parsed, owner?.range ?? input.range, '');
  for (const pair of inputKeys(parsed)) {
    const isInside = owner !== undefined && pair.range.start >= owner.range.start && pair.range.end <= owner.range.end;
    if (pair.key === name && !isInside && pair.range.start !== input.range.start) edits.replace(parsed, pair.range, '');
  }
  return edits;
}

/** What becomes empty, and goes too, when the only input goes. */
function emptiedOwner(parsed: ParsedPrompt): YamlPair | undefined {
  const root = yamlOf(parsed);
  const named = (key: string): YamlPair | undefined => pairsOf(root).find((pair) => pair.key === key);
  if (parsed.document.format === 'prompty') return named('inputs');
  const input = named('input');
  const others = pairsOf(input?.value).filter(
    (pair) => pair.key !== 'schema' && (pair.key !== 'default' || pairsOf(pair.value).length > 1),
  );
  if (others.length === 0) return input;
  const schema = pairsOf(input?.value).find((pair) => pair.key === 'schema');
  return valueOf(schema?.value, 'properties') === undefined ? schema : undefined;
}
