import type { Callable } from './callable';
import { dotpromptHelpers, handlebarsHelpers } from './handlebars';
import { jinjaFilters, jinjaGlobals, jinjaTests } from './jinja';
import type { Dialect, PromptFormat } from './types';

/** Everything that can be called in a dialect: for completion, hover, signatures and the check for unknown names. */
export function helperCatalogue(dialect: Dialect, format: PromptFormat): readonly Callable[] {
  switch (dialect) {
    case 'handlebars':
      return format === 'dotprompt' ? allDotprompt : handlebarsHelpers;
    case 'jinja':
      return allJinja;
    default:
      return [];
  }
}

const allDotprompt = [...handlebarsHelpers, ...dotpromptHelpers];
const allJinja = [...jinjaFilters, ...jinjaTests, ...jinjaGlobals];

/** Helpers that many applications register under names that are like those of built-in ones: no misspellings. */
export const commonHelpers: ReadonlySet<string> = new Set(['in', 'is', 'loop', 'switch', 'width']);
