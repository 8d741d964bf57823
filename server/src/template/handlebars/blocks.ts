import type { TextRange } from '../../base';
import type { Problem } from '../types';
import { calleeName, type BlockNode, type TagNode } from './tree';

/** Blocks by opening tag, and what is wrong with their pairs. */
export interface MatchedBlocks {
  readonly blocks: ReadonlyMap<TagNode, BlockNode>;
  readonly problems: readonly Problem[];
}

/**
 * Pairs opening with closing tags. A closing tag closes the nearest open block of its name; blocks between stay
 * unclosed. One with a name that is not open closes, as a misspelling, a block that nothing else closes.
 */
export function matchBlocks(tags: readonly TagNode[], end: number): MatchedBlocks {
  return new Matcher(end).match(tags);
}

interface OpenBlock {
  readonly open: TagNode;
  readonly name: string;
  readonly elses: TagNode[];
  /** A closing tag whose name is not open, met directly inside: taken when no better one comes. */
  stray: TagNode | undefined;
  finalElse: boolean;
}

class Matcher {
  readonly #end: number;
  readonly #stack: OpenBlock[] = [];
  readonly #openNames = new Map<string, number>();
  readonly #blocks = new Map<TagNode, BlockNode>();
  readonly #problems: Problem[] = [];

  constructor(end: number) {
    this.#end = end;
  }

  match(tags: readonly TagNode[]): MatchedBlocks {
    for (const tag of tags) {
      switch (tag.kind) {
        case 'open':
        case 'open-inverse':
        case 'open-decorator':
        case 'open-partial':
        case 'open-raw':
          this.#open(tag);
          break;
        case 'else':
        case 'else-chain':
          this.#else(tag);
          break;
        case 'close':
        case 'close-raw':
          this.#close(tag);
          break;
        default:
      }
    }
    while (this.#stack.length > 0) this.#abandon(this.#end, undefined);
    return { blocks: this.#blocks, problems: this.#problems };
  }

  #open(tag: TagNode): void {
    const name = calleeName(tag);
    // A block without a name is half typed or reported as such: it opens nothing.
    if (name === '' && tag.expression?.callee === undefined) return;
    this.#stack.push({ open: tag, name, elses: [], stray: undefined, finalElse: false });
    this.#openNames.set(name, (this.#openNames.get(name) ?? 0) + 1);
  }

  #else(tag: TagNode): void {
    const top = this.#stack.at(-1);
    const block = top?.open.kind === 'open' || top?.open.kind === 'open-inverse';
    if (top === undefined || !block) {
      if (tag.terminated)
        this.#report(
          'bad-tag',
          tag.range,
          top === undefined ? 'No block is open here for this else.' : `A ${wordFor(top.open)} has no else.`,
        );
      return;
    }
    if (top.finalElse || (tag.kind === 'else-chain' && top.open.kind === 'open-inverse')) {
      const first = top.elses.at(-1);
      const message = top.finalElse
        ? 'This block already has its else.'
        : 'A block that opens with ^ has no else with a condition.';
      if (tag.terminated)
        this.#report('bad-tag', tag.range, message, first && { range: first.range, message: 'The else before it.' });
      return;
    }
    top.elses.push(tag);
    top.finalElse = tag.kind === 'else' || tag.expression === undefined;
  }

  #close(tag: TagNode): void {
    const name = calleeName(tag);
    const top = this.#stack.at(-1);
    if (top === undefined) {
      if (tag.terminated && name !== '')
        this.#report('mismatched-block', tag.expression?.range ?? tag.range, `No block ${name} is open here.`);
      return;
    }
    const dynamic = top.open.expression?.callee?.kind === 'call';
    if (top.name === name || (dynamic && name !== '')) this.#pair(tag);
    else if ((this.#openNames.get(name) ?? 0) > 0) {
      while (this.#stack.at(-1)?.name !== name && this.#stack.length > 0) this.#abandon(tag.range.start, tag);
      this.#pair(tag);
    } else if (top.stray === undefined) top.stray = tag;
    else this.#stray(tag);
  }

  #pair(close: TagNode): void {
    const block = this.#pop();
    if (block === undefined) return;
    if (block.stray !== undefined) this.#stray(block.stray);
    this.#blocks.set(block.open, { open: block.open, elses: block.elses, close, end: close.range.end });
  }

  #stray(tag: TagNode): void {
    const name = calleeName(tag);
    if (tag.terminated && name !== '')
      this.#report('mismatched-block', tag.expression?.range ?? tag.range, `No block ${name} is open here.`);
  }

  /** Ends the innermost block without its closing tag, at `end`; `cause` is the tag that closes a block around it. */
  #abandon(end: number, cause: TagNode | undefined): void {
    const block = this.#pop();
    if (block === undefined) return;
    const { open, name, elses, stray } = block;
    if (stray !== undefined) {
      this.#blocks.set(open, { open, elses, close: stray, end: stray.range.end });
      this.#mismatch(block, stray);
      return;
    }
    this.#blocks.set(open, { open, elses, close: undefined, end });
    if (!open.terminated) return;
    const related = cause && {
      range: cause.range,
      message: `${calleeName(cause)} is closed here, while ${name} is still open.`,
    };
    const range = open.expression?.callee?.range ?? open.range;
    this.#report(
      'unclosed-block',
      range,
      `The ${wordFor(open)} ${name} is not closed: {{/${name}}} is missing.`,
      related,
      { insert: `{{/${name}}}`, at: end },
    );
  }

  #mismatch({ open, name }: OpenBlock, close: TagNode): void {
    const written = calleeName(close);
    if (!open.terminated || !close.terminated || written === '') return;
    const range = close.expression?.range ?? close.range;
    const related = { range: open.expression?.callee?.range ?? open.range, message: `${name} is opened here.` };
    this.#report(
      'mismatched-block',
      range,
      `This closes ${written}, but ${name} is open. Write {{/${name}}}.`,
      related,
      { replace: name },
    );
  }

  #pop(): OpenBlock | undefined {
    const block = this.#stack.pop();
    if (block !== undefined) this.#openNames.set(block.name, (this.#openNames.get(block.name) ?? 1) - 1);
    return block;
  }

  #report(
    code: Problem['code'],
    range: TextRange,
    message: string,
    related?: Problem['related'],
    data?: Problem['data'],
  ): void {
    this.#problems.push({
      code,
      range,
      message,
      ...(related === undefined ? {} : { related }),
      ...(data === undefined ? {} : { data }),
    });
  }
}

function wordFor(open: TagNode): string {
  switch (open.kind) {
    case 'open-partial':
      return 'partial block';
    case 'open-decorator':
      return 'inline block';
    case 'open-raw':
      return 'raw block';
    default:
      return 'block';
  }
}
