import type { DiagnosticCode, Json, Severity, TextRange } from '../base';

/** A template language. `input-marks` is the `${input:x}` of VS Code prompt files, `semantic-kernel` is `{{$x}}`. */
export const dialects = [
  'handlebars',
  'mustache',
  'jinja',
  'fstring',
  'braces',
  'input-marks',
  'semantic-kernel',
] as const;

/** One of {@link dialects}. */
export type Dialect = (typeof dialects)[number];

/** What kind of file a prompt is in. `foreign` files are named and left alone. */
export type PromptFormat = 'dotprompt' | 'prompty' | 'github-models' | 'vscode-prompt' | 'bare' | 'foreign';

/** A finding of a parser: one cause, one problem. Ranges are UTF-16 offsets in the whole file. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly range: TextRange;
  /** One sentence for a person. */
  readonly message: string;
  /** Where this one is less certain, or less grave, than others of its code. */
  readonly severity?: Severity;
  /** The place that explains it, such as the opening tag of an unclosed block. */
  readonly related?: { readonly range: TextRange; readonly message: string };
  /** What a quick fix needs to know. */
  readonly data?: { readonly [key: string]: Json };
}

/** The type of an input or of a part of it: the subset of JSON Schema that Galley reasons about. */
export interface Schema {
  /** `any` when nothing is known. A nullable type has `nullable`. */
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'null' | 'array' | 'object' | 'any';
  readonly nullable?: boolean;
  readonly description?: string;
  readonly enum?: readonly Json[];
  /** Element type of an array; with a `prefix`, of the elements behind it. */
  readonly items?: Schema;
  /** The types of the first elements, one by one. */
  readonly prefix?: readonly Schema[];
  /** Members of an object, in source order. */
  readonly properties?: ReadonlyMap<string, Schema>;
  readonly required?: readonly string[];
  /** True when an object may hold members that are not in `properties`. */
  readonly open?: boolean;
  /** The type of the members that are not in `properties`, when it is declared. */
  readonly additional?: Schema;
  /** Where the name of the property this schema belongs to stands in the file. */
  readonly nameRange?: TextRange;
}

/** A declared variable of a prompt. */
export interface InputDeclaration {
  readonly name: string;
  /** The name alone, for rename (without Picoschema's `?` and `(array)`). */
  readonly nameRange: TextRange;
  /** The whole declaration: key, value and line end, for removal. */
  readonly range: TextRange;
  readonly schema: Schema;
  readonly required: boolean;
  readonly default?: Json;
  readonly description?: string;
}

/** A part of a dotted path with its place. `[]` as text stands for an element of an array and has an empty range. */
export interface PathSegment {
  readonly text: string;
  readonly range: TextRange;
}

/** How a variable is used; decides which types make sense there. */
export type VariableUsage =
  | 'output' // substituted as text
  | 'condition' // tested for truth
  | 'each' // looped over
  | 'with' // becomes the context
  | 'argument' // handed to a helper, filter or function
  | 'partial-argument'
  | 'expression'; // part of a larger expression

/** What a path in the body means after scope analysis. */
export type Resolution =
  /** Reads the input named by `path[0]`, then members; `[]` is an element. An empty path is the root context itself. */
  | { readonly kind: 'input'; readonly path: readonly string[] }
  /** Reads a local name, then members. */
  | { readonly kind: 'local'; readonly binding: Binding; readonly path: readonly string[] }
  /** Runtime data such as `@index` or `loop.index`. */
  | { readonly kind: 'data'; readonly name: string; readonly known: boolean }
  /** Cannot be known (dynamic context): never reported. */
  | { readonly kind: 'unknown' };

/** One look-up of a name in the body. */
export interface VariableUse {
  /** The whole path as written. */
  readonly range: TextRange;
  /** The named segments as written, without `this`, `.` and `../`. */
  readonly segments: readonly PathSegment[];
  readonly usage: VariableUsage;
  readonly resolution: Resolution;
  /** True when a missing value is expected here (`default` filter, `is defined`, `{{#if x}}`). */
  readonly guarded: boolean;
  /** The filters that the value goes through, in order, and how the result is used. */
  readonly piped?: { readonly filters: readonly PathSegment[]; readonly usage: VariableUsage };
  /** The fixed value that it is compared with. */
  readonly compared?: FixedValue;
}

/** A literal with its place. */
export interface FixedValue {
  readonly value: string | number | boolean;
  readonly range: TextRange;
}

