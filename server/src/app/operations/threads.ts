import { fail, fault, ok, type Result } from '../../base';
import {
  anchorAt,
  type CommentRecord,
  type Expectation,
  type Fact,
  linesOf,
  placeAnchor,
  type PromptRecord,
  samePerson,
  type ThreadRecord,
} from '../../domain';
import type { WireThread } from '../../protocol';
import type { Draft } from '../drafts';
import { type Context, type FactStart, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import type { Implementations } from './types';

type ThreadOperation = 'threads' | 'thread.start' | 'thread.reply' | 'thread.edit' | 'thread.resolve';

export const threadOperations: Implementations<ThreadOperation> = {
  async threads(context, { prompt: name, text }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const draft = context.drafts.find(name);
    if (!draft.ok) return draft;
    const prompt = await registry.value.recordOf(draft.value);
    if (!prompt.ok) return prompt;
    if (prompt.value === undefined) return ok([]);
    const threads = await registry.value.query('threads', { prompt: prompt.value.id });
    if (!threads.ok) return threads;
    const found: WireThread[] = [];
    for (const thread of threads.value) {
      const wire = await wireThread(registry.value, thread, prompt.value, text ?? draft.value.file.text);
      if (!wire.ok) return wire;
      found.push(wire.value);
    }
    return ok(found);
  },

  async 'thread.start'(context, { prompt: name, startLine, endLine, body, text }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const draft = context.drafts.find(name);
    if (!draft.ok) return draft;
    const source = text ?? draft.value.file.text;
    const checked = checkLines(source, startLine, endLine);
    if (!checked.ok) return checked;
    const words = checkBody(body);
    if (!words.ok) return words;
    const author = await context.author();
    if (!author.ok) return author;
    const start = factStarter(context, author.value);
    const owner = await ownerOf(context, registry.value, draft.value, start);
    if (!owner.ok) return owner;
    const thread = context.ids.next();
    const { prompt, head, facts, expectations } = owner.value;
    const started: Fact = {
      ...start(),
      kind: 'thread-started',
      thread,
      prompt,
      ...(head === undefined ? {} : { version: head }),
      source,
      anchor: anchorAt(source, startLine, endLine),
    };
    const comment: Fact = { ...start(), kind: 'comment-added', comment: context.ids.next(), thread, body: words.value };
    const appended = await registry.value.store.append([...facts, started, comment], expectations);
    return appended.ok ? stored(context, registry.value, thread, text) : appended;
  },

  async 'thread.reply'(context, { thread, body }) {
    const words = checkBody(body);
    if (!words.ok) return words;
    return change(context, thread, (start) => ({
      ...start,
      kind: 'comment-added',
      comment: context.ids.next(),
      thread,
      body: words.value,
    }));
  },

  async 'thread.edit'(context, { thread, comment, body }) {
    const words = checkBody(body);
    if (!words.ok) return words;
    return change(context, thread, (start, { comments }) => {
      const found = comments.find((candidate) => candidate.id === comment);
      if (found === undefined)
        return fault('not-found', 'There is no such comment in this thread.', { key: 'comment' });
      if (!isOwn(found, start)) return fault('refused', `Only ${found.author.name} can edit this comment.`);
      return found.body === words.value ? undefined : { ...start, kind: 'comment-edited', comment, body: words.value };
    });
  },

  async 'thread.resolve'(context, { thread, state }) {
    return change(context, thread, (start, found) =>
      found.state === state ? undefined : { ...start, kind: 'thread-state-set', thread, state },
    );
  },
};

function isOwn(comment: CommentRecord, { author }: FactStart): boolean {
  return samePerson(comment.author, author);
}

function checkLines(source: string, startLine: number, endLine: number): Result<undefined> {
  const count = linesOf(source).length;
  if (startLine <= endLine && endLine < count) return ok(undefined);
  const lines = startLine === endLine ? `line ${startLine + 1}` : `lines ${startLine + 1} to ${endLine + 1}`;
  const message = `The prompt has no ${lines}: it has ${count} lines.`;
  return fail(fault('invalid-input', message, { key: endLine < startLine ? 'startLine' : 'endLine' }));
}

function checkBody(body: string): Result<string> {
  const words = body.trim();
  return words === '' ? fail(fault('invalid-input', 'A comment needs some words.', { key: 'body' })) : ok(words);
}

/** The prompt a thread belongs to; a prompt without versions comes into the store with its first comment. */
async function ownerOf(
  context: Context,
  registry: Registry,
  draft: Draft,
  start: () => FactStart,
): Promise<
  Result<{ prompt: string; head: string | undefined; facts: readonly Fact[]; expectations: readonly Expectation[] }>
> {
  const record = await registry.recordOf(draft);
  if (!record.ok) return record;
  if (record.value === undefined) {
    const prompt = context.ids.next();
    const created: Fact = { ...start(), kind: 'prompt-created', prompt, name: draft.name, file: draft.file.path };
    return ok({
      prompt,
      head: undefined,
      facts: [created],
      expectations: [{ kind: 'prompt-name-free', name: draft.name }],
    });
  }
  const prompt = record.value.id;
  const branches = await registry.query('branches', { prompt });
  if (!branches.ok) return branches;
  const head = branches.value.find(({ current }) => current)?.head.id;
  return ok({ prompt, head, facts: [], expectations: [{ kind: 'exists', what: 'prompt', id: prompt }] });
}

/** What changes a thread: a fact, a fault, or nothing when it is so already. */
type Change = Fact | ReturnType<typeof fault> | undefined;

async function change(
  context: Context,
  id: string,
  make: (start: FactStart, thread: ThreadRecord) => Change,
): Promise<Result<WireThread>> {
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const thread = await registry.value.query('thread', { id });
  if (!thread.ok) return thread;
  if (thread.value === undefined) return fail(fault('not-found', 'There is no such thread.', { key: 'thread' }));
  const author = await context.author();
  if (!author.ok) return author;
  const made = make(factStarter(context, author.value)(), thread.value);
  if (made !== undefined && 'code' in made) return fail(made);
  if (made !== undefined) {
    const appended = await registry.value.store.append([made], [{ kind: 'exists', what: 'thread', id }]);
    if (!appended.ok) return appended;
  }
  return stored(context, registry.value, id);
}

async function stored(context: Context, registry: Registry, id: string, text?: string): Promise<Result<WireThread>> {
  const thread = await registry.query('thread', { id });
  if (!thread.ok) return thread;
  if (thread.value === undefined) return fail(fault('damaged', `The thread ${id} is not in the store.`));
  const { prompt: owner, source } = thread.value;
  const prompts = await registry.query('prompts', undefined);
  if (!prompts.ok) return prompts;
  const prompt = prompts.value.find((candidate) => candidate.id === owner);
  if (prompt === undefined) return fail(fault('damaged', `The prompt of the thread ${id} is not in the store.`));
  const draft = context.drafts.find(prompt.name);
  return wireThread(registry, thread.value, prompt, text ?? (draft.ok ? draft.value.file.text : source));
}

/** A thread with its place in a text. */
async function wireThread(
  registry: Registry,
  thread: ThreadRecord,
  prompt: PromptRecord,
  text: string,
): Promise<Result<WireThread>> {
  const version = thread.version === undefined ? undefined : await registry.version(thread.version);
  if (version !== undefined && !version.ok) return version;
  return ok({
    id: thread.id,
    prompt: prompt.name,
    file: prompt.file,
    ...(version === undefined ? {} : { version: versionRef(version.value) }),
    state: thread.state,
    ...placeAnchor(thread.source, thread.anchor, text),
    comments: thread.comments.map(({ id, body, author, time, edited }) => ({
      id,
      body,
      author,
      time,
      ...(edited === undefined ? {} : { edited }),
    })),
  });
}
