import { ok, type Result } from '../../../base';
import type { Fact } from '../../../domain';
import { type Context, factStarter } from '../../session/context';
import type { LocatedCase } from '../cases';
import { runSubjects, type SubjectResults, versionSubject } from '../run-cases';
import { runFact } from '../test';
import type { Candidate } from './candidate';

/** Which cases are run, and with what. */
export interface CandidateRun {
  /** The provider to run with; the default provider of the workspace when absent. */
  readonly provider?: string | undefined;
  readonly wanted?: ((found: LocatedCase) => boolean) | undefined;
  /** Tells selections of cases apart; empty for all cases. */
  readonly selection?: string;
}

/** The runs that gates ask for: what two gates want to know of a version is asked of a model once. */
export class CandidateRuns {
  readonly #context: Context;
  readonly #made = new Map<string, Promise<Result<SubjectResults>>>();
  readonly #kept: SubjectResults[] = [];

  constructor(context: Context) {
    this.#context = context;
  }

  /** Runs the cases of a version, or gives what came of the same run before. */
  of(candidate: Candidate, run: CandidateRun): Promise<Result<SubjectResults>> {
    const key = JSON.stringify([candidate.version.id, run.provider, run.selection ?? '']);
    const made = this.#made.get(key) ?? this.#run(candidate, run);
    this.#made.set(key, made);
    return made;
  }

  async #run({ prompt, version, content }: Candidate, run: CandidateRun): Promise<Result<SubjectResults>> {
    const subject = versionSubject(this.#context, prompt, version, content);
    const { provider, wanted, selection = '' } = run;
    const ran = await runSubjects(this.#context, [subject], {
      ...(provider === undefined ? {} : { provider }),
      ...(wanted === undefined ? {} : { wanted }),
    });
    if (!ran.ok) return ran;
    const [one = { subject, results: [], providers: [] }] = ran.value;
    if (selection === '' && one.results.length > 0) this.#kept.push(one);
    return ok(one);
  }

  /** The facts that keep the runs of all cases of a version. */
  async facts(): Promise<readonly Fact[]> {
    const author = await this.#context.author();
    if (!author.ok) return [];
    return this.#kept.flatMap((run) => runFact(this.#context, factStarter(this.#context, author.value), run));
  }
}
