import Mustache from 'mustache';
import type { Json } from '../../base';
import type { ResolvedPartial } from '../../domain';
import type { TextRenderer } from './types';
import { memberOf } from './values';

/** Looks names up among own members only, from the innermost context outwards, as the specification says. */
class OwnContext extends Mustache.Context {
  override push(view: unknown): OwnContext {
    return new OwnContext(view, this);
  }

  override lookup(name: string): Json | undefined {
    if (name === '.') return this.view as Json;
    const [first = '', ...rest] = name.split('.');
    let value = valueOf(this, first);
    for (const segment of rest) value = memberOf(value, segment);
    return value;
  }
}

function valueOf(context: Mustache.Context, name: string): Json | undefined {
  const value = memberOf(context.view as Json, name);
  return value === undefined && context.parent !== undefined ? valueOf(context.parent, name) : value;
}

/** Compiles a Mustache text. A missing name or partial is empty, as the specification says; nothing is escaped. */
export function compileMustache(text: string, partials: readonly ResolvedPartial[]): TextRenderer {
  const writer = new Mustache.Writer();
  writer.parse(text);
  const texts = new Map(partials.map((partial) => [partial.name, partial.text]));
  return (values) =>
    writer.render(text, new OwnContext(values), (name) => texts.get(name), {
      escape: (value: unknown) => String(value),
    });
}
