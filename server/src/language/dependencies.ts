/**
 * What was worked out from what. A key names something that can change, such as the face of a file; a node is something
 * that was worked out, such as the findings of a file. Nodes that others are worked out from are keys themselves.
 */
export class Dependencies {
  /** One user stands for itself: most keys have no more. */
  readonly #usersOf = new Map<string, string | Set<string>>();
  readonly #usedBy = new Map<string, ReadonlySet<string>>();
  readonly #derived: Pick<Derived<unknown>, 'forget'>[] = [];
  #current: Set<string> | undefined;

  /** Says that what is being worked out depends on `key`. */
  use(key: string): void {
    this.#current?.add(key);
  }

  /** Runs `work` and gives, with its result, the keys that it used. */
  collect<T>(work: () => T): { readonly result: T; readonly used: Set<string> } {
    const outer = this.#current;
    const used = new Set<string>();
    this.#current = used;
    try {
      return { result: work(), used };
    } finally {
      this.#current = outer;
    }
  }

  /** Works out a node, and remembers what from. */
  record<T>(node: string, work: () => T): T {
    const { result, used } = this.collect(work);
    this.set(node, used);
    return result;
  }

  /** What a node was worked out from; undefined when it was not, or when that has changed since. */
  usedBy(node: string): ReadonlySet<string> | undefined {
    return this.#usedBy.get(node);
  }

  /** Says what a node was worked out from. */
  set(node: string, used: ReadonlySet<string>): void {
    const before = this.#usedBy.get(node);
    if (before !== undefined) {
      for (const key of before) if (!used.has(key)) this.#removeUser(key, node);
    }
    this.#usedBy.set(node, used);
    for (const key of used) this.#addUser(key, node);
  }

  /** The nodes that depend on one of the keys, at any depth; they are forgotten. */
  changed(keys: Iterable<string>): ReadonlySet<string> {
    const found = new Set<string>();
    const pending = [...keys];
    for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
      const users = this.#usersOf.get(key) ?? [];
      for (const node of typeof users === 'string' ? [users] : users) {
        if (found.has(node)) continue;
        found.add(node);
        pending.push(node);
      }
    }
    for (const node of found) this.forget(node);
    return found;
  }

  /** Forgets one node. */
  forget(node: string): void {
    for (const key of this.#usedBy.get(node) ?? []) this.#removeUser(key, node);
    this.#usedBy.delete(node);
    for (const derived of this.#derived) derived.forget(node);
  }

  /** Everything that was worked out, and from what. */
  nodes(): Iterable<readonly [node: string, used: ReadonlySet<string>]> {
    return this.#usedBy;
  }

  clear(): void {
    this.#usersOf.clear();
    this.#usedBy.clear();
    for (const derived of this.#derived) derived.forget();
  }

  /** Makes room for values that are worked out; they are forgotten when what they come from changes. */
  derive<T>(prefix: string): Derived<T> {
    const derived = new Derived<T>(this, prefix);
    this.#derived.push(derived);
    return derived;
  }

  #addUser(key: string, node: string): void {
    const users = this.#usersOf.get(key);
    if (users === undefined) this.#usersOf.set(key, node);
    else if (typeof users !== 'string') users.add(node);
    else if (users !== node) this.#usersOf.set(key, new Set([users, node]));
  }

  #removeUser(key: string, node: string): void {
    const users = this.#usersOf.get(key);
    if (users === node) this.#usersOf.delete(key);
    else if (typeof users === 'object' && users.delete(node) && users.size === 0) this.#usersOf.delete(key);
  }
}

/** Values that are worked out once for each name, until what they were worked out from changes. */
export class Derived<T> {
  readonly #dependencies: Dependencies;
  readonly #prefix: string;
  readonly #values = new Map<string, T>();

  constructor(dependencies: Dependencies, prefix: string) {
    this.#dependencies = dependencies;
    this.#prefix = prefix;
  }

  /** The key of the value of `name`. */
  keyOf(name: string): string {
    return `${this.#prefix}:${name}`;
  }

  /** Whether a value is known. */
  has(name: string): boolean {
    return this.#values.has(this.keyOf(name));
  }

  /** The value that is known; whoever asks depends on it. */
  known(name: string): T | undefined {
    const key = this.keyOf(name);
    this.#dependencies.use(key);
    return this.#values.get(key);
  }

  /** The value, worked out if it is not known. */
  get(name: string, work: () => T): T {
    const before = this.known(name);
    if (before !== undefined) return before;
    const { result, used } = this.#dependencies.collect(work);
    this.set(name, result, used);
    return result;
  }

  set(name: string, value: T, used: ReadonlySet<string>): void {
    const key = this.keyOf(name);
    this.#values.set(key, value);
    this.#dependencies.set(key, used);
  }

  /** Forgets one node, or all. */
  forget(node?: string): void {
    if (node === undefined) this.#values.clear();
    else this.#values.delete(node);
  }
}
