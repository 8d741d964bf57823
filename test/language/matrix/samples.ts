import type { SampleFiles } from '../harness';

export const order =
  'name: string, who it is\norder(object, what was bought):\n  id: string, its number\n  lines(array):\n    sku: string\n    price: number';
export const dotprompt = (body: string, more = ''): string =>
  `---\n${more}input:\n  schema:\n${order.replace(/^/gm, '    ')}\n---\n${body}`;
export const promptyInputs =
  'name: { type: string, description: who it is }\norder:\n  type: object\n  properties:\n    id: { type: string, description: its number }\n    lines: { type: array, items: { type: object, properties: { sku: { type: string } } } }';
export const prompty = (body: string, more = ''): string =>
  `---\nname: p\n${more}inputs:\n${promptyInputs.replace(/^/gm, '  ')}\n---\nsystem:\n${body}`;
export const github = (content: string, more = ''): string =>
  `name: g\nmodel: m\nmessages:\n  - role: user\n    content: |\n      ${content}\n${more}`;

export const handlebars = (body: string, more: SampleFiles = {}): SampleFiles => ({
  'a.prompt': dotprompt(body),
  ...more,
});
export const jinja = (body: string, more: SampleFiles = {}): SampleFiles => ({ 'a.prompty': prompty(body), ...more });
export const mustache = (body: string, more: SampleFiles = {}): SampleFiles => ({
  'a.prompt': dotprompt(body, 'dialect: mustache\n'),
  ...more,
});
export const fstring = (body: string): SampleFiles => ({ 'a.prompt': dotprompt(body, 'dialect: fstring\n') });
export const braces = (body: string): SampleFiles => ({ 'a.prompt': dotprompt(body, 'dialect: braces\n') });
export const marks = (body: string): SampleFiles => ({ 'a.prompt.md': `---\ndescription: x\n---\n${body}` });
export const kernel = (body: string): SampleFiles => ({ 'ask/skprompt.txt': body });

export const parts = { '_sign.prompt': '---\ndescription: says goodbye\n---\n{{name}}' };
