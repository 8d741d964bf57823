/** Something that holds resources until it is disposed of. */
export interface Disposable {
  dispose(): void;
}

/** Collects disposables and disposes of them together, last first. Whoever creates one of these owns what is in it. */
export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  /** Adds `item` and returns it; after {@link dispose} it is disposed of at once. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#items.splice(0).reverse()) item.dispose();
  }
}
