import { fail, fault, ok, type Result, type Ulid } from '../base';
import type { DeploymentChange, DeploymentRecord, EnvironmentRecord } from './records';

/** What an environment held at one time: the version of each prompt. */
export type Holdings = ReadonlyMap<Ulid, Ulid>;

/** An environment, or one of its revisions. */
export interface EnvironmentSelector {
  readonly name: string;
  readonly revision?: number;
}

/** Reads `production` or `production@12`. */
export function parseEnvironmentSelector(text: string): Result<EnvironmentSelector> {
  const at = text.lastIndexOf('@');
  if (at < 0) return ok({ name: text });
  const [name, digits] = [text.slice(0, at), text.slice(at + 1).replace(/^#/, '')];
  if (name !== '' && /^[1-9]\d{0,8}$/.test(digits)) return ok({ name, revision: Number(digits) });
  const help = 'Write an environment, or one of its revisions: production, production@12.';
  return fail(fault('invalid-input', `"${text}" is no environment.`, { key: 'environment', help }));
}

/** What an environment holds now. */
export function holdingsOf(environment: EnvironmentRecord): Holdings {
  return new Map(environment.holds.map(({ prompt, version }) => [prompt, version]));
}

/** The changes that bring `targets` into an environment. Prompts that it holds already are left out. */
export function planDeployment(held: Holdings, targets: ReadonlyMap<Ulid, Ulid>): readonly DeploymentChange[] {
  const changes: DeploymentChange[] = [];
  for (const [prompt, to] of targets) {
    const from = held.get(prompt);
    if (from !== to) changes.push(from === undefined ? { prompt, to } : { prompt, from, to });
  }
  return changes;
}

/** A state of one prompt that can be gone back from, and the deployment that brought it. */
interface Step {
  readonly version: Ulid | undefined;
  readonly deployment: Ulid;
}

/**
 * For each prompt the states that are still in force, oldest first: a deployment adds one, a rollback takes the newest
 * away. The last is what the environment holds, the one before it what a rollback goes to. A rollback to a revision
 * brings back the states that were in force then.
 */
function statesOf(oldestFirst: readonly DeploymentRecord[]): ReadonlyMap<Ulid, readonly Step[]> {
  const states = new Map<Ulid, Step[]>();
  const restored = new Set(oldestFirst.map(({ restores }) => restores));
  const then = new Map<Ulid, ReadonlyMap<Ulid, readonly Step[]>>();
  for (const deployment of oldestFirst) {
    const earlier = deployment.restores === undefined ? undefined : then.get(deployment.restores);
    for (const { prompt, to } of deployment.changes) {
      if (earlier !== undefined) {
        states.set(prompt, [...(earlier.get(prompt) ?? [])]);
        continue;
      }
      const steps = states.get(prompt) ?? [];
      states.set(prompt, steps);
      if (deployment.kind === 'rollback') steps.pop();
      if (deployment.kind === 'deploy' || steps.at(-1)?.version !== to) {
        if (to !== undefined || steps.length > 0) steps.push({ version: to, deployment: deployment.id });
      }
    }
    if (restored.has(deployment.id)) then.set(deployment.id, copyOf(states));
  }
  return states;
}

function copyOf(states: ReadonlyMap<Ulid, readonly Step[]>): ReadonlyMap<Ulid, readonly Step[]> {
  return new Map([...states].map(([prompt, steps]) => [prompt, [...steps]]));
}

/** What a rollback would do. */
export interface RollbackPlan {
  readonly changes: readonly DeploymentChange[];
  /** Prompts that the environment did not hold before: they are taken out. */
  readonly takenOut: readonly Ulid[];
}

/**
 * Plans a rollback: each prompt goes back to what the environment held before it came to hold what it holds now, never
 * to "the version number before". A second rollback goes one step further back, and what was rolled away from is not
 * returned to. Without `prompts` it undoes the newest deployment that is still in force.
 *
 * @param history the deployments of one environment, newest first
 */
export function planRollback(history: readonly DeploymentRecord[], prompts?: readonly Ulid[]): Result<RollbackPlan> {
  const states = statesOf(history.toReversed());
  const chosen = prompts ?? newestInForce(history, states);
  if (chosen.length === 0) return fail(nothingToUndo());
  const changes: DeploymentChange[] = [];
  for (const prompt of chosen) {
    const steps = states.get(prompt) ?? [];
    const [now, before] = [steps.at(-1)?.version, steps.at(-2)?.version];
    if (now === undefined) return fail(nothingToUndo(prompt));
    changes.push(before === undefined ? { prompt, from: now } : { prompt, from: now, to: before });
  }
  return ok({ changes, takenOut: changes.flatMap(({ prompt, to }) => (to === undefined ? [prompt] : [])) });
}

/** The prompts whose state was brought by the newest deployment that any state comes from. */
function newestInForce(
  history: readonly DeploymentRecord[],
  states: ReadonlyMap<Ulid, readonly Step[]>,
): readonly Ulid[] {
  const promptsBy = new Map<Ulid, Ulid[]>();
  for (const [prompt, steps] of states) {
    const last = steps.at(-1);
    if (last?.version !== undefined) {
      promptsBy.set(last.deployment, [...(promptsBy.get(last.deployment) ?? []), prompt]);
    }
  }
  for (const { id } of history) {
    const prompts = promptsBy.get(id);
    if (prompts !== undefined) return prompts;
  }
  return [];
}

/** What has to change for the left state to become the right one; of the `prompts` alone when they are given. */
export function diffStates(left: Holdings, right: Holdings, prompts?: readonly Ulid[]): readonly DeploymentChange[] {
  const chosen = prompts ?? [...new Set([...left.keys(), ...right.keys()])];
  return chosen.flatMap((prompt) => {
    const [from, to] = [left.get(prompt), right.get(prompt)];
    if (from === to) return [];
    return [{ prompt, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
  });
}

function nothingToUndo(prompt?: Ulid): ReturnType<typeof fault> {
  const message = 'There is nothing to roll back: no deployment is in force.';
  return fault('not-found', message, prompt === undefined ? {} : { details: { prompt } });
}
