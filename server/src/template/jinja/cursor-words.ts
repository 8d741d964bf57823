/** The words that can stand behind what is written in a tag so far, where no name can. */
export function wordsAfter(before: string, statement: boolean): readonly string[] {
  const keyword = statement ? (/^\w+/.exec(before)?.[0] ?? '') : '';
  const rest = before.slice(keyword.length).trim();
  switch (keyword) {
    case 'for':
      if (!/\bin\b/.test(rest)) return ['in'];
      return /\bif\b/.test(rest) ? operators : ['if', 'recursive', ...operators];
    case 'include':
      return rest.includes('ignore') ? contextWords : ['ignore missing', ...contextWords];
    case 'import':
      return /\bas\s+\w+$/.test(rest) ? contextWords : ['as'];
    case 'from':
      if (!/\bimport\b/.test(rest)) return ['import'];
      return /\bas\s+\w+$/.test(rest) ? contextWords : ['as', ...contextWords];
    case 'block':
      return /\s/.test(rest) ? [] : ['scoped', 'required'];
    case 'set':
    case 'with':
      return rest.includes('=') ? expressionWords(rest) : [];
    case 'extends':
    case 'macro':
    case 'raw':
      return [];
    default:
      return statement && (keyword.startsWith('end') || keyword === 'else') ? [] : expressionWords(rest);
  }
}

const contextWords = ['with context', 'without context'];
const operators = ['and', 'or', 'is', 'in', 'not in'];

/** Behind a value: an operator, or the parts of `a if b else c`. */
function expressionWords(before: string): readonly string[] {
  return /\bif\b/.test(before) && !/\belse\b/.test(before) ? ['else', ...operators] : ['if', ...operators];
}
