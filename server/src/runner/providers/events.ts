/**
 * Takes the data out of a stream of server-sent events (WHATWG HTML, section 9.2): text comes in pieces cut anywhere,
 * the data of each finished event goes out. Comments and the other fields are left out.
 */
export class EventReader {
  readonly #onData: (data: string) => void;
  #rest: string[] = [];
  #data: string[] = [];

  constructor(onData: (data: string) => void) {
    this.#onData = onData;
  }

  /** Reads on. The pieces of a line are joined once, when it ends. */
  feed(text: string): void {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      this.#rest.push(line);
      this.#line(this.#rest.join(''));
      this.#rest = [];
    }
    this.#rest.push(last);
  }

  /** Reads what an ending without a last empty line left over. */
  end(): void {
    this.feed('\n\n');
  }

  #line(ended: string): void {
    const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    if (line === '') {
      if (this.#data.length > 0) this.#onData(this.#data.join('\n'));
      this.#data = [];
    } else if (line.startsWith('data:')) {
      this.#data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
    }
  }
}
