import type { HelperOptions } from 'handlebars';
import { fault, FaultError } from '../../base';
import { writeMark } from './marks';

/** Runs with the current context as `this`; the last argument is Handlebars' options. */
type Helper = (this: unknown, ...args: unknown[]) => string;

/** The helpers of Dotprompt, beside Handlebars' own. `log` is one of those; here it prints nothing anywhere. */
export const dotpromptHelpers: { readonly [name: string]: Helper } = {
  role: (role) => writeMark({ kind: 'role', role: wordOf(role, '{{role}}', 'the name of a role') }),

  history: () => writeMark({ kind: 'history' }),

  section: (name) => writeMark({ kind: 'section', name: wordOf(name, '{{section}}', 'a name') }),

  media: (...args) => {
    const { url, contentType } = optionsOf(args).hash;
    const type = typeof contentType === 'string' && contentType !== '' ? { contentType } : {};
    return writeMark({ kind: 'media', url: wordOf(url, '{{media}}', 'a url'), ...type });
  },

  json: (value, ...rest) => {
    const indent: unknown = optionsOf(rest).hash['indent'];
    const spaces = typeof indent === 'string' ? Number(indent) : indent;
    return JSON.stringify(value, null, typeof spaces === 'number' ? spaces : 0) ?? '';
  },

  ifEquals(left, right, ...rest) {
    const options = optionsOf(rest);
    return left === right ? options.fn(this) : options.inverse(this);
  },

  unlessEquals(left, right, ...rest) {
    const options = optionsOf(rest);
    return left === right ? options.inverse(this) : options.fn(this);
  },

  log: () => '',
};

/** Handlebars hands its options to a helper as the last argument, whatever the template gives. */
function optionsOf(args: readonly unknown[]): HelperOptions {
  const last = args.at(-1);
  if (typeof last === 'object' && last !== null && 'hash' in last) return last as HelperOptions;
  throw new FaultError(fault('render', 'A helper is called with too few arguments.'));
}

function wordOf(value: unknown, helper: string, what: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new FaultError(fault('render', `${helper} needs ${what}.`));
}
