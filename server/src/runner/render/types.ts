import type { Json } from '../../base';

/** A part of a message that is not plain text, or the text between such parts. */
export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'media'; readonly url: string; readonly contentType?: string }
  /** A named place that a program fills in later (Dotprompt's `section`). */
  | { readonly kind: 'section'; readonly name: string };

/** One message as the model gets it. */
export interface RenderedMessage {
  readonly role: string;
  /** The text of the message. Media stand in it as their URL; sections are left out. */
  readonly content: string;
  /** The parts in order, when there is anything but one text. */
  readonly parts?: readonly MessagePart[];
  /** Facts about the message beside its text: `purpose: history`, the attributes of a Prompty role line. */
  readonly metadata?: { readonly [key: string]: Json };
}

/** A rendered prompt. */
export interface RenderResult {
  readonly messages: readonly RenderedMessage[];
  /** The names of the required inputs that got no value. Whether that is an error is for the caller to say. */
  readonly missing: readonly string[];
}

/** The values of one rendering, by input name. Only own properties count. */
export type InputValues = { readonly [name: string]: Json };

/** What the caller knows beside the inputs. */
export interface RenderOptions {
  /** Messages before this prompt; they go where `{{history}}` stands, else before the last user message. */
  readonly history?: readonly RenderedMessage[];
  /** Runtime data of Dotprompt: `{ state: {...} }` is read as `@state`. */
  readonly context?: { readonly [name: string]: Json };
  /** The file the prompt came from, and the zero-based line in it at which the text of each message starts. */
  readonly source?: { readonly file: string; readonly lines: readonly number[] };
  /** The longest rendered text in UTF-16 units; 1,000,000 when absent. */
  readonly maxLength?: number;
}

/** Renders one template text with values. Throws on anything it cannot render. */
export type TextRenderer = (values: InputValues, options: RenderOptions) => string;