/** A name that an included file sees beside its context, and what it stands for, as far as that is known. */
export interface HandedValue {
  readonly name: string;
  /** The place of the value, where the tag spells it. */
  readonly range?: TextRange;
  /** The path from the root that it reads. */
  readonly path?: readonly string[];
  readonly fixed?: FixedValue['value'];
}

/** A local name: loop item, block parameter, assignment, macro parameter. */
export interface Binding {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly kind: 'item' | 'key' | 'index' | 'block-parameter' | 'assignment' | 'parameter' | 'import' | 'macro';
  /** What the name stands for, when it stands for a path: `order.items.[]` for the item of a loop over `order.items`. */
  readonly source?: { readonly path: readonly string[] };
  /** The parameters of a macro. */
  readonly parameters?: readonly MacroParameter[];
  /** Where an imported name comes from. */
  readonly origin?: ImportOrigin;
}

/** A parameter of a macro; `text` is how it is written, with its default. */
export interface MacroParameter {
  readonly name: string;
  readonly text: string;
}

/** What an imported name is in the template it comes from. */
export interface ImportOrigin {
  /** The name of that template. */
  readonly template: string;
  /** The name there; undefined for all of the template. */
  readonly name: PathSegment | undefined;
}

/** A call of a helper, filter, test or function. */
export interface CallUse {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly kind: 'helper' | 'block-helper' | 'filter' | 'test' | 'function' | 'macro';
  readonly range: TextRange;
  /** The local name behind the call of a macro: the macro itself, or the template that `name` is imported from. */
  readonly binding?: Binding;
  /** The number of positional arguments. */
  readonly argumentCount: number;
  readonly argumentRanges: readonly TextRange[];
  readonly namedArguments: readonly PathSegment[];
}

/** An inclusion of a partial or another template. */
export interface PartialUse {
  /** Undefined for a dynamic name. */
  readonly name: string | undefined;
  readonly nameRange: TextRange;
  readonly range: TextRange;
  /** The names handed over, with the places of the names. */
  readonly namedArguments: readonly PathSegment[];
  /** What it gets beside the context: the values of `namedArguments` one by one, in Jinja the local names around the tag. */
  readonly values: readonly HandedValue[];
  /** The context it gets: a path from the root, or undefined when it cannot be known. */
  readonly context: readonly string[] | undefined;
  /** True when nothing is wrong if no file has this name: it has a fallback body or is defined in this file. */
  readonly optional: boolean;
  /** Where the name is defined, for an inline partial of this file. */
  readonly definition?: TextRange;
}

/** A block with an opening and a closing tag. */
export interface BlockSpan {
  readonly name: string;
  readonly openNameRange: TextRange;
  /** Undefined while the block is not closed. */
  readonly closeNameRange: TextRange | undefined;
  readonly range: TextRange;
  readonly innerRange: TextRange;
  /** The tags that part it, such as `{{else}}`, in order. */
  readonly branches?: readonly TextRange[];
  /** What a block or macro of Jinja, or an inline partial of Handlebars, is called. */
  readonly label?: PathSegment;
  /** Where the closing tag repeats that name. */
  readonly closeLabel?: TextRange;
}

/** The names that can be read in a part of the body. Scopes nest; the innermost that touches an offset holds there. */
export interface Scope {
  readonly range: TextRange;
  /** The path of the context from the root, or undefined when it cannot be known. Empty at the root. */
  readonly context: readonly string[] | undefined;
  /** Local names declared by this scope. */
  readonly bindings: readonly Binding[];
  /** True inside a loop, where `@index` or `loop` can be read. */
  readonly loop: boolean;
}

/** A part of the text with one meaning, in order, not overlapping: what semantic highlighting shows. */
export interface Token {
  readonly range: TextRange;
  readonly kind:
    | 'delimiter'
    | 'keyword'
    | 'variable'
    | 'local'
    | 'data'
    | 'helper'
    | 'filter'
    | 'partial'
    | 'string'
    | 'number'
    | 'operator'
    | 'property'
    | 'comment';
}

/** Where a message starts. */
export interface RoleMark {
  readonly role: string;
  readonly range: TextRange;
  readonly roleRange: TextRange;
}

