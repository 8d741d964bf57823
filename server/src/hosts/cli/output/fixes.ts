import type { OperationOutput } from '../../../protocol';
import type { Style } from './style';
import { count } from './words';

type Fixed = NonNullable<OperationOutput<'lint'>['fixed']>;

/** What was mended, a line for each finding; nothing when nothing was. */
export function fixesText(fixed: Fixed, style: Style): string {
  if (fixed.length === 0) return '';
  const lines = fixed.flatMap(({ file, findings }) =>
    findings.map(({ range, code }) => `${file}:${range.start.line + 1}  ${style.green('fixed')}  ${style.dim(code)}\n`),
  );
  const all = fixed.reduce((sum, { findings }) => sum + findings.length, 0);
  return `${lines.join('')}${count(all, 'finding')} fixed in ${count(fixed.length, 'file')}\n\n`;
}

/** What would be mended, as a patch that `git apply -p0` takes. */
export function patchesText(fixed: Fixed): string {
  return fixed.map(({ diff }) => diff).join('');
}
