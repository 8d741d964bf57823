import { Option } from 'commander';
import { fail, fault, ok, type Result } from '../../../base';
import type { OperationInput } from '../../../protocol';
import { command, type CommandFactory, commandGroup } from '../command';
import { threadsText } from '../output/reviews';

const bodyOption = new Option('-m, --message <text>', 'the comment').makeOptionMandatory();

const list = command({
  name: 'list',
  operands: [['<prompt>', 'the name of a prompt']],
  summary: 'List the comment threads of a prompt, placed in its draft',
  examples: ['galley comment list acknowledge'],
  run: async ({ operands: [prompt = ''], session, signal }) => {
    const found = await session.call('threads', { prompt }, { signal });
    return found.ok ? ok({ json: found.value, text: (style) => threadsText(found.value, style) }) : found;
  },
});

interface AddOptions {
  readonly line: string;
  readonly message: string;
}

const add = command<AddOptions>({
  name: 'add',
  operands: [['<prompt>', 'the name of a prompt']],
  summary: 'Comment on lines of a prompt',
  examples: [
    'galley comment add acknowledge --line 21 -m "Say when we reply"',
    'galley comment add triage --line 4-9 -m "Too long"',
  ],
  options: [
    new Option(
      '-l, --line <lines>',
      'a line of the draft, counted from 1, or a range such as 4-9',
    ).makeOptionMandatory(),
    bodyOption,
  ],
  run: async ({ operands: [prompt = ''], options, session, signal }) => {
    const lines = readLines(options.line);
    if (!lines.ok) return lines;
    const input = { prompt, body: options.message, ...lines.value };
    const made = await session.call('thread.start', input, { signal });
    return made.ok ? ok({ json: made.value, text: (style) => threadsText([made.value], style) }) : made;
  },
});

/** Lines as people count them, as the operation counts them: from zero, end inclusive. */
function readLines(text: string): Result<{ readonly startLine: number; readonly endLine: number }> {
  const [, first = '', last = first] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(text) ?? [];
  const startLine = Number(first) - 1;
  const endLine = Number(last) - 1;
  if (startLine >= 0 && endLine >= startLine) return ok({ startLine, endLine });
  const message = `--line takes a line from 1 or a range such as 4-9, not "${text}".`;
  return fail(fault('invalid-input', message, { key: 'line' }));
}

interface ReplyOptions {
  readonly message: string;
}

const reply = command<ReplyOptions>({
  name: 'reply',
  operands: [['<thread>', 'the id of the thread, as galley comment list shows it']],
  summary: 'Reply in a thread',
  examples: ['galley comment reply 01JZ7Q5T4M8W2X6Y9A3B5C7D1E -m "Done"'],
  options: [bodyOption],
  run: async ({ operands: [thread = ''], options, session, signal }) => {
    const made = await session.call('thread.reply', { thread, body: options.message }, { signal });
    return made.ok ? ok({ json: made.value, text: (style) => threadsText([made.value], style) }) : made;
  },
});

function settle(name: string, state: OperationInput<'thread.resolve'>['state'], summary: string): CommandFactory {
  return command({
    name,
    operands: [['<thread>', 'the id of the thread, as galley comment list shows it']],
    summary,
    examples: [`galley comment ${name} 01JZ7Q5T4M8W2X6Y9A3B5C7D1E`],
    run: async ({ operands: [thread = ''], session, signal }) => {
      const made = await session.call('thread.resolve', { thread, state }, { signal });
      return made.ok ? ok({ json: made.value, text: (style) => threadsText([made.value], style) }) : made;
    },
  });
}

const comment = commandGroup({
  name: 'comment',
  summary: 'Comment on lines of prompts',
  examples: ['galley comment add acknowledge --line 21 -m "Say when we reply"', 'galley comment list acknowledge'],
  commands: [
    list,
    add,
    reply,
    settle('resolve', 'resolved', 'Resolve a thread'),
    settle('reopen', 'open', 'Open a resolved thread again'),
  ],
});

/** Commands about comments. */
export const commentCommands = [comment];
