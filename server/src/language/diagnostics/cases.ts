import { contains, nearest } from '../../base';
import { checkValue, type CaseInput, type CaseNode, type CasesDocument } from '../../template';
import type { ParsedFile } from '../documents';
import type { PromptFacts } from '../facts';
import { effectiveInputs, type EffectiveInputs } from '../inputs';
import type { Project } from '../project';
import { locationIn, type CasesContext, type Finding } from './finding';

/** What is wrong between a file of cases and the prompt it is about. */
export function caseFileFindings(context: CasesContext): Finding[] {
  if (context.parsed.document.broken === true) return [];
  return [...unknownProvider(context), ...promptFindings(context)];
}

/** While nothing is known of the providers, as when galley.yaml is broken, the list is empty. */
function unknownProvider({ parsed, project }: CasesContext): Finding[] {
  const { provider, providerRange } = parsed.document;
  const { providers } = project.workspace.config;
  if (provider === undefined || providerRange === undefined) return [];
  if (providers.length === 0 || providers.includes(provider)) return [];
  const meant = nearest(provider, providers);
  const hint = meant === undefined ? `Known are ${providers.slice(0, 10).join(', ')}.` : `Did you mean ${meant}?`;
  return [
    {
      code: 'unknown-provider',
      range: providerRange,
      message: `There is no provider ${provider} in galley.yaml. ${hint}`,
      data: { name: provider, ...(meant === undefined ? {} : { replace: meant }) },
    },
  ];
}

function promptFindings({ parsed, project }: CasesContext): Finding[] {
  const { prompt } = parsed.document;
  const own = project.facts(parsed.file.uri);
  const facts = own?.kind === 'cases' ? project.promptOfCases(own) : undefined;
  if (facts !== undefined) return caseFindings(parsed.document, facts, project, parsed);
  if (prompt !== undefined) return [selectorFinding(prompt, project) ?? unknownPrompt(prompt, project)];
  const [first] = parsed.document.cases;
  if (first === undefined) return [];
  const message = 'There is no prompt beside this file. Name the one these cases are about: `prompt: name`.';
  return [{ code: 'unknown-prompt', range: first.nameRange, message, data: {} }];
}

type NamedPrompt = NonNullable<CasesDocument['prompt']>;

function unknownPrompt({ name, range }: NamedPrompt, project: Project): Finding {
  const meant = nearest(name, project.promptNames());
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  return {
    code: 'unknown-prompt',
    range,
    message: `There is no prompt ${name} in the workspace.${hint}`,
    data: { name, ...(meant === undefined ? {} : { replace: meant }) },
  };
}

/** Cases are about a prompt; which of its versions they run against is said when they run. */
function selectorFinding({ name, range }: NamedPrompt, project: Project): Finding | undefined {
  const at = name.lastIndexOf('@');
  const prompt = name.slice(0, at);
  if (at < 1 || project.promptsNamed(prompt).length === 0) return undefined;
  const choice = name.slice(at + 1);
  const { environments } = project.workspace.config;
  const meant = environments.includes(choice) ? undefined : nearest(choice, [...environments, 'latest']);
  const version = `${prompt}@${meant ?? choice}`;
  return {
    code: 'unknown-selector',
    range,
    message: `Cases name a prompt, not one of its versions: write ${prompt}. To run them against a version, say \`galley test ${version}\`.`,
    data: { name, replace: prompt },
  };
}

/** Cases that miss inputs of the prompt, give others, or give values of another type. */
export function caseFindings(
  document: CasesDocument,
  facts: PromptFacts,
  project: Project,
  parsed: ParsedFile,
): Finding[] {
  if (document.cases.length === 0) return [];
  const inputs = effectiveInputs(project, facts);
  const findings: Finding[] = [];
  // A default of the file is an input of every case; what is wrong with it is said once.
  const seen = new Set<number>();
  for (const node of document.cases) {
    if (node.skip === undefined && !misspellsInputs(node, document))
      findings.push(...missingInputs(node, inputs.required));
    for (const input of node.inputs) {
      if (seen.has(input.nameRange.start)) continue;
      seen.add(input.nameRange.start);
      const found = inputFinding(input, facts, inputs, project, parsed);
      if (found !== undefined) findings.push(found);
    }
  }
  return findings;
}

/** Where `inputs` has another name, that is what is wrong. */
function misspellsInputs({ range }: CaseNode, { problems }: CasesDocument): boolean {
  return problems.some(
    (problem) =>
      problem.code === 'case-key' && problem.data?.['replace'] === 'inputs' && contains(range, problem.range),
  );
}

function missingInputs(node: CaseNode, required: readonly string[]): Finding[] {
  const given = new Set(node.inputs.map((input) => input.name));
  const missing = required.filter((name) => !given.has(name));
  if (missing.length === 0) return [];
  const names = missing.join(', ');
  const message =
    missing.length === 1
      ? `This case does not give the required input ${names}.`
      : `This case does not give the required inputs ${names}.`;
  return [{ code: 'missing-input', range: node.nameRange, message, data: { case: node.name, names: missing } }];
}

function inputFinding(
  input: CaseInput,
  facts: PromptFacts,
  inputs: EffectiveInputs,
  project: Project,
  parsed: ParsedFile,
): Finding | undefined {
  const declared = facts.inputs.find((candidate) => candidate.name === input.name);
  if (declared === undefined) {
    if (inputs.open || inputs.names.has(input.name)) return undefined;
    const meant = nearest(input.name, inputs.names);
    if (!inputs.declared && meant === undefined) return undefined;
    const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
    return {
      code: 'unknown-input',
      range: input.nameRange,
      message: `The prompt has no input ${input.name}.${hint}`,
      data: { name: input.name, ...(meant === undefined ? {} : { replace: meant }) },
    };
  }
  const [mismatch] = checkValue(declared.schema, input.value);
  if (mismatch === undefined) return undefined;
  const place = mismatch.path.length === 0 ? '' : `${[input.name, ...mismatch.path].join('.')}: `;
  const prompt = project.prompt(facts.uri);
  return {
    code: 'input-type',
    range: input.valueRange,
    message: `${place}${mismatch.message}`,
    ...(prompt === undefined || prompt === parsed
      ? {}
      : {
          related: [{ location: locationIn(prompt, declared.nameRange), message: `${input.name} is declared here.` }],
        }),
  };
}
