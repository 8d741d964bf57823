import type { TextRange } from '../../base';
import type { Problem } from '../types';

/** What a tag is to the blocks of a template. */
export type BlockRole = 'open' | 'close' | 'branch' | 'none';

/** How the tags of a dialect make blocks. */
export interface BlockRules<T> {
  role(tag: T): BlockRole;
  /** The name that must be the same in both tags; empty while it is missing. */
  name(tag: T): string;
  /** Where the name stands. */
  nameRange(tag: T): TextRange;
  range(tag: T): TextRange;
  terminated(tag: T): boolean;
  /** `block`, `section`, … */
  word(tag: T): string;
  /** The closing tag that `open` needs, as text. */
  closeText(open: T): string;
  /** What to write in a closing tag of another name, to make it close `open`. */
  closeName(open: T): string;
  /** True when any closing tag closes `open`: its name is only known when it runs. */
  closesWithAny(open: T): boolean;
  /** Why `branch` cannot stand in `open`, which has the `branches` before it; undefined when it can. */
  refuseBranch(branch: T, open: T | undefined, branches: readonly T[]): string | undefined;
}

/** A block: its opening tag, the branches in it and its closing tag. */
export interface Block<T> {
  readonly open: T;
  readonly branches: readonly T[];
  /** Undefined while the block is not closed. */
  readonly close: T | undefined;
  /** Where the block ends: after its closing tag, or where the enclosing block or the text ends. */
  readonly end: number;
}

/** Blocks by opening tag, and what is wrong with their pairs. */
export interface MatchedBlocks<T> {
  readonly blocks: ReadonlyMap<T, Block<T>>;
  readonly problems: readonly Problem[];
}

/**
 * Pairs opening with closing tags. A closing tag closes the nearest open block of its name; blocks between stay
 * unclosed. One with a name that is not open closes, as a misspelling, a block that nothing else closes. One defect
 * gives one problem, at the tag that is wrong. Each tag is visited a fixed number of times.
 */
export function matchBlocks<T>(tags: readonly T[], end: number, rules: BlockRules<T>): MatchedBlocks<T> {
  return new Matcher(end, rules).match(tags);
}

interface OpenBlock<T> {
  readonly open: T;
  readonly name: string;
  readonly branches: T[];
  /** A closing tag whose name is not open, met directly inside: taken when no better one comes. */
  stray: T | undefined;
}

class Matcher<T> {
  readonly #end: number;
  readonly #rules: BlockRules<T>;
  readonly #stack: OpenBlock<T>[] = [];
  readonly #openNames = new Map<string, number>();
  readonly #blocks = new Map<T, Block<T>>();
  readonly #problems: Problem[] = [];
  /** Half-typed tags that may become the opening tag which a later closing tag misses. */
  #half = 0;

  constructor(end: number, rules: BlockRules<T>) {
    this.#end = end;
    this.#rules = rules;
  }

  match(tags: readonly T[]): MatchedBlocks<T> {
    for (const tag of tags) {
      const role = this.#rules.role(tag);
      if (role === 'open') this.#open(tag);
      else if (role === 'branch') this.#branch(tag);
      else if (role === 'close') this.#close(tag);
      else if (!this.#rules.terminated(tag)) this.#half++;
    }
    while (this.#stack.length > 0) this.#abandon(this.#end, undefined);
    return { blocks: this.#blocks, problems: this.#problems };
  }

  #open(tag: T): void {
    const name = this.#rules.name(tag);
    // A block without a name is half typed or reported as such: it opens nothing.
    if (name === '' && !this.#rules.closesWithAny(tag)) {
      this.#half++;
      return;
    }
    this.#stack.push({ open: tag, name, branches: [], stray: undefined });
    this.#openNames.set(name, (this.#openNames.get(name) ?? 0) + 1);
  }

  #branch(tag: T): void {
    const top = this.#stack.at(-1);
    const refusal = this.#rules.refuseBranch(tag, top?.open, top?.branches ?? []);
    if (refusal === undefined) top?.branches.push(tag);
    else if (this.#rules.terminated(tag) && this.#half === 0) {
      const before = top?.branches.at(-1);
      const related =
        before === undefined ? undefined : { range: this.#rules.range(before), message: 'The branch before it.' };
      this.#report('bad-tag', this.#rules.range(tag), refusal, related);
    }
  }

  #close(tag: T): void {
    const name = this.#rules.name(tag);
    const top = this.#stack.at(-1);
    if (top === undefined) this.#reportStray(tag);
    else if (top.name === name || (name !== '' && this.#rules.closesWithAny(top.open))) this.#pair(tag);
    else if ((this.#openNames.get(name) ?? 0) > 0) {
      while (this.#stack.length > 0 && this.#stack.at(-1)?.name !== name)
        this.#abandon(this.#rules.range(tag).start, tag);
      this.#pair(tag);
    } else if (top.stray === undefined) top.stray = tag;
    else this.#reportStray(tag);
  }

  #pair(close: T): void {
    const block = this.#pop();
    if (block === undefined) return;
    if (block.stray !== undefined) this.#reportStray(block.stray);
    this.#blocks.set(block.open, {
      open: block.open,
      branches: block.branches,
      close,
      end: this.#rules.range(close).end,
    });
  }

  #reportStray(tag: T): void {
    const name = this.#rules.name(tag);
    if (this.#half > 0) {
      this.#half--;
      return;
    }
    if (this.#rules.terminated(tag) && name !== '')
      this.#report('mismatched-block', this.#rules.nameRange(tag), `No ${this.#rules.word(tag)} ${name} is open here.`);
  }

  /** Ends the innermost block without its closing tag, at `end`; `cause` is the tag that closes a block around it. */
  #abandon(end: number, cause: T | undefined): void {
    const block = this.#pop();
    if (block === undefined) return;
    const { open, name, branches, stray } = block;
    const rules = this.#rules;
    if (stray !== undefined) {
      this.#blocks.set(open, { open, branches, close: stray, end: rules.range(stray).end });
      this.#mismatch(open, name, stray);
      return;
    }
    this.#blocks.set(open, { open, branches, close: undefined, end });
    if (!rules.terminated(open)) return;
    const related =
      cause === undefined
        ? undefined
        : { range: rules.range(cause), message: `${rules.name(cause)} is closed here, while ${name} is still open.` };
    const missing = rules.closeText(open);
    this.#report(
      'unclosed-block',
      rules.nameRange(open),
      `The ${rules.word(open)} ${name} is not closed: ${missing} is missing.`,
      related,
      { insert: missing, at: end },
    );
  }

  #mismatch(open: T, name: string, close: T): void {
    const rules = this.#rules;
    const written = rules.name(close);
    if (!rules.terminated(open) || !rules.terminated(close) || written === '') return;
    const related = { range: rules.nameRange(open), message: `${name} is opened here.` };
    const message = `This closes ${written}, but ${name} is open. Write ${rules.closeText(open)}.`;
    this.#report('mismatched-block', rules.nameRange(close), message, related, { replace: rules.closeName(open) });
  }

  #pop(): OpenBlock<T> | undefined {
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

/** Where the section after the opening tag (0) or after a branch (1, 2, …) ends. */
export function sectionEnd<T>(block: Block<T>, section: number, rangeOf: (tag: T) => TextRange): number {
  const next = block.branches[section] ?? block.close;
  return next === undefined ? block.end : rangeOf(next).start;
}
