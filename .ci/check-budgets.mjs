// Holds the sizes of files and functions to the budgets; one long file is an error, and so is a tired average.
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { root } from './bundle.mjs';
import { finish } from './report.mjs';

const budgets = { fileP95: 400, fileMax: 800, functionP95: 40, functionMax: 120 };

/** @typedef {{ where: string, lines: number }} Size */

/** @param {string} file @returns {ts.SourceFile} */
function parse(file) {
  return ts.createSourceFile(file, readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.ESNext, true);
}

/** The sizes of the functions with a body in a file. @param {ts.SourceFile} source @returns {Size[]} */
function functionSizes(source) {
  /** @type {Size[]} */
  const sizes = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const start = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const end = source.getLineAndCharacterOfPosition(node.end).line;
      sizes.push({ where: `${source.fileName}:${start + 1}`, lines: end - start + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return sizes;
}

/** @param {Size[]} sizes sorted by lines */
function percentile95(sizes) {
  return sizes[Math.ceil(sizes.length * 0.95) - 1]?.lines ?? 0;
}

/** @param {string} what @param {Size[]} unsorted @param {number} p95 @param {number} max @returns {string[]} */
function overBudget(what, unsorted, p95, max) {
  const sizes = unsorted.toSorted((a, b) => a.lines - b.lines);
  const found = percentile95(sizes);
  process.stdout.write(`${what}: ${sizes.length}, p95 ${found} lines, largest ${sizes.at(-1)?.lines ?? 0}\n`);
  const tooLong = sizes.filter((size) => size.lines > max);
  const problems = tooLong.map(({ where, lines }) => `${where}: ${lines} lines, at most ${max} are allowed`);
  if (found <= p95) return problems;
  const longest = sizes.slice(-5).map(({ where, lines }) => `${where} ${lines}`);
  return [
    ...problems,
    `${what}: p95 is ${found} lines, at most ${p95} are allowed; the longest: ${longest.join(', ')}`,
  ];
}

/** @param {Size[]} files */
function totalLines(files) {
  return files.reduce((sum, file) => sum + file.lines, 0);
}

const sources = globSync('{client,server}/src/**/*.ts', { cwd: root }).map(parse);
const tests = globSync('test/**/*.ts', { cwd: root, exclude: ['test/out/**'] }).map(parse);
const lines = (/** @type {ts.SourceFile} */ file) => ({ where: file.fileName, lines: file.getLineStarts().length - 1 });
const problems = [
  ...overBudget('source files', sources.map(lines), budgets.fileP95, budgets.fileMax),
  ...overBudget('functions', sources.flatMap(functionSizes), budgets.functionP95, budgets.functionMax),
  ...overBudget('test files', tests.map(lines), budgets.fileMax, budgets.fileMax),
];
finish(problems, `${totalLines(sources.map(lines))} lines of source, ${totalLines(tests.map(lines))} of tests`);
