import type { Finding, PromptContext } from './finding';

const start = { line: 0, character: 0 };

/** Another prompt has the same name, so that nobody could say which one is meant. */
export function duplicateNames({ facts, parsed, project }: PromptContext): Finding[] {
  if (facts.partial || parsed.document.foreignName !== undefined) return [];
  const name = project.nameOf(facts.uri) ?? '';
  const others = project.promptsNamed(name).filter((uri) => uri !== facts.uri);
  if (others.length === 0) return [];
  const entry = parsed.document.header?.entries.find(({ key }) => key === 'name');
  const paths = others.flatMap((uri) => project.promptFacts(uri)?.path ?? []);
  return [
    {
      code: 'duplicate-prompt',
      range: entry?.valueRange ?? { start: 0, end: Math.min(parsed.file.text.length, 3) },
      message: `The prompt name ${name} is also that of ${paths.slice(0, 3).join(', ')}. Give one of them another \`name\`.`,
      related: others
        .slice(0, 3)
        .map((uri) => ({ location: { uri, range: { start, end: start } }, message: 'The other prompt.' })),
    },
  ];
}
