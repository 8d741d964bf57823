import { Option } from 'commander';
import { ok, type Result } from '../../../base';
import { command, type Invocation, listOption } from '../command';
import { type Inputs, readInputs } from '../input-values';
import { messagesText, promptsText } from '../output/prompts';
import { inWorkspace } from '../workspace-files';

interface ListOptions {
  readonly all?: boolean;
}

const list = command<ListOptions>({
  name: 'list',
  operands: [['[filter]', 'a part of the names']],
  summary: 'List the prompts of the workspace',
  examples: ['galley list', 'galley list orders --json'],
  options: [new Option('-a, --all', 'archived prompts too')],
  run: async ({ operands: [filter], options, session, signal }) => {
    const listed = await session.call('list', { ...(filter === undefined ? {} : { filter }), ...options }, { signal });
    return listed.ok ? ok({ json: listed.value, text: (style) => promptsText(listed.value, style) }) : listed;
  },
});

interface RenderOptions {
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly case?: string;
}

const render = command<RenderOptions>({
  name: 'render',
  operands: [['<selector>', 'name, or name@ with latest, #12, 1.4.0, an environment or an alias']],
  summary: 'Render a prompt with inputs or with those of a case',
  details: 'No model is asked. Inputs of the command line lie over those of a file, and these over those of a case.',
  examples: [
    'galley render acknowledge --case "chat stays short"',
    'galley render acknowledge@production --inputs ticket.json --input reply_hours=4',
  ],
  options: [
    listOption('-i, --input <name=value>', 'the value of an input; again for more'),
    new Option('--inputs <file>', 'a JSON file of inputs, or - for standard input'),
    new Option('--case <name>', 'take the inputs of a case'),
  ],
  run: async (invocation) => {
    const { operands, options, session, signal } = invocation;
    const [selector = ''] = operands;
    const inputs = await inputsOf(selector, invocation);
    if (!inputs.ok) return inputs;
    const input = {
      selector,
      ...(inputs.value === undefined ? {} : { inputs: inputs.value }),
      ...(options.case === undefined ? {} : { case: options.case }),
    };
    const rendered = await session.call('render', input, { signal });
    if (!rendered.ok) return rendered;
    const { missing } = rendered.value;
    const notes = missing.length === 0 ? [] : [`required inputs without a value: ${missing.join(', ')}`];
    return ok({ json: rendered.value, text: (style) => messagesText(rendered.value, style), notes });
  },
});

async function inputsOf(
  selector: string,
  { options, session, signal }: Invocation<RenderOptions>,
): Promise<Result<Inputs | undefined>> {
  const { input: pairs = [], inputs: file } = options;
  if (pairs.length === 0 && file === undefined) return ok(undefined);
  const shown = await session.call('show', { selector }, { signal });
  return shown.ok ? readInputs({ pairs, file, folder: session.folder }, shown.value.inputs) : shown;
}

interface DialectOptions {
  readonly folder?: boolean;
  readonly dryRun?: boolean;
}

const dialect = command<DialectOptions>({
  name: 'dialect',
  operands: [
    ['<file>', 'a file or the name of a prompt'],
    ['<dialect>', 'handlebars, mustache, jinja, fstring, braces, input-marks, semantic-kernel, or auto'],
  ],
  summary: 'Choose the dialect of a prompt file in galley.yaml',
  details: 'With auto the entry is taken out again, and the dialect is detected.',
  examples: ['galley dialect prompts/legacy/greeting.txt fstring', 'galley dialect legacy/greeting jinja --folder'],
  options: [
    new Option('--folder', 'for every file of this ending in and below its folder'),
    new Option('--dry-run', 'print what galley.yaml would be, and leave it as it is'),
  ],
  run: async ({ operands: [word = '', name = ''], options, session, signal }) => {
    const file = inWorkspace(word, session);
    if (!file.ok) return file;
    const scope = options.folder === true ? 'folder' : 'file';
    const input = { file: file.value, dialect: name, scope, dryRun: options.dryRun === true } as const;
    const chosen = await session.call('dialect', input, { signal });
    if (!chosen.ok) return chosen;
    const { pattern, text, changed } = chosen.value;
    const done = changed
      ? `galley.yaml: ${pattern} is ${name === 'auto' ? 'detected' : name}\n`
      : 'nothing to change\n';
    return ok({ json: chosen.value, text: () => (options.dryRun === true ? text : done) });
  },
});

/** Commands that look at files. */
export const fileCommands = [list, render, dialect];
