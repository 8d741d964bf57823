import type { OperationOutput, SearchHit } from '../../../protocol';
import type { Style } from './style';
import { tagsText } from './tags';
import { versionText } from './versions';
import { count, shortTime } from './words';

/** What a search found: the prompts, and below each the lines. */
export function searchText({ hits }: OperationOutput<'search'>, style: Style): string {
  if (hits.length === 0) return 'nothing found\n';
  return `${hits.map((hit) => hitText(hit, style)).join('')}\n${count(hits.length, 'hit')}\n`;
}

function hitText(hit: SearchHit, style: Style): string {
  const { prompt, file, draft, version, author, time, environments, matches } = hit;
  const words = [
    style.bold(prompt),
    version === undefined ? style.cyan('draft') : style.green(versionText(version)),
    ...(draft ? [style.dim(file)] : []),
    ...(author === undefined || time === undefined ? [] : [style.dim(`${author.name}, ${shortTime(time)}`)]),
    ...(environments.length === 0 ? [] : [style.cyan(`(${environments.join(', ')})`)]),
    tagsText(hit.tags, style),
  ];
  const lines = matches.map(({ range, text }) => `  ${style.dim(`${range.start.line + 1}:`)} ${text}\n`);
  return `${words.filter((word) => word !== '').join('  ')}\n${lines.join('')}`;
}
