import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver-types';
import { allAtOnce, createLanguageService, type LanguageService, type SavedIndex } from '../../server/src/language';
import { MemoryWorkspace, pathOf } from '../support/memory-workspace';
import { Dice, paths, randomConfig, randomText } from './random-workspace';

const steps = 120;

/** The findings of every file as an editor has them: those that may have changed are asked for again, no others. */
class Shown {
  readonly findings = new Map<string, readonly Diagnostic[]>();
  readonly #service: LanguageService;

  constructor(service: LanguageService) {
    this.#service = service;
  }

  update(): number {
    const affected = this.#service.takeAffected();
    for (const uri of affected) {
      const found = this.#service.diagnostics(uri);
      if (found === undefined) this.findings.delete(pathOf(uri));
      else this.findings.set(pathOf(uri), found.diagnostics);
    }
    return affected.length;
  }
}

/** What a service says that has never seen the workspace before. */
function anew(workspace: MemoryWorkspace): Map<string, readonly Diagnostic[]> {
  const service = createLanguageService({ workspace });
  const shown = new Shown(service);
  shown.update();
  service.dispose();
  return shown.findings;
}

function lines(findings: ReadonlyMap<string, readonly Diagnostic[]>): string[] {
  return [...findings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, found]) => `${path} ${JSON.stringify(found)}`);
}

function change(workspace: MemoryWorkspace, known: Set<string>, dice: Dice): string {
  const path = dice.pick(paths);
  const other = dice.pick(paths);
  const action = dice.below(20);
  if (action === 0) {
    workspace.configure(randomConfig(dice));
    return 'settings';
  }
  if (known.has(path) && action < 5) {
    workspace.remove(path);
    known.delete(path);
    if (action < 3) return `remove ${path}`;
    workspace.write(other, randomText(other, dice));
    known.add(other);
    return `rename ${path} to ${other}`;
  }
  known.add(path);
  if (action < 10) workspace.open(path, randomText(path, dice), dice.below(1_000));
  else workspace.write(path, randomText(path, dice));
  return `write ${path}`;
}

describe('after every change, the findings are those of a service that sees the workspace for the first time', () => {
  for (const seed of [1, 2, 3, 4, 5, 136])
    test(`changes drawn by ${seed}`, () => {
      const dice = new Dice(seed);
      const known = new Set<string>(paths.filter(() => dice.chance(2)));
      const workspace = new MemoryWorkspace(
        Object.fromEntries([...known].map((path) => [path, randomText(path, dice)])),
        randomConfig(dice),
      );
      const shown = new Shown(createLanguageService({ workspace }));
      shown.update();
      const codes = new Set<unknown>();
      let spared = 0;
      for (let step = 0; step < steps; step++) {
        const what = change(workspace, known, dice);
        spared += known.size - shown.update();
        assert.deepEqual(lines(shown.findings), lines(anew(workspace)), `step ${step}: ${what}`);
        for (const found of shown.findings.values()) for (const { code } of found) codes.add(code);
      }
      assert.ok(codes.size > 8, `only ${[...codes].join(', ')}`);
      assert.ok(spared > known.size * (steps / 4), `only ${spared} files were spared`);
    });
});

/** What was saved, as it comes back from a file. */
function throughFile({ files, nodes }: SavedIndex): SavedIndex {
  const text = JSON.stringify([[...files], nodes]);
  const [entries, again] = JSON.parse(text) as [
    [string, SavedIndex['files'] extends ReadonlyMap<string, infer F> ? F : never][],
    SavedIndex['nodes'],
  ];
  return { files: new Map(entries), nodes: again };
}

describe('a service that begins with what another has saved finds what one without finds', () => {
  for (const seed of [1, 2, 3, 4])
    test(`changes drawn by ${seed}`, () => {
      const dice = new Dice(seed);
      const known = new Set<string>(paths.filter(() => dice.chance(2)));
      const workspace = new MemoryWorkspace(
        Object.fromEntries([...known].map((path) => [path, randomText(path, dice)])),
      );
      let saved: SavedIndex | undefined;
      let kept = 0;
      for (let life = 0; life < 25; life++) {
        const source = { load: () => saved, digest: (text: string) => `#${text}` };
        const service = createLanguageService({ workspace, saved: source });
        const shown = new Shown(service);
        shown.update();
        assert.deepEqual(lines(shown.findings), lines(anew(workspace)), `life ${life}: at first`);
        for (let step = 0; step < 4; step++) {
          const what = changeOnDisk(workspace, known, dice);
          shown.update();
          assert.deepEqual(lines(shown.findings), lines(anew(workspace)), `life ${life}: ${what}`);
        }
        saved = throughFile(allAtOnce(service.save()));
        kept += [...saved.files.values()].filter(({ found }) => found !== undefined).length;
        service.dispose();
        // What happens while nobody looks.
        for (let step = dice.below(4); step > 0; step--) changeOnDisk(workspace, known, dice);
      }
      assert.ok(kept > known.size * 5, `only ${kept} findings were kept`);
    });
});

function changeOnDisk(workspace: MemoryWorkspace, known: Set<string>, dice: Dice): string {
  const path = dice.pick(paths);
  if (known.delete(path) && dice.chance(4)) {
    workspace.remove(path);
    return `remove ${path}`;
  }
  known.add(path);
  workspace.write(path, randomText(path, dice));
  return `write ${path}`;
}
