import type { PromptFormat } from '../types';
import { baseName } from './names';

/** Signals are looked for in this many characters. */
const sampleLength = 20_000;

/**
 * The name of the foreign format of a file; undefined when the file is in a format that Galley reads. Foreign files are
 * named and left alone.
 */
export function foreignFormatOf(file: string, format: PromptFormat, text: string): string | undefined {
  const base = baseName(file).toLowerCase();
  if (base.endsWith('.promptl')) return 'PromptL';
  if (base.endsWith('.poml')) return 'POML';
  const mayBeAnything = format === 'dotprompt' || base.endsWith('.txt');
  if (!mayBeAnything) return undefined;
  const head = text.slice(0, sampleLength).replace(/^\ufeff/, '');
  const engine = otherEngine(head);
  if (engine !== undefined || format !== 'dotprompt') return engine;
  if (/^[ \t]*init\s+do\b/m.test(head) && /^[ \t]*end\s+init\b/m.test(head)) return 'dot-prompt';
  const fenced = /^(?:(?:#.*|[ \t]*)\r?\n)*(?:---|\+\+\+)[ \t]*\r?\n/.test(head);
  if (!fenced) return unfenced(head);
  const body = head.replace(/^[\s\S]*?\n---[ \t]*\r?\n/, '');
  if (
    /^<(?:system|user|assistant|tool)(?:\s[^>\n]*)?>\s*$/m.test(body) &&
    /^<\/(?:system|user|assistant|tool)>\s*$/m.test(body)
  )
    return 'Humanloop';
  const mayEnd = body.includes('endif') || body.includes('endfor');
  if ((mayEnd && /\{\{\s*(?:endif|endfor)\s*\}\}/.test(body)) || /^<(?:step|prompt)\b[^>\n]*>/m.test(body))
    return 'PromptL';
  return undefined;
}

/** Template languages that share their braces with Handlebars and Jinja, and mean other things by them. */
function otherEngine(head: string): string | undefined {
  const goAction = /(?<!\\)\{\{-? *(?:\.[A-Z]\w*|(?:if|range|with) +(?:not +|and +|or +|eq +)?[.$]\w*)/.test(head);
  if (goAction && !/\{\{[#/]/.test(head)) return 'Go template';
  return /\{%-? *(?:assign|elsif|unless|endunless|capture|endcapture|liquid)\b/.test(head) ? 'Liquid' : undefined;
}

/** Headers without an opening fence. */
function unfenced(head: string): string | undefined {
  if (!/^[A-Za-z_]\w*:(?:\s|$)/.test(head.trimStart())) return undefined;
  if (/^prompts:\s*$/m.test(head) && /^[ \t]+(?:system|user):/m.test(head)) return 'DotPrompt (elastacloud)';
  const fence = /^---[ \t]*$/m.exec(head);
  if (fence === null) return undefined;
  const header = head.slice(0, fence.index).trim();
  return header.split(/\r?\n/).every((line) => /^(?:\s|#|-|[\w-]+:|$)/.test(line)) ? 'Continue' : undefined;
}
