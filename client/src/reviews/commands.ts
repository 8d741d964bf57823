import type { OperationInput } from '../../../server/src/protocol';
import type { Answer } from '../call';
import { placedAll, type Review } from '../folders';
import type { Host } from '../host';
import type { Targets } from '../target';
import type { CompareCommands } from '../versions/compare';
import { selectorOf } from '../versions/model';
import { pickVersion, versionsOf } from '../versions/picks';
import { comparedWith } from './model';

type Decision = OperationInput<'review.decide'>['decision'];

interface DecisionWords {
  readonly title: (what: string) => string;
  readonly ask: string;
  readonly done: (what: string) => string;
  readonly needsReason: boolean;
  /** The reviews it can be said of. */
  readonly states: readonly Review['state'][];
}

const decisions: Readonly<Record<Decision, DecisionWords>> = {
  approved: {
    title: (what) => `Approve ${what}`,
    ask: 'What convinced you? (may stay empty)',
    done: (what) => `Approved ${what}.`,
    needsReason: false,
    states: ['open', 'changes-requested'],
  },
  'changes-requested': {
    title: (what) => `Send ${what} back`,
    ask: 'What has to change?',
    done: (what) => `Sent ${what} back.`,
    needsReason: true,
    states: ['open', 'approved'],
  },
  closed: {
    title: (what) => `Close the review of ${what}`,
    ask: 'Why is it no longer needed? (may stay empty)',
    done: (what) => `Closed the review of ${what}.`,
    needsReason: false,
    states: ['open', 'changes-requested', 'approved'],
  },
  reopened: {
    title: (what) => `Reopen the review of ${what}`,
    ask: 'Why is it needed again? (may stay empty)',
    done: (what) => `Reopened the review of ${what}.`,
    needsReason: false,
    states: ['closed', 'changes-requested', 'approved'],
  },
};

/** Commands on reviews: request, decide, look at. */
export class ReviewCommands {
  readonly #host: Host;
  readonly #targets: Targets;
  readonly #compare: CompareCommands;

  constructor(host: Host, targets: Targets, compare: CompareCommands) {
    this.#host = host;
    this.#targets = targets;
    this.#compare = compare;
  }

  register(): void {
    const { commands } = this.#host;
    commands.register('galley.requestReview', (...args) => this.#request(args));
    commands.register('galley.approve', (...args) => this.#decide(args, 'approved'));
    commands.register('galley.sendBack', (...args) => this.#decide(args, 'changes-requested'));
    commands.register('galley.closeReview', (...args) => this.#decide(args, 'closed'));
    commands.register('galley.reopenReview', (...args) => this.#decide(args, 'reopened'));
    commands.register('galley.showReview', (...args) => this.#show(args));
  }

  async #request(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'to have reviewed');
    if (target === undefined) return;
    const { prompt } = target;
    const version = target.version ?? prompt.head ?? (await pickVersion(this.#host, prompt, 'The version to review'));
    if (version === undefined) return;
    const what = `${prompt.name} ${version.semver}`;
    const note = target.version === undefined && prompt.modified ? ' The draft has changes that are not in it.' : '';
    const message = await this.#host.vscode.window.showInputBox({
      title: `Request a review of ${what}`,
      prompt: `What should the reviewer look at? (may stay empty)${note}`,
      ignoreFocusOut: true,
    });
    if (message === undefined) return;
    const selector = selectorOf(prompt.name, version);
    const input = { selector, ...(message === '' ? {} : { message }) };
    const answer = await this.#host.calls.call('review.request', input, { folder: prompt.folder });
    if (!answer.ok) return this.#host.messages.fault(`Could not request a review of ${what}`, answer.fault);
    this.#host.messages.info(`Requested a review of ${what}. It is in the Reviews view until somebody decides.`);
  }

  async #decide(args: readonly unknown[], decision: Decision): Promise<void> {
    const words = decisions[decision];
    const review = reviewIn(args[0]) ?? (await this.#pick(words));
    if (review === undefined) return;
    const what = `${review.prompt} ${review.version.semver}`;
    const reason = await this.#host.vscode.window.showInputBox({
      title: words.title(what),
      prompt: words.ask,
      ignoreFocusOut: true,
      validateInput: (text) => (words.needsReason && text.trim() === '' ? 'Say it in a few words.' : undefined),
    });
    if (reason === undefined) return;
    const input = { review: review.id, decision, ...(reason === '' ? {} : { reason }) };
    const answer = await this.#host.calls.call('review.decide', input, { folder: review.folder });
    if (!answer.ok) return this.#host.messages.fault(`Could not ${lowerFirst(words.title(what))}`, answer.fault);
    this.#host.messages.info(words.done(what));
  }

  /** Shows what a reviewed version changed: the difference to the version before it. */
  async #show(args: readonly unknown[]): Promise<void> {
    const review = reviewIn(args[0]);
    const prompt = review && this.#host.prompts.byName(review.prompt, review.folder);
    if (review === undefined || prompt === undefined) return;
    const entries = await versionsOf(this.#host, prompt);
    if (entries === undefined) return;
    const before = comparedWith(entries, review.version.number);
    if (before === undefined) await this.#compare.compare(prompt, review.version, 'draft');
    else await this.#compare.compare(prompt, before, review.version);
  }

  async #pick(words: DecisionWords): Promise<Review | undefined> {
    const { folders } = this.#host.prompts;
    const answers = await Promise.all(folders.all.map((folder) => reviewsOf(this.#host, folder)));
    const failed = answers.find((answer) => !answer.ok);
    if (failed !== undefined) {
      this.#host.messages.fault('Cannot list the reviews', failed.fault);
      return undefined;
    }
    const all = answers.flatMap((answer) => (answer.ok ? answer.value : []));
    const reviews = all.filter((review) => words.states.includes(review.state));
    if (reviews.length === 0) {
      this.#host.messages.info('There is no review that this could be said of.', {
        label: 'Request review',
        run: () => this.#host.vscode.commands.executeCommand('galley.requestReview'),
      });
      return undefined;
    }
    const items = reviews.map((review) => ({
      label: `${review.prompt} ${review.version.semver}`,
      description: [folders.nameOf(review.folder), `${review.state}, asked by ${review.author.name}`]
        .filter((word) => word !== '')
        .join(' · '),
      detail: review.message,
      review,
    }));
    return (await this.#host.vscode.window.showQuickPick(items, { placeHolder: words.title('which review?') }))?.review;
  }
}

/** The reviews of a folder. */
export async function reviewsOf({ calls }: Host, folder: string | undefined): Promise<Answer<readonly Review[]>> {
  return placedAll(await calls.call('review.list', {}, { folder }), folder);
}

function reviewIn(argument: unknown): Review | undefined {
  const { review } = Object(argument) as { review?: Review };
  return typeof review?.id === 'string' ? review : undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
