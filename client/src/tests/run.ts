import type * as vscode from 'vscode';
import type { CaseResult, OperationOutput, RunEvent } from '../../../server/src/protocol';
import type { Answer } from '../call';
import { describeFault } from '../faults';
import type { Host } from '../host';
import type { CaseItems } from './items';
import { caseKey, failureMessages, settled, terminalText, type FailureMessage } from './model';

const burstMs = 50;

/** The cases of one folder in a run: asks the server for them and shows in the Test Explorer what comes back. */
export class CaseRun {
  readonly #host: Host;
  readonly #items: CaseItems;
  readonly #run: vscode.TestRun;
  readonly #folder: string | undefined;
  readonly #id = crypto.randomUUID();
  readonly #waiting = new Map<string, vscode.TestItem>();
  /** The cases whose output was shown as it came. */
  readonly #streamed = new Set<string>();
  readonly #titled = new Set<string>();
  readonly #pending: RunEvent[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param wanted the items of the cases to run: all of one folder */
  constructor(host: Host, items: CaseItems, run: vscode.TestRun, wanted: readonly vscode.TestItem[]) {
    this.#host = host;
    this.#items = items;
    this.#run = run;
    this.#folder = wanted.map((item) => items.caseOf(item)?.folder).find((folder) => folder !== undefined);
    for (const item of wanted) this.#enqueue(item);
  }

  /**
   * Runs the cases.
   * @param provider a name of galley.yaml; undefined for its default
   * @param token asks for the end, beside the run's own Stop button
   */
  async execute(
    provider: string | undefined,
    token: vscode.CancellationToken,
  ): Promise<Answer<OperationOutput<'test'>>> {
    const source = new this.#host.vscode.CancellationTokenSource();
    const cancels = [token, this.#run.token].map((cause) => cause.onCancellationRequested(() => source.cancel()));
    const events = this.#host.calls.onRunEvent((event) => this.#hear(event));
    try {
      const answer = await this.#call(provider, source.token);
      this.#flush();
      if (answer.ok) for (const result of answer.value.results) this.#finish(result);
      else this.#giveUp(answer.fault);
      return answer;
    } finally {
      clearTimeout(this.#timer);
      for (const subscription of [...cancels, events]) subscription.dispose();
      source.dispose();
    }
  }

  #call(provider: string | undefined, token: vscode.CancellationToken): Promise<Answer<OperationOutput<'test'>>> {
    const cases = [...this.#waiting.values()].flatMap((item) => {
      const info = this.#items.caseOf(item);
      return info === undefined ? [] : [{ prompt: info.prompt, case: info.case }];
    });
    if (cases.length === 0)
      return Promise.resolve({
        ok: true,
        value: { summary: { passed: 0, failed: 0, errored: 0, skipped: 0 }, results: [] },
      });
    const input = { cases, run: this.#id, ...(provider === undefined ? {} : { provider }) };
    return this.#host.calls.call('test', input, { token, folder: this.#folder });
  }

  #enqueue(item: vscode.TestItem): void {
    const info = this.#items.caseOf(item);
    if (info === undefined) return;
    const key = caseKey(info.prompt, info.case);
    if (info.error !== undefined) {
      this.#write(key, item, `errored: ${info.error}\n`);
      this.#run.errored(item, new this.#host.vscode.TestMessage(info.error));
      return;
    }
    this.#run.enqueued(item);
    this.#waiting.set(key, item);
  }

  /** The Test Explorer is slow with many small changes: they are shown in bursts. */
  #hear(event: RunEvent): void {
    if (event.run !== this.#id) return;
    this.#pending.push(event);
    this.#timer ??= setTimeout(() => this.#flush(), burstMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const event of settled(this.#pending.splice(0))) this.#show(event);
  }

  #show(event: RunEvent): void {
    if (event.kind === 'finished') return this.#finish(event.result);
    const key = caseKey(event.prompt, event.case);
    const item = this.#waiting.get(key);
    if (item === undefined) return;
    if (event.kind === 'started') return this.#run.started(item);
    this.#streamed.add(key);
    this.#write(key, item, event.text);
  }

  #finish(result: CaseResult): void {
    const key = caseKey(result.prompt, result.case);
    const item = this.#waiting.get(key);
    if (item === undefined) return;
    this.#waiting.delete(key);
    const streamed = this.#streamed.has(key);
    if (!streamed && result.output !== '') this.#write(key, item, `${result.output}\n`);
    if (result.message !== undefined)
      this.#write(key, item, `${streamed ? '\n' : ''}${result.outcome}: ${result.message}\n`);
    switch (result.outcome) {
      case 'passed':
        return this.#run.passed(item, result.latencyMs);
      case 'failed':
        return this.#run.failed(item, this.#messages(result), result.latencyMs);
      case 'errored':
        return this.#run.errored(item, this.#messages(result), result.latencyMs);
      case 'skipped':
        return this.#run.skipped(item);
    }
  }

  /** The output of a run is one text for all its cases: each begins with its name. */
  #write(key: string, item: vscode.TestItem, text: string): void {
    const info = this.#items.caseOf(item);
    if (info !== undefined && !this.#titled.has(key)) {
      // What was written before may have ended anywhere.
      const start = this.#titled.size === 0 ? '' : '\r\n';
      this.#run.appendOutput(`${start}\u001b[1m${info.prompt}: ${info.case}\u001b[0m\r\n`, undefined, item);
      this.#titled.add(key);
    }
    this.#run.appendOutput(terminalText(text), undefined, item);
  }

  #messages(result: CaseResult): vscode.TestMessage[] {
    return failureMessages(result).map((message) => this.#message(message));
  }

  #message({ text, expected, actual, file, range }: FailureMessage): vscode.TestMessage {
    const { TestMessage, Location } = this.#host.vscode;
    const message =
      expected === undefined || actual === undefined ? new TestMessage(text) : TestMessage.diff(text, expected, actual);
    const uri = file === undefined ? undefined : this.#host.prompts.uriOf(file, this.#folder);
    if (uri !== undefined && range !== undefined) message.location = new Location(uri, this.#items.range(range));
    return message;
  }

  /** What has no result when the server gives none. */
  #giveUp(fault: Extract<Answer<unknown>, { ok: false }>['fault']): void {
    for (const item of this.#waiting.values()) {
      if (fault.code === 'cancelled') this.#run.skipped(item);
      else this.#run.errored(item, new this.#host.vscode.TestMessage(describeFault('The run did not succeed', fault)));
    }
    this.#waiting.clear();
  }
}
