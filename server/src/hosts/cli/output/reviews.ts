import type { WireReview, WireThread } from '../../../protocol';
import type { Style } from './style';
import { versionText } from './versions';
import { indented, shortTime } from './words';

/** Reviews with what was decided. */
export function reviewsText(reviews: readonly WireReview[], style: Style): string {
  if (reviews.length === 0) return 'no reviews\n';
  return reviews.map((review) => reviewText(review, style)).join('\n');
}

function reviewText(review: WireReview, style: Style): string {
  const { id, prompt, version, state, author, time, message, decisions } = review;
  const head = `${style.bold(prompt)} ${versionText(version)} ${stateText(state, style)} ${style.dim(id)}\n`;
  const asked = `  asked by ${author.name}, ${shortTime(time)}${message === '' ? '' : `: ${message}`}\n`;
  const decided = decisions.map((each) => {
    const reason = each.reason === '' ? '' : `: ${each.reason}`;
    return `  ${each.decision.replace('-', ' ')} by ${each.author.name}, ${shortTime(each.time)}${reason}\n`;
  });
  return head + asked + decided.join('');
}

function stateText(state: WireReview['state'], style: Style): string {
  const words = {
    open: style.yellow('open'),
    approved: style.green('approved'),
    'changes-requested': style.red('changes requested'),
    closed: style.dim('closed'),
  };
  return words[state];
}

/** Comment threads with their comments. */
export function threadsText(threads: readonly WireThread[], style: Style): string {
  if (threads.length === 0) return 'no comments\n';
  return threads.map((thread) => threadText(thread, style)).join('\n');
}

function threadText(thread: WireThread, style: Style): string {
  const { id, file, startLine, endLine, state, outdated, comments } = thread;
  const lines = startLine === endLine ? `${startLine + 1}` : `${startLine + 1}-${endLine + 1}`;
  const marks = `${state === 'open' ? style.yellow(state) : style.dim(state)}${outdated ? ' (its lines are gone)' : ''}`;
  const said = comments.map(({ author, time, edited, body }) => {
    const by = `${author.name}, ${shortTime(time)}${edited === undefined ? '' : ', edited'}`;
    return `  ${style.dim(by)}\n${indented(body, 4)}\n`;
  });
  return `${style.bold(`${file}:${lines}`)} ${marks} ${style.dim(id)}\n${said.join('')}`;
}
