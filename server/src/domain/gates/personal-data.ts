import isCreditCard from 'validator/es/lib/isCreditCard';
import isIBAN from 'validator/es/lib/isIBAN';

/** A value in a text that says who somebody is or how to reach them. */
export interface PersonalDatum {
  readonly what: string;
  readonly value: string;
  readonly offset: number;
}

interface Kind {
  readonly what: string;
  /** Bounded, so that a long line costs no more than its length. */
  readonly pattern: RegExp;
  readonly counts: (value: string) => boolean;
}

const kinds: readonly Kind[] = [
  {
    what: 'a mail address',
    pattern:
      /(?<![\w.+%-])[A-Za-z0-9][\w.+%-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,62}){0,4}\.[A-Za-z]{2,24}\b/g,
    counts: (value) =>
      !/@(?:.{0,255}\.)?(?:example(?:\.(?:com|net|org))?|.{0,255}\.(?:test|invalid|localhost))$/i.test(value),
  },
  {
    what: 'a phone number',
    pattern: /(?<![\w+.-])\+[1-9](?:[ ().-]{0,2}\d){7,14}(?![\w-])/g,
    // 555-01xx is given to nobody.
    counts: (value) => !/55501\d\d$/.test(value.replace(/\D/g, '')) && new Set(value.replace(/\D/g, '')).size > 3,
  },
  {
    what: 'a bank account (IBAN)',
    pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g,
    counts: (value) => isIBAN(value),
  },
  { what: 'a card number', pattern: /(?<![\d.-])[2-6]\d{3}(?:[ -]?\d{2,6}){2,4}(?![\d-])/g, counts: isCard },
];

/** So many values of one kind are listed. */
const limit = 20;

/** Mail addresses, phone numbers, accounts and cards in a text; examples that nobody owns are left out. */
export function personalDataIn(text: string): readonly PersonalDatum[] {
  return kinds.flatMap(({ what, pattern, counts }) => {
    const found: PersonalDatum[] = [];
    for (const { 0: value, index: offset } of text.matchAll(pattern)) {
      if (counts(value)) found.push({ what, value, offset });
      if (found.length === limit) break;
    }
    return found;
  });
}

/** Numbers that payment providers print for tests. */
const testCards: ReadonlySet<string> = new Set([
  '4242424242424242',
  '4111111111111111',
  '4012888888881881',
  '5555555555554444',
  '5105105105105100',
  '378282246310005',
  '6011111111111117',
]);

/** A number that a card can have; a row of few different digits stands for one. */
function isCard(value: string): boolean {
  const digits = value.replace(/\D/g, '');
  return new Set(digits).size >= 4 && !testCards.has(digits) && isCreditCard(digits);
}
