import { fault, type Fault, nearest } from '../../base';
import type { AssertionPreparer, PreparedAssertion } from '../assertions';
import { missingInputs } from '../render';
import type { RunCase } from './types';

/** A case that may be run, or why it may not. */
export type PreparedCase =
  | { readonly kind: 'ready'; readonly assertions: readonly PreparedAssertion[] }
  | { readonly kind: 'skipped'; readonly message: string }
  | { readonly kind: 'errored'; readonly fault: Fault };

/** Checks a case without asking anyone anything: its inputs and its assertions. */
export async function prepareCase(testCase: RunCase, preparer: AssertionPreparer): Promise<PreparedCase> {
  if (testCase.skip !== undefined) return { kind: 'skipped', message: testCase.skip };
  const problem = testCase.problem ?? inputProblem(testCase);
  if (problem !== undefined) return { kind: 'errored', fault: fault('invalid-input', problem) };
  const assertions: PreparedAssertion[] = [];
  for (const [index, spec] of testCase.assertions.entries()) {
    const prepared = await preparer.prepare(spec);
    if (!prepared.ok) {
      const message = `Assertion ${index + 1}: ${prepared.fault.message}`;
      return { kind: 'errored', fault: { ...prepared.fault, message } };
    }
    assertions.push(prepared.value);
  }
  return { kind: 'ready', assertions };
}

function inputProblem({ behaviour, inputs, openInputs }: RunCase): string | undefined {
  const missing = missingInputs(behaviour.inputs, inputs);
  if (missing.length > 0) return `Required ${plural(missing.length, 'input')} without a value: ${missing.join(', ')}.`;
  if (openInputs === true) return undefined;
  const declared = new Set(behaviour.inputs.map((input) => input.name));
  const unknown = Object.keys(inputs).filter((name) => !declared.has(name));
  const [first] = unknown;
  if (first === undefined) return undefined;
  const near = nearest(first, declared);
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return `The prompt does not declare the ${plural(unknown.length, 'input')} ${unknown.join(', ')}.${hint}`;
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}