/** Everything the language service needs to know of one template body, whatever its dialect. Ranges are in the whole file. */
export interface Analysis {
  readonly variables: readonly VariableUse[];
  readonly calls: readonly CallUse[];
  readonly partials: readonly PartialUse[];
  readonly blocks: readonly BlockSpan[];
  readonly scopes: readonly Scope[];
  readonly roles: readonly RoleMark[];
  readonly comments: readonly TextRange[];
  /** Tags including their delimiters. */
  readonly tags: readonly TextRange[];
  readonly tokens: readonly Token[];
  readonly problems: readonly Problem[];
}

/** What stands around a cursor in the body; tells completion, signature help and closing of blocks what to offer. */
export type CursorContext =
  | { readonly kind: 'text' }
  | { readonly kind: 'comment' }
  /** A name is being written. `replace` is the part to replace; `qualifier` holds the segments before it. */
  | {
      readonly kind: 'name';
      readonly replace: TextRange;
      readonly qualifier: readonly string[];
      /** `call` where a helper may stand as well as a variable, `block` after `{{#`, `close` after `{{/`. */
      readonly position:
        | 'call'
        | 'argument'
        | 'block'
        | 'close'
        | 'partial'
        | 'data'
        | 'filter'
        | 'test'
        | 'statement'
        | 'role'
        | 'input'
        /** A name that another template defines and this one imports. */
        | 'import'
        /** The name of a block of Jinja. */
        | 'label'
        /** One of `words`. */
        | 'word';
      /** The open block that `close` would close. */
      readonly block?: string;
      /** The template that `import` names come from. */
      readonly template?: string;
      readonly words?: readonly string[];
      readonly scope: Scope;
      /** True when the closing delimiter is missing after the cursor. */
      readonly unterminated: boolean;
    };

/** A key of the header with its value. */
export interface HeaderEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly valueRange: TextRange;
  /** The plain value; undefined when it cannot be read. */
  readonly value: Json | undefined;
}

/** The YAML header of a prompt, or the whole file of a GitHub Models prompt. */
export interface Header {
  /** With the fences. */
  readonly range: TextRange;
  /** Between the fences. */
  readonly contentRange: TextRange;
  readonly entries: readonly HeaderEntry[];
  /** True when the YAML is broken and `entries` are those that could still be read. */
  readonly broken: boolean;
  /** True when it is broken so that what it declares is not all known: there was no good one before, or it does not end. */
  readonly partial?: boolean;
}

/** A stretch of template text. GitHub Models prompts have one for each message. */
export interface BodyPart {
  readonly role: string | undefined;
  readonly range: TextRange;
  /** The text after YAML unescaping; equals the source text for plain bodies. */
  readonly text: string;
}

/** One prompt file, parsed. Parsing never fails: what is wrong is in `problems`. */
export interface PromptDocument {
  readonly text: string;
  readonly format: PromptFormat;
  readonly dialect: Dialect;
  /** Who said so: shown to the user beside the dialect. */
  readonly dialectSource: 'setting' | 'header' | 'signals' | 'file-name';
  /** The name of the foreign format when `format` is `foreign`. */
  readonly foreignName: string | undefined;
  /** The `name` of the header. */
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly header: Header | undefined;
  /** True when the file declares inputs at all; else its variables are its inputs. */
  readonly declaresInputs: boolean;
  readonly inputs: readonly InputDeclaration[];
  /** Names that count as declared without a type: `input.default`, `sample`, `testData`. */
  readonly impliedInputs: readonly string[];
  /** True when unlisted inputs are allowed (`(*)` in Picoschema, `additionalProperties`). */
  readonly openInputs: boolean;
  readonly model: string | undefined;
  /** Model parameters such as temperature, as written. */
  readonly parameters: { readonly [key: string]: Json };
  readonly tools: readonly Json[];
  /** The output format and schema, when declared: JSON Schema. */
  readonly output: { readonly format?: string; readonly schema?: Json } | undefined;
  readonly parts: readonly BodyPart[];
  /** The offset at which the body starts. */
  readonly bodyStart: number;
  readonly analysis: Analysis;
  /** Problems of header and body together, in order of place. */
  readonly problems: readonly Problem[];
}

/** What the caller knows about a file beside its text. */
export interface ParseOptions {
  /** Workspace-relative path with `/`; its ending decides the format. */
  readonly file: string;
  /** The dialect a setting or glob asks for. */
  readonly dialect?: Dialect;
  /** The document before this text, whose header is kept in force while the new one is broken. */
  readonly previous?: PromptDocument;
  /** Helper names known beside the built-in ones. */
  readonly helpers?: readonly string[];
}
