// Holds the documentation against the repository: the paths, npm scripts and galley commands it names exist, its links
// lead somewhere, and every finding of the catalogue is explained.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { importSource, root } from './bundle.mjs';
import { finish } from './report.mjs';

const pages = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: root }).sort();
const topLevel = ['client', 'server', 'syntaxes', 'media', 'test', 'examples', 'docs', '.ci', '.vscode'];
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const ownCommands = new Set(['ci', 'install', 'link']);

/** @typedef {{ page: string, line: number, text: string }} Snippet */

/** Inline code and the lines of fenced blocks. @param {string} page @returns {Snippet[]} */
function snippets(page) {
  let fenced = false;
  return readFileSync(path.join(root, page), 'utf8')
    .split('\n')
    .flatMap((line, index) => {
      if (/^\s*(?:```|~~~)/.test(line)) {
        fenced = !fenced;
        return [];
      }
      const texts = fenced ? [line] : [...line.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
      return texts.map((text) => ({ page, line: index + 1, text }));
    });
}

/** Paths that are spelt out: a placeholder or a pattern is no claim. @param {string} text */
function pathsIn(text) {
  const words = text.split(/[\s()'",;]+/).map((word) => word.replace(/[:.]+$/, '').replace(/:\d+$/, ''));
  return words.filter((word) => {
    const [first = ''] = word.split('/');
    return word.includes('/') && topLevel.includes(first) && !/[*<>{}$…|]|\.\.\./.test(word);
  });
}

/** What the product and its tests write; it need not be there. @param {string} file */
function isGenerated(file) {
  return /(?:^|\/)(?:out|releases|\.galley)(?:\/|$)/.test(file);
}

/** The words the CLI answers to, in its own help. */
function cliCommands() {
  const help = execFileSync(process.execPath, [path.join(root, 'server/out/galley.js'), '--help'], {
    encoding: 'utf8',
  });
  return new Set([...help.matchAll(/^ {2}([a-z][\w-]*)/gm)].map((match) => match[1] ?? ''));
}

/** @param {Snippet} snippet @param {Set<string>} commands @returns {string[]} */
function problemsOf({ page, line, text }, commands) {
  const at = `${page}:${line}`;
  const missing = pathsIn(text).filter((file) => !isGenerated(file) && !existsSync(path.join(root, file)));
  const ran = [...text.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].map((match) => match[1] ?? '');
  const unknown = ran.filter((name) => !(name in scripts) && !ownCommands.has(name));
  const words = [...text.matchAll(/(?:^|[\s$])galley ([a-z][\w-]*)/g)].map((match) => match[1] ?? '');
  return [
    ...missing.map((file) => `${at}: ${file} does not exist`),
    ...unknown.map((name) => `${at}: there is no npm script ${name}`),
    ...words.filter((word) => !commands.has(word)).map((word) => `${at}: there is no command galley ${word}`),
  ];
}

/** Relative links, and the headings they point at. @param {string} page @returns {string[]} */
function brokenLinks(page) {
  const text = readFileSync(path.join(root, page), 'utf8').replace(/```[\s\S]*?```/g, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return links.flatMap((link) => {
    const [file = '', anchor] = link.split('#');
    if (/^[a-z]+:/.test(file)) return [];
    const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
    if (!existsSync(path.join(root, target))) return [`${page}: the link ${link} leads nowhere`];
    if (anchor === undefined || !target.endsWith('.md')) return [];
    return anchors(target).has(anchor) ? [] : [`${page}: ${target} has no heading #${anchor}`];
  });
}

/** The anchors of a page's headings, as GitHub and VS Code make them. @param {string} page @returns {Set<string>} */
function anchors(page) {
  const headings = readFileSync(path.join(root, page), 'utf8').matchAll(/^#{1,6} +(.+)$/gm);
  return new Set(
    [...headings].map((match) =>
      (match[1] ?? '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}

/** @returns {Promise<string[]>} */
async function unexplainedFindings() {
  const page = 'docs/diagnostics.md';
  if (!existsSync(path.join(root, page))) return [`${page} is missing`];
  const { diagnosticRules } = await importSource('server/src/base/diagnostics.ts');
  const explained = anchors(page);
  const codes = Object.keys(diagnosticRules);
  return codes.filter((code) => !explained.has(code)).map((code) => `${page} has no section on ${code}`);
}

const commands = cliCommands();
const claims = pages.flatMap(snippets).flatMap((snippet) => problemsOf(snippet, commands));
finish([...claims, ...pages.flatMap(brokenLinks), ...(await unexplainedFindings())], `${pages.length} pages checked`);
