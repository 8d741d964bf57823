import { fault, FaultError } from '../../base';
import { type Mark, readMarks } from './marks';
import type { MessagePart, RenderedMessage } from './types';

/** The roles a message can have. `model` is Dotprompt's word for `assistant`. */
export const messageRoles: ReadonlySet<string> = new Set([
  'system',
  'user',
  'assistant',
  'model',
  'tool',
  'developer',
  'function',
]);

interface Draft {
  role: string;
  readonly pieces: (string | Mark)[];
}

/**
 * Splits text rendered from a Dotprompt body into messages, as google/dotprompt's `toMessages` does: text before the
 * first role is the user's, blank stretches are dropped, history goes where it is asked for, else before the last user
 * message.
 */
export function splitMessages(
  text: string,
  role: string,
  history: readonly RenderedMessage[],
): readonly RenderedMessage[] {
  const past = history.map((message) => ({ ...message, metadata: { ...message.metadata, purpose: 'history' } }));
  let current: Draft = { role, pieces: [] };
  const drafts: (Draft | RenderedMessage)[] = [current];
  let placed = false;
  for (const piece of readMarks(text, isRole)) {
    if (typeof piece === 'string') {
      if (piece.trim() !== '') current.pieces.push(piece);
    } else if (piece.kind === 'role') {
      if (!isRole(piece.role)) throw new FaultError(unknownRole(piece.role));
      if (current.pieces.length > 0) drafts.push((current = { role: piece.role, pieces: [] }));
      else current.role = piece.role;
    } else if (piece.kind === 'history') {
      placed = true;
      drafts.push(...past, (current = { role: 'model', pieces: [] }));
    } else current.pieces.push(piece);
  }
  const messages = drafts.flatMap((draft) => ('pieces' in draft ? finished(draft) : [draft]));
  return placed ? messages : insertHistory(messages, history);
}

function isRole(name: string): boolean {
  return messageRoles.has(name);
}

function unknownRole(role: string): ReturnType<typeof fault> {
  const known = [...messageRoles].join(', ');
  return fault('render', `The role "${role.slice(0, 40)}" does not exist.`, { help: `Use one of ${known}.` });
}

function finished(draft: Draft): readonly RenderedMessage[] {
  if (draft.pieces.length === 0) return [];
  return [messageOf(draft.role, draft.pieces.map(partOf))];
}

/** A message of parts; one text alone needs none. */
export function messageOf(role: string, parts: readonly MessagePart[]): RenderedMessage {
  const joined: MessagePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.kind === 'text' && last?.kind === 'text')
      joined[joined.length - 1] = { kind: 'text', text: last.text + part.text };
    else joined.push(part);
  }
  const content = joined.map((part) => (part.kind === 'text' ? part.text : part.kind === 'media' ? part.url : ''));
  const plain = joined.every((part) => part.kind === 'text');
  return { role, content: content.join(''), ...(plain ? {} : { parts: joined }) };
}

function partOf(piece: string | Mark): MessagePart {
  if (typeof piece === 'string') return { kind: 'text', text: piece };
  if (piece.kind === 'media' || piece.kind === 'section') return piece;
  throw new Error(`a ${piece.kind} mark is not a part of a message`);
}

function insertHistory(
  messages: readonly RenderedMessage[],
  history: readonly RenderedMessage[],
): readonly RenderedMessage[] {
  if (history.length === 0) return messages;
  const last = messages.at(-1);
  return last?.role === 'user' ? [...messages.slice(0, -1), ...history, last] : [...messages, ...history];
}
