import { withoutMarks } from './style';

/** Cells in aligned columns under a line of titles, two spaces apart. Columns that are empty in every row are left out. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  title: (text: string) => string,
): string {
  const used = [...columns.keys()].filter((index) => rows.some((row) => (row[index] ?? '') !== ''));
  const titles = used.map((index) => title(columns[index] ?? ''));
  return aligned([titles, ...rows.map((row) => used.map((index) => oneLine(row[index] ?? '')))]);
}

/** Cells in aligned columns, two spaces apart, without titles. */
export function aligned(rows: readonly (readonly string[])[], aligns: readonly ('left' | 'right')[] = []): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
  return rows
    .map((row) =>
      row
        .map((cell, index) => pad(cell, widths[index] ?? 0, aligns[index] ?? 'left'))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function pad(cell: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return align === 'left' ? cell + space : space + cell;
}

/** Columns a text takes, counted in code points. */
function widthOf(cell: string): number {
  return [...withoutMarks(cell)].length;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}
