import { key, type HeaderKey } from '../header';

const inputs = key('inputs', 'map', 'Values of the inputs of the prompt, by name.', { open: true });

/** The keys of an assertion. */
export const assertionKeys: readonly HeaderKey[] = [
  key('type', 'string', 'What is checked, such as `contains` or `not-regex`.'),
  key('value', 'any', 'What the answer is compared with.'),
  key(
    'threshold',
    'number',
    'The limit: milliseconds for `latency`, edits for `levenshtein`, else a score from 0 to 1.',
  ),
  key('flags', 'string', 'Flags of a regular expression: `i`, `m`, `s`.'),
  key('weight', 'number', 'How much the assertion counts in the score; 1 when left out.'),
  key('metric', 'string', 'The name under which the outcome is counted.'),
];

/** The keys of a case. */
export const caseKeys: readonly HeaderKey[] = [
  key('name', 'string', 'The name of the case, unique in its file.'),
  key('description', 'string', 'What the case is about.'),
  inputs,
  key('assert', 'list', 'What must hold for the answer. All assertions must pass.'),
  key('tags', 'list', 'Words to choose cases by.'),
  key('skip', ['string', 'boolean'], 'The case is not run; the text says why.'),
  key('only', 'boolean', 'Only cases with this mark are run.'),
  key('options', 'map', 'Settings for the provider.', { open: true }),
];

/** The keys at the top of a case file. */
export const caseFileKeys: readonly HeaderKey[] = [
  key('prompt', 'string', 'The name of the prompt; the prompt beside the file when left out.'),
  key('provider', 'string', 'The provider that answers; that of `galley.yaml` when left out.'),
  key('description', 'string', 'What the cases are about.'),
  key('defaults', 'map', 'What holds for every case of the file.', { children: [inputs] }),
  key('cases', 'list', 'The test cases.'),
];
