/** Gathers pieces of text so that a listener hears of them at most every 50 ms. */
export class OutputBatch {
  readonly #send: (text: string) => void;
  #pieces: string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  add(text: string): void {
    if (text === '') return;
    this.#pieces.push(text);
    this.#timer ??= setTimeout(() => this.flush(), 50);
  }

  /** Sends what is there now. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#pieces.join('');
    this.#pieces = [];
    if (text !== '') this.#send(text);
  }
}
