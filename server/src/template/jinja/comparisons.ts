import type { FixedValue } from '../types';
import type { Expression, OperationExpression } from './tree';

const logical: ReadonlySet<string | undefined> = new Set([undefined, 'and', 'or']);

/** The literals that operands are compared with by `==` or `!=`, where nothing else binds tighter. */
export function comparisons({ operands, operators }: OperationExpression): ReadonlyMap<Expression, FixedValue> {
  const found = new Map<Expression, FixedValue>();
  // With a sign or `not` in front, operators are not between the operands one by one.
  if (operators.length !== operands.length - 1) return found;
  for (const [index, { text }] of operators.entries()) {
    if (text !== '==' && text !== '!=') continue;
    if (!logical.has(operators[index - 1]?.text) || !logical.has(operators[index + 1]?.text)) continue;
    const left = operands[index];
    const right = operands[index + 1];
    const leftValue = fixedValue(left);
    const rightValue = fixedValue(right);
    if (left !== undefined && leftValue === undefined && rightValue !== undefined) found.set(left, rightValue);
    if (right !== undefined && rightValue === undefined && leftValue !== undefined) found.set(right, leftValue);
  }
  return found;
}

/** A literal's value; undefined for `none` and for what is no literal. */
function fixedValue(value: Expression | undefined): FixedValue | undefined {
  if (value?.kind !== 'literal') return undefined;
  const { range, text, type } = value;
  if (type === 'string') return text.includes('\\') ? undefined : { value: text, range };
  if (type === 'number') return /^\d+(?:\.\d+)?$/.test(text) ? { value: Number(text), range } : undefined;
  return /^true$/i.test(text) ? { value: true, range } : /^false$/i.test(text) ? { value: false, range } : undefined;
}
