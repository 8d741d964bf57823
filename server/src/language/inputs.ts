import type { PromptFacts } from './facts';
import { partialReads } from './partial-reads';
import type { Project } from './project';

/** The names a prompt takes: those it declares, or, when it declares none, those it reads. */
export interface EffectiveInputs {
  readonly names: ReadonlySet<string>;
  /** The names that a caller must give. Nothing is known to be required of a prompt that declares nothing. */
  readonly required: readonly string[];
  /** True when other names are allowed too. */
  readonly open: boolean;
  readonly declared: boolean;
}

/** The inputs a caller of a prompt may and must give. */
export function effectiveInputs(project: Project, facts: PromptFacts): EffectiveInputs {
  if (facts.declaresInputs) {
    return {
      names: new Set([...facts.inputs.map((input) => input.name), ...facts.impliedInputs]),
      required: facts.inputs.filter((input) => input.required).map((input) => input.name),
      open: facts.openInputs,
      declared: true,
    };
  }
  const below = partialReads(project, facts);
  const names = new Set([...below.reads.keys(), ...facts.impliedInputs]);
  return { names, required: [], open: !below.complete, declared: false };
}
