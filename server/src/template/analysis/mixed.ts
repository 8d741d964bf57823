import type { AnalysisBuilder, BodySource } from './builder';

const statement = /^\{%[-+]?\s*(?:if|elif|else|endif|for|endfor|set|include|extends|macro|block|raw)\b[^\n]{0,300}?%\}/;

/** Reports the first Jinja statement in text of a dialect that takes it for plain text. */
export function reportJinja(builder: AnalysisBuilder, { text, start, end }: BodySource, advice: string): void {
  for (
    let at = text.indexOf('{%', start), tries = 0;
    at >= 0 && at < end && tries < 50;
    at = text.indexOf('{%', at + 2), tries++
  ) {
    const tag = statement.exec(text.slice(at, Math.min(end, at + 400)))?.[0];
    if (tag === undefined || builder.comments.some((range) => at >= range.start && at < range.end)) continue;
    const message = `This is a Jinja tag; here it is plain text. ${advice}`;
    builder.problems.push({ code: 'mixed-dialect', range: { start: at, end: at + tag.length }, message });
    return;
  }
}
