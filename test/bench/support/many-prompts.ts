/** The files of a workspace of so many prompts: each with a header, inputs, a partial, and one in ten with cases. */
export function manyPrompts(count: number): Record<string, string> {
  const files: Record<string, string> = {};
  const partials = Math.max(1, Math.floor(count / 20));
  for (let index = 0; index < count; index++) {
    const folder = `prompts/area${index % 100}`;
    files[`${folder}/p${index}.prompt`] = prompt(index, `part${index % partials}`);
    if (index < partials) files[`prompts/_part${index}.prompt`] = partial;
    if (index % 10 === 0) files[`${folder}/p${index}.cases.yaml`] = cases(index);
  }
  return files;
}

const partial = `---
input:
  schema:
    name: string
    tone?: string, how it sounds
---
Sign as {{name}}{{#if tone}} in a {{tone}} tone{{/if}}.
`;

function cases(index: number): string {
  return `prompt: prompt-${index}
cases:
  - name: one
    inputs: { name: Ada, question: Why?, items: [{ id: a, count: 1 }] }
    assert:
      - contains: x
`;
}

function prompt(index: number, included: string): string {
  return `---
name: prompt-${index}
description: Answers question ${index} of a customer
model: googleai/gemini-2.0-flash
config:
  temperature: 0.4
  maxOutputTokens: 400
input:
  schema:
    name: string, who asks
    question: string, what is asked
    tone?: string
    items(array):
      id: string
      count: integer
output:
  format: json
  schema:
    answer: string
    sure: boolean
---
{{role "system"}}
You answer questions of customers. Be brief and polite.
{{#if tone}}Sound {{tone}}.{{/if}}
{{#each items}}
- {{id}}: {{count}}
{{/each}}

{{role "user"}}
${index % 7 === 0 ? '{{nmae}}' : '{{name}}'} asks: {{question}}
{{> ${included} name=name}}
`;
}
