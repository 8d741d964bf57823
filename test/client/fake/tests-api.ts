import type * as vscode from 'vscode';
import { CancellationTokenSource, type Range, type TestMessage, type Uri } from './values';

/** The Test Explorer without its screen: items as a tree, and each run as lines of what was reported. */
export class FakeTestController {
  readonly items = new FakeItems();
  readonly profiles: { label: string; isDefault: boolean; run: vscode.TestRunProfile['runHandler'] }[] = [];
  /** Everything the runs reported, in order. */
  readonly report: string[] = [];
  readonly invalidated: string[] = [];
  /** The Stop button of the last run. */
  stop: () => void = () => undefined;
  refreshHandler: (() => Promise<void>) | undefined;

  createTestItem(id: string, label: string, uri?: Uri): FakeItem {
    return new FakeItem(id, label, uri);
  }

  createRunProfile(
    label: string,
    _kind: number,
    run: vscode.TestRunProfile['runHandler'],
    isDefault: boolean,
  ): { dispose(): void } {
    const profile = { label, isDefault, run };
    this.profiles.push(profile);
    return { dispose: () => void this.profiles.splice(this.profiles.indexOf(profile), 1) };
  }

  createTestRun(): object {
    const source = new CancellationTokenSource();
    this.stop = () => source.cancel();
    const say =
      (outcome: string) =>
      (item: FakeItem, ...more: readonly unknown[]): void => {
        const messages = more.flat().filter((part) => typeof part === 'object') as TestMessage[];
        this.report.push([`${outcome} ${item.label}`, ...messages.map(messageLine)].join('\n'));
      };
    return {
      token: source.token,
      enqueued: say('enqueued'),
      started: say('started'),
      passed: say('passed'),
      failed: say('failed'),
      errored: say('errored'),
      skipped: say('skipped'),
      appendOutput: (text: string, _at: unknown, item: FakeItem) =>
        void this.report.push(`output ${item.label} ${JSON.stringify(text)}`),
      end: () => void this.report.push('end'),
    };
  }

  invalidateTestResults(items: readonly FakeItem[]): void {
    this.invalidated.push(...items.map(({ label }) => label));
  }

  dispose(): void {
    this.items.replace([]);
  }

  /** The items as an indented text: label, where it is, what it says. */
  draw(): string {
    return drawItems(this.items, '').join('\n');
  }

  /** The default profile's run of some items, or of everything. */
  async run(include?: readonly FakeItem[], token = new CancellationTokenSource().token): Promise<void> {
    const profile = this.profiles.find(({ isDefault }) => isDefault);
    await profile?.run({ include, exclude: undefined, profile: undefined } as unknown as vscode.TestRunRequest, token);
  }
}

export class FakeItem {
  readonly id: string;
  readonly label: string;
  readonly uri: Uri | undefined;
  readonly children = new FakeItems();
  description = '';
  sortText = '';
  tags: readonly unknown[] = [];
  error: string | undefined;
  range: Range | undefined;

  constructor(id: string, label: string, uri: Uri | undefined) {
    this.id = id;
    this.label = label;
    this.uri = uri;
  }
}

export class FakeItems {
  #items: readonly FakeItem[] = [];

  get(id: string): FakeItem | undefined {
    return this.#items.find((item) => item.id === id);
  }

  replace(items: readonly FakeItem[]): void {
    if (new Set(items.map(({ id }) => id)).size < items.length) throw new Error('two items with the same id');
    this.#items = items;
  }

  forEach(visit: (item: FakeItem) => void): void {
    this.#items.forEach((item) => visit(item));
  }
}

function drawItems(items: FakeItems, indent: string): readonly string[] {
  const lines: string[] = [];
  items.forEach((item) => {
    const place = item.uri === undefined ? '' : `${item.uri.path.split('/').at(-1)}:${item.range?.start.line ?? '-'}`;
    const parts = [item.label, place, item.description, item.error === undefined ? '' : `! ${item.error}`];
    lines.push(indent + parts.filter((part) => part !== '').join(' | '), ...drawItems(item.children, `${indent}  `));
  });
  return lines;
}

function messageLine(message: TestMessage): string {
  const { expectedOutput, actualOutput, location } = message;
  const diff = expectedOutput === undefined ? '' : ` expected ${expectedOutput} actual ${actualOutput}`;
  const place = location === undefined ? '' : ` at ${location.uri.path.split('/').at(-1)}:${location.range.start.line}`;
  return `  ${message.message}${diff}${place}`;
}
