import type { Json, Severity } from '../../base';
import type { InterfaceChange } from '../interface';
import type { GateResult } from '../records';
import type { Verdict } from '../review';
import type { Author } from '../records';

/** A finding in the text of a version. */
export interface LintEvidence {
  readonly findings: readonly {
    readonly code: string;
    readonly severity: Severity;
    readonly message: string;
    readonly file: string;
    /** Zero-based. */
    readonly line: number;
  }[];
}

/** How a version differs from the one an environment holds. */
export interface InterfaceEvidence {
  /** The label that is held; undefined when the environment does not hold the prompt. */
  readonly from: string | undefined;
  readonly to: string;
  readonly changes: readonly InterfaceChange[];
  /** The names of cases that do not give what the version requires. */
  readonly brokenCases: readonly string[];
  /** What is wrong with files that include the prompt, and was not with the version that is held. */
  readonly brokenCallers: readonly BrokenCaller[];
}

/** A place in a file that includes a prompt, which a version of that prompt breaks. */
export interface BrokenCaller {
  readonly file: string;
  /** Zero-based. */
  readonly line: number;
  readonly message: string;
}

/** The results of the cases for exactly the hash of a version. */
export interface TestEvidence {
  readonly hash: string;
  readonly provider: string;
  readonly results: readonly {
    readonly case: string;
    readonly outcome: 'passed' | 'failed' | 'errored' | 'skipped';
    /** Why it did not pass: one line. */
    readonly message?: string;
  }[];
  /** The version that the environment holds, and the cases that its newest known results say it passes. */
  readonly incumbent?: { readonly semver: string; readonly passes: readonly string[] };
}

/** Who said what about a version. */
export interface ApprovalEvidence {
  readonly author: Author;
  readonly verdicts: readonly Verdict[];
  /** The owners of the file of the prompt, by the globs that match it. */
  readonly owners: readonly { readonly pattern: string; readonly people: readonly string[] }[];
}

/** What should not go to a model. */
export interface SecurityFinding {
  readonly kind: 'secret' | 'personal-data' | 'raw-input';
  /** Such as `a mail address`. */
  readonly what: string;
  /** The value or the name of the input, for the list of what is allowed; empty for a secret. It is not kept. */
  readonly subject: string;
  readonly file: string;
  /** Zero-based. */
  readonly line: number;
}

/** What was found in the text of a version and its partials. */
export interface SecurityEvidence {
  readonly findings: readonly SecurityFinding[];
}

/** What the cases of a version cost with a provider. */
export interface BudgetEvidence {
  readonly provider: string;
  readonly cases: readonly {
    readonly case: string;
    /** The length of the rendered prompt in UTF-16 units; undefined when it could not be rendered. */
    readonly characters: number | undefined;
    /** Of prompt and answer, as the provider counts; undefined when it does not. */
    readonly tokens: number | undefined;
    /** Undefined when no model answered just now. */
    readonly latencyMs: number | undefined;
    /** Undefined when the provider counts no tokens, or the price of the model is not known. */
    readonly costUsd: number | undefined;
  }[];
}

/** What a command of the workspace said about a version. */
export interface CustomEvidence {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** One line for a person. */
  readonly summary: string;
  /** What the command wants to be kept. */
  readonly details: Json;
}

/** What each gate looks at. */
export interface GateEvidence {
  readonly lint: LintEvidence;
  readonly interface: InterfaceEvidence;
  readonly tests: TestEvidence;
  readonly approval: ApprovalEvidence;
  readonly security: SecurityEvidence;
  readonly budget: BudgetEvidence;
  readonly custom: CustomEvidence;
}

export type GateName = keyof GateEvidence;

/** The settings of each gate in an environment; each has a default. */
export interface GateParameters {
  readonly lint: {
    /** Findings of this severity refuse, and graver ones. */
    readonly severity: Severity;
  };
  readonly interface: {
    /** Whether a change that breaks callers is refused, or let through when the major number of the label grew. */
    readonly breaking: 'refuse' | 'major';
  };
  readonly tests: {
    /** The share of the cases that must pass, 0 to 1. Skipped cases do not count. */
    readonly passRate: number;
    /** The least number of cases that must have run. */
    readonly minimum: number;
    /** Whether a case may fail that passes with what the environment holds, when the pass rate is reached all the same. */
    readonly newFailures: 'refuse' | 'allow';
    /** The provider to run with; the default provider of the workspace when absent. */
    readonly provider?: string;
    /** Globs of the files whose cases count; all when absent. */
    readonly suite?: readonly string[];
    /** Cases with one of these tags count; all when absent. */
    readonly tags?: readonly string[];
  };
  readonly approval: {
    /** How many people other than the author must approve. */
    readonly count: number;
    /** By glob of prompt files, the mail addresses of those of whom one must approve. */
    readonly owners: { readonly [glob: string]: readonly string[] };
  };
  readonly security: {
    readonly secrets: boolean;
    readonly personalData: boolean;
    readonly rawInputs: boolean;
    /** Names of inputs, and personal data, that may be there; `@example.com` allows a mail domain. */
    readonly allow: readonly string[];
  };
  /** Limits for each case; without a limit nothing is asked. */
  readonly budget: {
    /** Of the rendered prompt, in UTF-16 units. */
    readonly characters?: number;
    /** Of prompt and answer together. */
    readonly tokens?: number;
    /** Of 95 in 100 cases. */
    readonly latencyMs?: number;
    readonly costUsd?: number;
    /** The provider to run with; the default provider of the workspace when absent. */
    readonly provider?: string;
  };
  readonly custom: {
    /** What its results are called; no other gate of the environment has the name. */
    readonly name: string;
    /** A program and its arguments; no shell reads them. */
    readonly command: readonly string[];
    readonly timeoutMs: number;
  };
}

/** What a gate says, without whom it says it about. */
export type GateVerdict = Pick<GateResult, 'outcome' | 'summary'> & { readonly evidence: Json };

/** One named check of a deployment: a pure function from evidence to an outcome. */
export interface Gate<Name extends GateName> {
  readonly name: Name;
  /** One line of documentation. */
  readonly help: string;
  /** What somebody can do when it fails: one sentence. */
  readonly next: string;
  readonly defaults: GateParameters[Name];
  evaluate(evidence: GateEvidence[Name], parameters: GateParameters[Name]): GateVerdict;
}

/** A gate as an environment asks for it. */
export type GateSetting = {
  readonly [Name in GateName]: {
    readonly gate: Name;
    readonly parameters: GateParameters[Name];
    /** The mail addresses of those who may go over it; as the environment says when absent. */
    readonly override?: readonly string[];
  };
}[GateName];
