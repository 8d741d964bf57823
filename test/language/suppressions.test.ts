import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkFindings, head, prompty, type FindingsRow } from './findings-table';
import { findings, sample, type SampleFiles } from './harness';

/** Files in which `CODES` stands for what the author silences, and where there is one finding of each code of a row otherwise. */
interface Place {
  readonly name: string;
  readonly code: string;
  readonly files: SampleFiles;
}

const usual = head('a: string');
const places: readonly Place[] = [
  {
    name: 'a long comment of Handlebars',
    code: 'undeclared-variable',
    files: { 'a.prompt': `${usual}{{a}}\n{{!-- galley-ignore CODES --}}\n{{b}}` },
  },
  {
    name: 'a short comment of Handlebars, on the line itself',
    code: 'undeclared-variable',
    files: { 'a.prompt': `${usual}{{a}}\n{{b}}{{! galley-ignore CODES}}` },
  },
  {
    name: 'a comment over several lines',
    code: 'undeclared-variable',
    files: { 'a.prompt': `${usual}{{a}}\n{{!--\n  galley-ignore CODES\n  The host gives it.\n--}}\n{{b}}` },
  },
  {
    name: 'a comment of Mustache',
    code: 'undeclared-variable',
    files: {
      'a.prompty': `---\nname: p\ntemplate: mustache\ninputs:\n  a: { type: string }\n---\nuser:\n{{a}}\n{{! galley-ignore CODES }}\n{{b}}`,
    },
  },
  {
    name: 'a comment of Jinja',
    code: 'undeclared-variable',
    files: { 'a.prompty': prompty('a: { type: string }', '{{ a }}\n{#- galley-ignore CODES -#}\n{{ b }}') },
  },
  {
    name: 'a comment of Markdown',
    code: 'unclosed-tag',
    files: { 'a.prompt.md': '---\ndescription: d\n---\n<!-- galley-ignore CODES -->\nx ${input:a\n' },
  },
  {
    name: 'a comment in a header',
    code: 'unused-input',
    files: { 'a.prompt': `${head('a: string\n# galley-ignore CODES\nb: string')}{{a}}` },
  },
  {
    name: 'the end of a line of a header',
    code: 'unused-input',
    files: { 'a.prompt': `${head('a: string\nb: string # galley-ignore CODES')}{{a}}` },
  },
  {
    name: 'a list in the header',
    code: 'unused-input',
    files: { 'a.prompt': `---\ngalley: { ignore: [CODES] }\ninput:\n  schema:\n    b: string\n---\nx` },
  },
  {
    name: 'a list of lines in the header',
    code: 'unused-input',
    files: {
      'a.prompty': `---\nname: p\ngalley:\n  ignore:\n    - CODES\ninputs:\n  b: { type: string }\n---\nuser:\nx`,
    },
  },
  {
    name: 'a GitHub Models prompt',
    code: 'header-key',
    files: { 'a.prompt.yml': '# galley-ignore CODES\nmodle: m\nmessages:\n  - role: user\n    content: x\n' },
  },
  {
    name: 'a case file',
    code: 'unknown-input',
    files: {
      'p.prompt': `${usual}{{a}}`,
      'p.cases.yaml': 'cases:\n  - inputs:\n      a: x\n      # galley-ignore CODES\n      b: x\n',
    },
  },
];

/** The codes of all findings when the author silences `words`. */
function codesWith({ files }: Place, words: string): string[] {
  const texts = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replaceAll('CODES', words)]),
  );
  const one = sample(texts);
  return Object.keys(texts).flatMap((path) => findings(one, path).codes);
}

describe('a finding is silenced', () => {
  for (const place of places) {
    test(`in ${place.name}`, () => {
      const { code } = place;
      const other = code === 'bad-schema' ? 'bad-tag' : 'bad-schema';
      const isBroken = code === 'unclosed-tag';
      assert.deepEqual(codesWith(place, code), []);
      assert.deepEqual(codesWith(place, `galley/${code}`), []);
      assert.deepEqual(codesWith(place, other).sort(), isBroken ? [code] : [code, 'unused-suppression'].sort());
      const misspelt = code.replace(/(.)(.)$/, '$2$1');
      assert.deepEqual(codesWith(place, misspelt).sort(), [code, 'unknown-code'].sort());
    });
  }

  test('by its severity, which may be another as well', () => {
    const files = { 'a.prompt': `${usual}{{a}}{{b}}` };
    const severitiesOf = (severity: 'off' | 'hint'): unknown[] => {
      const severities = { 'undeclared-variable': severity };
      return findings(sample(files, { config: { severities } })).all.map((one) => one.severity);
    };
    assert.deepEqual([severitiesOf('off'), severitiesOf('hint')], [[], [4]]);
  });
});

const rows: readonly FindingsRow[] = [
  {
    name: 'the mark may be followed by a colon, with or without a space',
    files: `${usual}{{a}}\n{{! galley-ignore: undeclared-variable }}\n{{b}}\n{{! galley-ignore:undeclared-variable}}\n{{c}}`,
    expected: [],
  },
  {
    name: 'what is meant is named',
    files: `${usual}{{a}}\n{{! galley-ignore: ⟦undeclared-varable⟧ }}\n{{⟦b⟧}}`,
    expected: [
      ['unknown-code', 'No finding has the code undeclared-varable. Did you mean undeclared-variable?'],
      ['undeclared-variable', ''],
    ],
  },
  {
    name: 'a code that is like no other is told as well',
    files: '{{! galley-ignore ⟦no-such-thing⟧ }}\n{{b}}',
    expected: [['unknown-code', 'No finding has the code no-such-thing.']],
  },
  {
    name: 'of several codes only the idle one is told',
    files: `${usual}{{a}}\n{{! galley-ignore ⟦unused-input⟧, undeclared-variable }}\n{{b}}`,
    expected: [['unused-suppression', 'There is no finding unused-input here to silence.']],
  },
  {
    name: 'words alone silence nothing',
    files: `${usual}{{a}}\n{{! ⟦galley-ignore because legacy⟧ }}\n{{⟦b⟧}}`,
    expected: [
      ['unused-suppression', 'No code is named here, so that nothing is silenced.'],
      ['undeclared-variable', ''],
    ],
  },
  {
    name: 'a word that only begins like the mark is none',
    files: `${usual}{{a}}\n{{! galley-ignored }}\n{{⟦b⟧}}`,
    expected: [['undeclared-variable', '']],
  },
  { name: 'text that says the mark is no comment', files: '\ngalley-ignore unused-imput\n{{b}}', expected: [] },
  {
    name: 'the telling can be silenced itself',
    files: '{{! galley-ignore unused-input unused-suppression }}\n{{! galley-ignore unused-imput unknown-code}}\nx',
    expected: [],
  },
  {
    name: 'a file of which only a part can be read says nothing of idle suppressions',
    files: '---\ngalley: { ignore: [unused-input] }\ninput: ⟦[⟧\n---\n{{! galley-ignore bad-schema }}\n{{b}}',
    expected: [['header-syntax', '']],
  },
  {
    name: 'codes that are off are silenced all the same',
    files: `${usual}{{a}}\n{{! galley-ignore undeclared-variable }}\n{{b}}`,
    expected: [],
    options: { config: { severities: { 'undeclared-variable': 'off' } } },
  },
];

describe('what is said of suppressions', () => {
  checkFindings(rows);

  test('an idle one is shown as what can go', () => {
    const [first] = findings(sample('{{! galley-ignore unused-input }}\nx')).all;
    assert.deepEqual([first?.severity, first?.tags], [4, [1]]);
  });
});
