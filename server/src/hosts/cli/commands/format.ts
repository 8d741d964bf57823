import { Option } from 'commander';
import { ok } from '../../../base';
import type { OperationOutput } from '../../../protocol';
import { command } from '../command';
import { exitCodes } from '../faults';
import { formattedText } from '../output/findings';
import type { Style } from '../output/style';
import { filesOrStandardInput, fromHere } from '../workspace-files';

interface FormatOptions {
  readonly check?: boolean;
  readonly stdin?: string;
}

/** The command that writes white space in one way. */
export const format = command<FormatOptions>({
  name: 'format',
  operands: [['[files...]', 'files, folders or names of prompts; everything when absent']],
  summary: 'Write the white space of prompts, cases and galley.yaml in one way',
  details: 'What is rendered never changes. With --check, files that would change end with exit code 1.',
  examples: [
    'galley format',
    'galley format prompts/triage.prompt',
    'galley format --check',
    'galley format --stdin prompts/triage.prompt < draft.prompt',
  ],
  options: [
    new Option('--check', 'say which files would change, and change none'),
    new Option('--stdin <file>', 'format standard input as the text of this file, and print it'),
  ],
  run: async ({ operands, options, session, signal }) => {
    const files = await filesOrStandardInput(operands, options.stdin, session);
    if (!files.ok) return files;
    const check = options.check === true;
    const formatted = await session.call('format', { ...files.value, check }, { signal });
    if (!formatted.ok) return formatted;
    const { changed, text } = formatted.value;
    const here: OperationOutput<'format'> = {
      ...formatted.value,
      changed: changed.map((file) => fromHere({ file }, session).file),
    };
    return ok({
      json: formatted.value,
      text: (style: Style) => (text === undefined || check ? formattedText(here, check, style) : text),
      exitCode: check && changed.length > 0 ? exitCodes.failed : exitCodes.ok,
    });
  },
});
