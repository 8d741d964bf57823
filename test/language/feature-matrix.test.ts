import { describe, test } from 'node:test';
import { dialectsCells } from './matrix/dialects';
import { formatsCells } from './matrix/formats';
import { handlebarsCells } from './matrix/handlebars';
import { jinjaCells } from './matrix/jinja';

/** One table for each kind of file: each row is one feature there. */
const surfaces = { ...handlebarsCells, ...jinjaCells, ...dialectsCells, ...formatsCells };

for (const [surface, cells] of Object.entries(surfaces)) {
  describe(surface, () => {
    for (const [name, files, check, options] of cells) test(name, () => check(files, options ?? {}));
  });
}
